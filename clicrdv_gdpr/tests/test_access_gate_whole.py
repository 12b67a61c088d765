"""Without an undertaking and a training nothing that is declared about a client can be read (GDP-10)."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW
from odoo.addons.clicrdv_booking.tests.public_common import PublicCase

from ..models.res_users_undertaking import PARAMETER
from .people_common import PeopleMixin
from .rights_common import RightsOfPersonsCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.http")
#: Declared rows of which some are of the staff that follows a file: they name the staff.
OF_SOMEBODY = {"follower": "partner_id", "notification": "res_partner_id"}
EVERYTHING = "clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager,base.group_user"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGateOfEverything(PublicCase, RightsOfPersonsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("clerk", EVERYTHING, cls.salon, password="clerk-of-the-salon-2027")
        cls.env["clicrdv.consent"]._give(cls.zelie, cls.salon, "marketing_sms", "Yes", "public_form")

    def close(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "True")
        self.env.flush_all()
        self.env.invalidate_all()

    def open_again(self):
        self.env["clicrdv.staff.evidence"].create(
            [{"user_id": self.clerk.id, "kind": kind, "done_on": NOW.date()} for kind in ("undertaking", "training")]
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def readable(self, found):
        """Declared rows that the clerk reads, by key."""
        tables = {}
        for name, model in self.env.registry.items():
            if model._auto and not model._abstract and not model._transient:
                tables.setdefault(model._table, name)
        declared = {declaration.key: declaration for declaration in self.data._declarations()}
        seen = set()
        for key, rows in found.items():
            model = tables.get(declared[key].table)
            if not model or declared[key].row != "id":
                continue
            records = (
                self.env[model]
                .with_user(self.clerk)
                .with_context(allowed_company_ids=self.salon.ids, active_test=False)
            )
            mine = [("id", "in", [row for row, _person in rows])]
            if key in OF_SOMEBODY:
                mine.append((OF_SOMEBODY[key], "=", self.zelie.id))
            try:
                if records.search(mine):
                    seen.add(key)
            except AccessError:
                continue
        return seen

    @mute_logger(*QUIET)
    def test_gdp_10_no_declared_row_about_a_client_is_read_without_undertaking_and_training(self):
        event = self.fill(self.zelie)
        self.make_request(user=self.clerk)
        # as the public page does, for which nobody has rights
        self.env["clicrdv.privacy.confirmation"].sudo().create(
            {
                "company_id": self.salon.id,
                "kind": "access",
                "address": self.zelie.email,
                "partner_ids": [Command.set(self.zelie.ids)],
                "asked_at": NOW,
            }
        )
        self.assertTrue(event)
        self.env.flush_all()
        found = self.data._rows(self.data._persons(self.zelie, True), True)
        before = self.readable(found)
        self.assertTrue({"client_file", "appointment", "consent", "message", "chatter"} <= before, before)
        self.close()
        self.assertEqual(self.readable(found), set())
        self.open_again()
        self.assertEqual(self.readable(found), before)

    @mute_logger(*QUIET)
    def test_gdp_10_neither_the_consents_of_a_file_nor_the_log_of_who_saw_it_go_round_the_gate(self):
        own = {"allowed_company_ids": self.salon.ids}
        consent = self.env["clicrdv.consent"].search([("partner_id", "=", self.zelie.id)])
        self.close()
        for records in (consent, self.zelie):
            with self.assertRaises(AccessError), self.cr.savepoint():
                records.with_user(self.clerk).with_context(**own).read(["display_name"])
        groups = self.env["clicrdv.consent"].with_user(self.clerk).with_context(**own)
        self.assertFalse(groups._read_group([], ["partner_id"]))
        self.assertFalse(self.env["clicrdv.access"].with_user(self.clerk).with_context(**own).search([]))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.zelie.with_user(self.clerk).with_context(**own).action_withdraw_marketing_sms()

    @mute_logger(*QUIET)
    def test_gdp_10_no_export_leaves_without_undertaking_and_training(self):
        request = self.make_request(user=self.clerk)
        request.action_start()
        ending = self.env["clicrdv.reversibility"].create(
            {"provider_id": self.salon.id, "company_id": self.salon.id, "received_on": NOW.date()}
        )
        self.env.flush_all()
        self.authenticate("rights.clerk", "clerk-of-the-salon-2027")
        path = f"/clicrdv_gdpr/request/{request.id}/export"
        self.assertEqual(self.get(path, timeout=120).status_code, 200)
        self.close()
        self.assertIn(self.get(path, timeout=120).status_code, (403, 404))
        PeopleMixin.assert_refused(self, "access_closed", ending.with_user(self.clerk)._check_downloader, self.clerk)
        self.open_again()
        ending.with_user(self.clerk)._check_downloader(self.clerk)
        self.assertEqual(self.get(path, timeout=120).status_code, 200)
