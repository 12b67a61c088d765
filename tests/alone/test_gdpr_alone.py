"""Data protection in a database that has neither clicrdv_billing nor Odoo's accounting (DESIGN § 2)."""

import subprocess
import sys

import databases

SCRIPT = """
from odoo.tools import SQL
assert "account.move" not in env and "clicrdv.contract" not in env
data = env["clicrdv.personal.data"]
company = env.company
company.write({"booking_slug": "alone"})
client = env["res.partner"].create(
    {"name": "QUEVRIN Zelie", "client_lastname": "Quevrin", "client_firstname": "Zelie", "is_client_file": True,
     "company_id": company.id, "email": "zelie.quevrin@example.com"})
client.message_post(body="Quevrin called")
env.flush_all()
found = data._find(client)[client.id]
assert found["client_file"] == 1 and found["chatter"] >= 1, found
assert "invoice" not in found
assert data._export(client)[client.id]["client_file"][0]["email"] == "zelie.quevrin@example.com"
data._erase(client, "request")
left = [residue for residue in data._residual_scan(["Quevrin", "zelie.quevrin@example.com"])]
assert not left, left
env["clicrdv.retention.run"]._cron_retention()
env["clicrdv.retention.run"]._cron_own_periods()
env["clicrdv.backup.record"]._cron_check()
env.cr.commit()
# no establishment goes online without an accepted agreement: on by default (GDP-03)
from odoo.exceptions import UserError
salon = env["res.company"].create(
    {"name": "Salon", "street": "1 rue des Essais", "zip": "75003", "city": "Paris", "phone": "+33199001234",
     "country_id": env.ref("base.fr").id, "activity_id": env.ref("clicrdv_booking.activity_hairdresser").id})
env.user.write({"company_ids": [(4, salon.id)], "group_ids": [(4, env.ref("clicrdv_booking.group_manager").id)]})
assert salon._signed_agreements(salon) == [] and salon.is_agreement_missing
try:
    with env.cr.savepoint():
        salon.action_booking_publish()
    code = "online"
except UserError as refusal:
    code = refusal.code
assert code == "agreement_missing", code
version = env["clicrdv.privacy.agreement"].create({"name": "2027-01", "company_id": company.id, "document": "JVBERi0="})
version.action_publish()
signing = env["clicrdv.privacy.signing"].with_context(allowed_company_ids=[company.id, salon.id]).create(
    {"company_id": salon.id, "is_confirmed": True, "signer": "Zelie"})
signing.action_accept()
salon.action_booking_publish()
assert salon.booking_published and salon.privacy_agreement_id == version
env.cr.rollback()
print("ALONE")
"""


def test_it_installs_erases_and_runs_its_jobs_without_billing_and_accounting():
    # installed from nothing, without a warning, whenever an addon has changed
    with databases.scratch(only="clicrdv_gdpr") as name:
        command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", name, "--no-http"]
        done = subprocess.run([*command, "--log-level=error"], input=SCRIPT, capture_output=True, text=True)
    assert "ALONE" in done.stdout, done.stdout + done.stderr
