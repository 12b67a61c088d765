"""Evidence about staff that has left has a period of its own (GDP-10)."""

import base64
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .people_common import PeopleMixin
from .privacy_common import RetentionCase

FIVE_YEARS = timedelta(days=5 * 365 + 1)  # from 11 January 2027: one leap day


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStaffEvidence(PeopleMixin, RetentionCase):
    logins = "evidence"

    def setUp(self):
        super().setUp()
        self.left = self.make_user("left", "clicrdv_booking.group_manager", self.salon)
        self.stays = self.make_user("stays", "clicrdv_booking.group_manager", self.salon)
        self.evidence = self.env["clicrdv.staff.evidence"].create(
            [
                {
                    "user_id": user.id,
                    "kind": "undertaking",
                    "done_on": "2020-01-01",
                    "document": base64.b64encode(b"signed"),
                    "document_name": "signed.pdf",
                }
                for user in (self.left, self.stays)
            ]
        )

    def nightly(self, day):
        self.job(day, "own_periods")

    def files(self):
        documents = [("res_model", "=", "clicrdv.staff.evidence"), ("res_field", "=", "document")]
        return self.env["ir.attachment"].search([*documents, ("res_id", "in", self.evidence.ids)])

    def test_gdp_10_it_goes_five_years_after_the_account_was_closed_with_its_file(self):
        self.left.active = False
        self.nightly(TODAY)
        self.assertEqual([str(day) for day in self.evidence.mapped("closed_on")], ["2027-01-11", "False"])
        self.nightly(TODAY + FIVE_YEARS - timedelta(days=1))
        self.assertEqual(self.evidence.exists(), self.evidence)
        self.nightly(TODAY + FIVE_YEARS + timedelta(days=1))
        self.assertEqual(self.evidence.exists(), self.evidence[1], "whoever works here keeps his")
        self.assertEqual(self.files().mapped("res_id"), self.evidence[1].ids)
        noted = self.env["clicrdv.purge"].search([("reason", "=", "own_period")], limit=1)
        self.assertEqual(noted.counts, {"staff_evidence": 1})

    def test_gdp_10_an_account_that_is_opened_again_has_not_left(self):
        self.left.active = False
        self.nightly(TODAY)
        self.left.active = True
        self.nightly(TODAY + timedelta(days=400))
        self.assertFalse(self.evidence[0].closed_on)
        self.nightly(TODAY + FIVE_YEARS + timedelta(days=1))
        self.assertEqual(self.evidence.exists(), self.evidence)
        self.left.active = False
        self.nightly(TODAY + FIVE_YEARS + timedelta(days=2))
        self.nightly(TODAY + FIVE_YEARS + timedelta(days=400))
        self.assertEqual(self.evidence.exists(), self.evidence, "five years count from the last closing")
