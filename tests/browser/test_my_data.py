"""A client asks for his data and erases himself, on a phone, in a real browser, on the demo (issue 5 § 7)."""

import re
import subprocess
import sys

import databases
import pytest
from visitor import Visitor

NAME, EMAIL = "Quintrelec", "maelle.quintrelec@example.com"
LINKS = "SELECT body_html FROM mail_mail WHERE body_html LIKE '%%/rdv/my/lien/%%' AND email_to LIKE %s"
#: What the server's jobs do within a minute: this one starts none, so that tests do not meet them.
JOB = "env['clicrdv.privacy.confirmation']._cron_confirmations(); env.cr.commit(); print('DONE')"
EXPORT = """(form => fetch(form.action, {method: "POST", body: new FormData(form)}).then(
    answer => `${answer.status} ${answer.headers.get("Content-Type")}`))(document.querySelector("form[action$=export]"))"""


def send_links(database: str) -> None:
    command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", database, "--no-http"]
    done = subprocess.run([*command, "--log-level=error"], input=JOB, capture_output=True, text=True)
    assert "DONE" in done.stdout, done.stdout + done.stderr


@pytest.fixture
def client(server, browser):
    page = browser.page(360, 740)
    yield Visitor(page, server.url)
    context = page.call("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    browser.call("Target.disposeBrowserContext", browserContextId=context)


def test_a_client_sees_takes_along_and_erases_his_data(server, client):
    client.book("examen-de-vue", lastname=NAME, firstname="Maëlle", email=EMAIL)
    appointment = client.path
    client.opened(f"{appointment}/donnees")
    client.step("who asks?")
    client.go("main form .btn-primary")
    client.step("a link was sent")
    send_links(server.database)
    [(mail,)] = databases.query(LINKS, (f"%{EMAIL}%",), server.database)
    client.opened(re.search(r"/rdv/my/lien/[\w-]+", mail)[0])
    client.step("continue?")
    client.go("main form button[type=submit]")
    client.step("my data")
    assert EMAIL in client.page.text("main")
    assert client.page.evaluate(EXPORT) == "200 application/zip"
    client.go("a[href$=effacer]")
    client.step("erase?")
    client.go("main form[action$=effacer] button[type=submit]")
    client.step("erased")
    client.opened(appointment)
    client.step("the old link")
    assert EMAIL not in client.page.text()
    count = "SELECT count(*) FROM res_partner WHERE email = %s OR client_lastname = %s"
    assert databases.query(count, (EMAIL, NAME), server.database) == [(0,)]
    count = "SELECT count(*) FROM calendar_event WHERE booking_email = %s OR booking_lastname = %s"
    assert databases.query(count, (EMAIL, NAME), server.database) == [(0,)]
