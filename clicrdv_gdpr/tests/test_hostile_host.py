"""Links in messages, pages and calendars lead to the site as configured, whatever host a visitor names (GDP-20, 26)."""

import re

from odoo.tests import freeze_time, tagged
from odoo.tools import config, mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, form

from .my_data_common import MyDataCase
from .privacy_common import EMAIL

EVIL = "evil.example.net"
#: How somebody names another host: directly, by a proxy, by both and a scheme.
ATTACKS = (
    {"Host": EVIL},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"},
    {"Host": EVIL, "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "X-Original-Host": EVIL},
)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHostileHost(MyDataCase):
    def attack(self, attempt):
        """Attempt something in each of these ways, behind a proxy that passes such headers on and without one.

        :param attempt: takes headers, and the number of the attack
        """
        cases = [(is_behind, headers) for is_behind in (False, True) for headers in ATTACKS]
        self.addCleanup(config.__setitem__, "proxy_mode", config["proxy_mode"])
        for number, (is_behind_proxy, headers) in enumerate(cases):
            with self.subTest(proxy_mode=is_behind_proxy, headers=headers):
                config["proxy_mode"] = is_behind_proxy
                attempt(headers, number)

    def test_gdp_20_the_link_that_proves_who_asks_leads_to_this_site(self):
        path = f"/rdv/{self.slug}/mes-donnees"

        def ask(headers, _number):
            self.mails().unlink()
            page = self.parse(self.get(path, headers=headers))
            sent = self.fields_of(page, "//form[contains(@action, '/mes-donnees')]")
            answer = self.post(path, {**sent, "address": EMAIL, "right": "access"}, headers=headers)
            self.assertLess(answer.status_code, 400)
            self.links()
            [mail] = self.mails()
            self.assertNotIn(EVIL, mail.body_html)
            [link] = re.findall(r'href="([^"]*/rdv/my/lien/[^"]*)"', mail.body_html)
            self.assertTrue(link.startswith(self.base_url() + "/"), link)

        self.attack(ask)

    def test_gdp_26_messages_of_a_booking_lead_to_this_site(self):
        self.only(("confirmation", "email"))

        def book(headers, number):
            email = f"max{number}@example.com"
            start = f"2027-01-12T{9 + number // 2:02}:{30 * (number % 2):02}:00+01:00"
            hold = self.url_open(f"{self.api}/hold", json={"services": ["cut"], "start": start}, headers=headers)
            self.assertEqual(hold.status_code, 201, hold.text)
            body = {"hold": hold.json()["hold"], **form("Abel", email, firstname="Max")}
            answer = self.url_open(f"{self.api}/appointments", json=body, headers=headers)
            self.assertEqual(answer.status_code, 201, answer.text)
            self.assertNotIn(EVIL, answer.text)
            self.env.invalidate_all()
            self.send()
            [mail] = self.env["mail.mail"].search([("email_to", "ilike", email)])
            self.assertNotIn(EVIL, mail.body_html)
            self.assertIn(self.base_url(), mail.body_html)

        self.attack(book)

    def test_gdp_26_pages_and_calendars_that_others_read_lead_to_this_site(self):
        token = self.event.booking_token
        own = self.path()

        def read(headers, _number):
            page = self.get(f"/rdv/{self.slug}", headers=headers)
            [data] = self.parse(page).xpath("//script[@type='application/ld+json']")
            self.assertIn(f"{self.base_url()}/rdv/{self.slug}", data.text)
            calendar = self.get(f"/rdv/a/{token}/rdv.ics", headers=headers)
            self.assertEqual(calendar.status_code, 200)
            for path in (f"/rdv/{self.slug}", f"/rdv/a/{token}", f"/rdv/a/{token}/rdv.ics", own):
                self.assertNotIn(EVIL, self.get(path, headers=headers).text, path)

        self.attack(read)

    def test_shared_pages_are_called_like_the_site_and_not_like_their_template(self):
        site = self.env["website"].get_current_website().name
        for path in (f"/rdv/{self.slug}/mes-donnees", f"/rdv/{self.slug}/notice"):
            page = self.parse(self.get(path))
            for title in ("@property='og:title'", "@name='twitter:title'"):
                with self.subTest(path=path, title=title):
                    self.assertEqual(page.xpath(f"//meta[{title}]/@content"), [site])

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_gdp_26_a_stranger_does_not_change_the_address_of_the_site(self):
        parameters = self.env["ir.config_parameter"]
        before = parameters.get_param("web.base.url")
        # this process counts failures by address, and other tests log in from it too
        self.addCleanup(lambda: vars(self.env.registry).pop("_login_failures", None))

        def log_in(headers, _number):
            params = {"db": self.env.cr.dbname, "login": "admin", "password": "wrong"}
            self.url_open("/web/session/authenticate", json={"params": params}, headers=headers)
            self.env.invalidate_all()
            self.assertEqual(parameters.get_param("web.base.url"), before)

        self.attack(log_in)
