"""One establishment never sees another: records, figures, exports, names, files, conversations (sub-annex C.3; GDP-69)."""

import base64

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import AccessCase

ROLES = {
    "employee": "base.group_user",
    "agenda user": "clicrdv_booking.group_agenda_user",
    "manager": "clicrdv_booking.group_manager,base.group_allow_export",
    "network manager": "clicrdv_booking.group_network_manager",
    "officer": "clicrdv_gdpr.group_privacy_officer,base.group_allow_export",
    "both": "clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager",
    "portal": "base.group_portal",
}
#: Lists that every controller is shown as they are (agreement 3.3.5, sub-annex B), and settings of the operator.
SHARED = {
    "clicrdv.subprocessor": "the list of sub-processors is shown to each controller",
    "clicrdv.transfer": "transfers are shown to each controller",
    "clicrdv.security.measure": "the measures of sub-annex C are shown to each controller",
    "clicrdv.hds.certificate": "the certificate of the host is shown to each controller",
}
QUIET = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.http")
SECRET = "Isolde-Verschwiegen"


class IsolationCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.make_client("isolde@example.com", "+33639985511", client_lastname=SECRET)
        cls.strangers = {
            role: cls.make_user(f"stranger.{number}", groups, cls.shops[0])
            for number, (role, groups) in enumerate(ROLES.items())
        }

    def fill_salon(self):
        """Something of each kind that the salon would not like to be read elsewhere."""
        self.only(("confirmation", "email"))
        event = self.visit(10, client_id=self.client.id, staff_note=SECRET)
        self.client.message_subscribe(partner_ids=self.client.ids)
        self.client.message_post(body=SECRET, attachments=[("isolde.txt", SECRET.encode())])
        event.message_post(body=SECRET)
        self.client.activity_schedule(summary=SECRET, user_id=self.desk.id)
        self.write_line(clients=self.client)
        self.env["clicrdv.access.review"]._open(self.salon, self.salon._privacy_today())
        self.env.flush_all()
        return event

    def company_field(self, model):
        names = [name for name in ("booking_company_id", "company_id") if name in model._fields]
        return next((name for name in names if model._fields[name].store), None)

    def ours(self):
        """{name of a model: field of its establishment} of every table that belongs to establishments."""
        found = {"res.partner": "company_id", "calendar.event": "booking_company_id"}
        for name, model in self.env.registry.items():
            if name.startswith("clicrdv.") and not model._abstract and not model._transient:
                field = self.company_field(self.env[name])
                if field and name not in SHARED:
                    found[name] = field
        return found

    def refused(self, call):
        """What a call gives; nothing when it is refused."""
        try:
            with self.env.cr.savepoint():
                return call()
        except (AccessError, MissingError):
            return None
        except UserError:  # no right to export at all
            return None


@tagged("post_install", "-at_install")
class TestIsolation(IsolationCase):
    @mute_logger(*QUIET)
    def test_no_role_of_one_establishment_gets_at_a_record_of_another(self):
        """GDP-69: record rules, search, figures, names, exports, on every table that belongs to establishments."""
        self.fill_salon()
        seen = 0
        for name, field in self.ours().items():
            foreign = (
                self.env[name].sudo().with_context(active_test=False).search([(field, "=", self.salon.id)], limit=5)
            )
            seen += bool(foreign)
            for role, user in self.strangers.items():
                with self.subTest(name, role=role):
                    self.check_records(self.as_user(user, foreign), [(field, "=", self.salon.id)])
        self.assertGreater(seen, 10, "the salon has something of many kinds")

    def check_records(self, records, domain):
        model = records.browse().with_context(active_test=False)
        self.assertFalse(self.refused(lambda: model.search(domain)))
        self.assertFalse(self.refused(lambda: model.search_read(domain, ["id"])))
        self.assertFalse(self.refused(lambda: model.name_search("", domain)))
        groups = self.refused(lambda: model.formatted_read_group(domain, [], ["__count"])) or [{"__count": 0}]
        self.assertEqual(groups[0]["__count"], 0)
        for record in records:
            self.assertFalse(self.refused(lambda record=record: record.read(["display_name"])), "read")
            self.assertFalse(self.refused(lambda record=record: record.web_read({"display_name": {}})), "web_read")
            self.assertFalse(self.refused(lambda record=record: record.export_data(["display_name"])), "export")

    @mute_logger(*QUIET)
    def test_figures_grouped_by_a_related_field_tell_nothing_of_others(self):
        """GDP-69: read_group through relations."""
        self.fill_salon()
        for role in ("agenda user", "manager", "network manager", "both"):
            user = self.strangers[role]
            for name, paths in {
                "calendar.event": ("client_id", "booking_company_id", "agenda_id"),
                "clicrdv.message": ("client_id", "company_id"),
                "res.partner": ("company_id", "email"),
            }.items():
                for path in paths:
                    with self.subTest(name, role=role, path=path):
                        model = self.as_user(user, self.env[name])
                        domain = [("is_client_file", "=", True)] if name == "res.partner" else []
                        groups = self.refused(lambda m=model, d=domain, p=path: m.formatted_read_group(d, [p])) or []
                        self.assertNotIn(self.salon.name, str(groups))
                        self.assertNotIn(SECRET.upper(), str(groups).upper())
                        self.assertNotIn("isolde", str(groups))

    @mute_logger(*QUIET)
    def test_searching_by_what_another_establishment_knows_finds_nothing(self):
        """GDP-69: a domain is no way round the rules."""
        self.fill_salon()
        for role, user in self.strangers.items():
            for name, domain in {
                "res.partner": [("appointment_ids.booking_company_id", "=", self.salon.id)],
                "calendar.event": [("client_id.email", "=", "isolde@example.com")],
                "clicrdv.agenda": [("company_id.name", "=", self.salon.name)],
                "clicrdv.trace": [("event_id.client_id.email", "=", "isolde@example.com")],
                "mail.activity": [("summary", "=", SECRET)],
                "mail.followers": [("partner_id", "=", self.client.id)],
                "mail.notification": [("res_partner_id", "=", self.client.id)],
                "calendar.attendee": [("partner_id", "=", self.client.id)],
                "clicrdv.optout": [("address", "=", "isolde@example.com")],
            }.items():
                with self.subTest(name, role=role):
                    self.assertFalse(
                        self.refused(lambda u=user, n=name, d=domain: self.as_user(u, self.env[n]).search(d))
                    )

    @mute_logger(*QUIET)
    def test_files_and_conversations_of_another_establishment_stay_closed(self):
        """GDP-69: attachments and mail threads."""
        event = self.fill_salon()
        about = ["|", "&", ("model", "=", "res.partner"), ("res_id", "=", self.client.id)]
        about += ["&", ("model", "=", "calendar.event"), ("res_id", "=", event.id)]
        messages = self.env["mail.message"].search(about)
        files = messages.attachment_ids | self.env["ir.attachment"].create(
            [
                {"name": f"{name}.txt", "datas": base64.b64encode(b"x"), "res_model": name, "res_id": record.id}
                for name, record in {"res.partner": self.client, "calendar.event": event}.items()
            ]
        )
        own = self.as_user(self.manager, messages)._filtered_access("read")
        self.assertTrue(len(own) >= 2 and len(files) >= 3, "the salon itself reads them")
        for role, user in self.strangers.items():
            for records, fields in ((messages, ["body"]), (files, ["name", "datas"])):
                with self.subTest(role=role, model=records._name):
                    theirs = self.as_user(user, records)
                    self.assertFalse(self.refused(lambda r=theirs: r.search([("id", "in", r.ids)])))
                    for record in theirs:
                        self.assertFalse(self.refused(lambda r=record, f=fields: r.read(f)))

    @mute_logger(*QUIET)
    def test_a_report_about_another_establishment_is_not_printed(self):
        """GDP-69: reports."""
        review = self.env["clicrdv.access.review"]._open(self.salon, self.salon._privacy_today())
        self.env.flush_all()
        for role, user in self.strangers.items():
            with self.subTest(role=role):
                reports = self.as_user(user, self.env["ir.actions.report"])
                report = "clicrdv_gdpr.report_access_review"
                try:
                    html = str(reports._render_qweb_html(report, review.ids)[0])
                except Exception as refusal:  # a page that cannot be drawn wraps the refusal
                    html = f"{type(refusal).__name__}"
                self.assertNotIn(self.desk.login, html)


@tagged("post_install", "-at_install")
class TestIsolationOverHttp(HttpCase, IsolationCase):
    @mute_logger(*QUIET)
    def test_addresses_of_files_pictures_and_conversations_give_nothing(self):
        """GDP-69: what a browser can ask for."""
        self.fill_salon()
        attachment = self.env["ir.attachment"].create(
            {"name": "x.txt", "raw": SECRET.encode(), "res_model": "res.partner", "res_id": self.client.id}
        )
        self.env.flush_all()
        for role in ("manager", "officer", "portal"):
            user = self.strangers[role]
            self.authenticate(user.login, user.login)
            with self.subTest(role=role):
                self.assertNotIn(SECRET, self.url_open(f"/web/content/{attachment.id}").text)
                self.assertNotIn(SECRET, self.url_open(f"/web/partner/vcard?partner_ids={self.client.id}").text)
                params = {"thread_model": "res.partner", "thread_id": self.client.id}
                try:
                    answer = str(self.make_jsonrpc_request("/mail/thread/messages", params))
                except Exception as refusal:  # whatever the refusal is
                    answer = str(refusal)
                self.assertNotIn(SECRET, answer)
