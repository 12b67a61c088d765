from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..exceptions_personal_data import NothingToSearch
from .privacy_common import EMAIL, LAST, PrivacyCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestResidualScan(PrivacyCase):
    """GDP-33: the scan on the screen proves what the certificate says."""

    def scan(self, *words):
        form = self.env["clicrdv.residual.scan"].create({"words": "\n".join(words)})
        action = form.action_scan()
        self.assertEqual((action["res_model"], action["res_id"]), (form._name, form.id))
        return form

    def test_it_shows_each_column_and_forgets_the_words(self):
        self.fill(self.zelie)
        form = self.scan(LAST, "", EMAIL)
        places = {(line.table, line.column) for line in form.line_ids}
        self.assertLessEqual({("res_partner", "email"), ("calendar_event", "booking_lastname")}, places)
        self.assertNotIn(("clicrdv_residual_scan", "words"), places, "the form itself does not count")
        self.assertTrue(form.is_done)
        self.assertFalse(form.words)

    def test_after_an_erasure_it_shows_nothing(self):
        self.fill(self.zelie)
        self.data._erase(self.zelie, "request")
        form = self.scan(LAST, EMAIL)
        self.assertEqual((form.is_done, len(form.line_ids)), (True, 0))

    def test_a_second_scan_replaces_the_first(self):
        form = self.scan(LAST)
        found = form.line_ids
        self.assertTrue(found)
        form.words = "Nobody-has-this-name"
        form.action_scan()
        self.assertFalse(form.line_ids)
        self.assertFalse(found.exists())

    def test_words_that_are_too_short_are_refused(self):
        with self.assertRaises(NothingToSearch) as refused:
            self.scan("ab", " ", "")
        self.assertEqual(refused.exception.code, "nothing_to_search")

    def test_only_administrators_read_the_whole_database(self):
        for groups in ("clicrdv_gdpr.group_privacy_officer", "clicrdv_booking.group_manager", "base.group_portal"):
            person = new_test_user(self.env, f"scan.{groups}", groups=groups)
            with self.assertRaises(AccessError):
                self.env["clicrdv.residual.scan"].with_user(person).create({"words": LAST})
