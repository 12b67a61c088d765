"""Who can read what, and the yearly review of it (GDP-11, GDP-59, GDP-75)."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from .access_common import MANAGER, OFFICER, AccessCase


@freeze_time(NOW)
class TestAccessReview(AccessCase):
    def setUp(self):
        super().setUp()
        self.second = self.make_user("second", OFFICER, self.salon)
        self.both = self.make_user("both", MANAGER, self.salon | self.shops[0])
        self.rights = self.env["clicrdv.access.right"]
        self.reviews = self.env["clicrdv.access.review"]

    def open(self):
        review = self.reviews._open(self.salon, NOW.date())
        self.env.invalidate_all()
        return self.as_officer(review)

    def line(self, review, user):
        return review.line_ids.filtered(lambda line: line.user_id == user)

    def on_day(self, days):
        with freeze_time(NOW + timedelta(days=days)):
            self.run_job("ir_cron_access_reviews")

    # === WHO CAN READ WHAT === #

    def who(self, company):
        rows = self.rights.search([("company_id", "=", company.id)])
        return {row.user_id: (row.recipient, row.by_network) for row in rows}

    def test_the_report_says_who_can_read_an_establishment_and_as_what(self):
        """GDP-11, GDP-59"""
        support = self.make_user("support", MANAGER, self.processor | self.salon)
        temp = self.make_user("temp", MANAGER, self.salon)
        temp.write({"is_external": True, "sponsor_id": self.manager.id, "access_until": "2027-02-01"})
        self.make_user("portal", "base.group_portal", self.salon)
        gone = self.make_user("gone", MANAGER, self.salon)
        gone.active = False
        found = self.who(self.salon)
        self.assertEqual(found[self.manager], ("controller", False))
        self.assertEqual(found[support], ("provider", False))
        self.assertEqual(found[temp], ("external", False))
        self.assertEqual(found[self.officer], ("provider", False), "her house is the provider")
        self.assertFalse([user for user in found if user.share or not user.active])

    def test_managers_of_a_network_are_there_only_where_clients_are_entrusted_to_them(self):
        """GDP-11"""
        head = self.make_user("head", "clicrdv_booking.group_network_manager", self.env.ref("base.main_company"))
        self.network.manager_ids = head
        self.shops[0].booking_share_clients = True
        self.env.flush_all()
        self.assertEqual(self.who(self.shops[0])[head], ("controller", True))
        self.assertNotIn(head, self.who(self.shops[1]))

    def test_whoever_can_read_a_file_is_in_the_report_and_nobody_else(self):
        """GDP-11: the report against what really happens."""
        client = self.marie
        found = self.who(self.salon)
        for user in self.env["res.users"].search([("share", "=", False), ("id", "!=", 1)]):
            can = bool(self.as_user(user, self.env["res.partner"]).search([("id", "=", client.id)]))
            if can:
                self.assertIn(user, found, user.login)
        self.assertTrue(found)

    def test_a_line_of_the_report_stays_the_same_when_others_come(self):
        """GDP-11: a number of the list would be somebody else's a moment later."""
        line = self.rights.search([("user_id", "=", self.both.id)], limit=1)
        self.make_user("zoe", MANAGER, self.env["res.company"].search([], order="id", limit=1))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(line.user_id, self.both)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_officers_read_the_report_of_their_establishments(self):
        self.assertTrue(self.as_user(self.second, self.rights).search([]).mapped("roles"))
        self.assertEqual(self.as_user(self.second, self.rights).search([]).company_id, self.salon)
        with self.assertRaises(AccessError):
            self.as_user(self.manager, self.rights).search([])

    # === THE REVIEW === #

    def test_a_review_begins_by_itself_lists_each_account_and_writes_to_officers(self):
        """GDP-75"""
        self.on_day(0)
        review = self.reviews.search([("company_id", "=", self.salon.id)])
        self.assertEqual(review.line_ids.user_id, self.rights.search([("company_id", "=", self.salon.id)]).user_id)
        mails = self.env["mail.mail"].search([("model", "=", review._name), ("res_id", "=", review.id)])
        self.assertEqual(len(mails), len(review._officers().filtered("email")))
        self.on_day(0)
        self.assertEqual(self.reviews.search_count([("company_id", "=", self.salon.id)]), 1)

    def test_officers_begin_a_review_whenever_they_like_and_never_two_at_once(self):
        """GDP-75"""
        reviews = self.as_user(self.second, self.reviews)
        self.assertFalse(reviews.search([]))
        for _click in range(2):
            found = call_kw(reviews, "action_open", [[]], {})
            self.assertEqual(reviews.search(found["domain"]).company_id, self.salon)
        self.assertEqual(reviews.search_count([]), 1)

    def test_the_next_review_begins_a_year_later(self):
        """GDP-75: every twelve months."""
        self.on_day(0)
        self.on_day(31)
        for day, number in ((364, 1), (365, 2)):
            self.on_day(day)
            self.assertEqual(self.reviews.search_count([("company_id", "=", self.salon.id)]), number)

    def test_an_account_is_kept_for_a_reason(self):
        """GDP-75"""
        line = self.line(self.open(), self.manager)
        self.assert_refused("justification_missing", line.action_keep)
        line.justification = "Runs the salon"
        line.action_keep()
        self.assertEqual((line.decision, line.decided_by, line.decided_at), ("keep", self.officer, NOW))

    def test_the_role_on_the_account_is_proposed_as_the_reason(self):
        self.manager.job_description = "Runs the salon"
        self.line(self.open(), self.manager).action_keep()

    def test_one_click_closes_an_account_and_its_sessions(self):
        """GDP-75"""
        line = self.line(self.open(), self.manager)
        epoch = self.manager.sudo().session_epoch
        line.action_disable()
        self.assertFalse(self.manager.active)
        self.assertNotEqual(self.manager.sudo().session_epoch, epoch)
        self.assertEqual(line.decision, "disable")

    def test_an_account_that_works_elsewhere_too_only_leaves_this_establishment(self):
        """GDP-75: the review of one tenant takes nothing from another."""
        self.line(self.open(), self.both).action_disable()
        self.assertEqual((self.both.active, self.both.company_ids, self.both.company_id), (True, *[self.shops[0]] * 2))

    def test_a_member_of_a_franchise_does_not_dismiss_the_manager_of_the_others(self):
        """GDP-75: it decides about its own clients."""
        head = self.make_user("head", "clicrdv_booking.group_network_manager", self.env.ref("base.main_company"))
        self.network.write({"kind": "franchise", "manager_ids": head})
        self.shops.booking_share_clients = True
        self.env.flush_all()
        review = self.as_officer(self.reviews._open(self.shops[0], NOW.date()))
        self.line(review, head).action_disable()
        self.assertEqual(self.network.manager_ids, head)
        self.env.flush_all()
        self.assertNotIn(head, self.who(self.shops[0]))
        self.assertIn(head, self.who(self.shops[1]))

    def test_a_manager_of_the_network_leaves_the_network(self):
        head = self.make_user("head", "clicrdv_booking.group_network_manager", self.env.ref("base.main_company"))
        self.network.manager_ids = head
        self.shops[0].booking_share_clients = True
        self.env.flush_all()
        review = self.as_officer(self.reviews._open(self.shops[0], NOW.date()))
        self.line(review, head).action_disable()
        self.assertFalse(self.network.manager_ids)
        self.assertTrue(head.active)

    def test_nobody_decides_about_himself_where_somebody_else_can(self):
        """GDP-75"""
        line = self.line(self.open(), self.officer)
        line.justification = "Me"
        self.assert_refused("own_account", line.action_keep)
        self.assert_refused("account_spared", line.action_disable)
        self.as_user(self.second, line).action_keep()

    def test_the_last_administrator_stays(self):
        """GDP-75"""
        group = self.env.ref("base.group_system")
        admin = self.make_user("boss", f"base.group_system,{MANAGER}", self.salon)
        (group.all_user_ids - admin).write({"group_ids": [(3, group.id)]})
        line = self.line(self.open(), admin)
        self.assert_refused("account_spared", line.action_disable)
        self.on_day(31)
        self.assertTrue(admin.active)

    def test_reminders_come_before_the_end_and_each_once(self):
        """GDP-75"""
        review = self.open()
        counts = []
        for day in (15, 16, 17, 23, 24, 29, 30):
            self.on_day(day)
            counts.append(
                self.env["mail.mail"].search_count([("model", "=", review._name), ("res_id", "=", review.id)])
            )
        steps = [bool(after - before) for before, after in zip(counts, counts[1:], strict=False)]
        self.assertEqual(steps, [True, False, True, False, True, False])

    def test_silence_disables_on_the_day_after_and_spares_officers(self):
        """GDP-75: each account re-justified or disabled."""
        review = self.open()
        kept = self.line(review, self.both)
        kept.justification = "Two salons"
        kept.action_keep()
        self.on_day(30)
        self.assertTrue(self.manager.active)
        self.on_day(31)
        self.assertFalse(self.manager.active)
        self.assertTrue(self.both.active and self.officer.active and self.second.active)
        self.assertEqual((review.state, self.line(review, self.manager).decision), ("closed", "disable"))
        self.assertTrue(self.line(review, self.second).outcome)

    def test_the_result_is_filed_and_harmless_in_a_spreadsheet(self):
        """GDP-75"""
        review = self.open()
        line = self.line(review, self.manager)
        line.justification = "=HYPERLINK(1)"
        line.action_keep()
        review.action_file()
        text = base64.b64decode(review.sudo().file).decode("utf-8-sig")
        self.assertIn(self.manager.login, text)
        self.assertIn("'=HYPERLINK(1)", text)
        html = self.env["ir.actions.report"]._render_qweb_html("clicrdv_gdpr.report_access_review", review.ids)[0]
        self.assertIn(self.manager.login.encode(), html)

    def test_a_closed_review_is_a_proof(self):
        review = self.open()
        self.assert_refused("review_by_hand", review.action_close)
        line = self.line(review, self.manager)
        for lines in review.line_ids - self.line(review, self.officer):
            lines.justification = "Works here"
            lines.action_keep()
        own = self.as_user(self.second, self.line(review, self.officer))
        own.justification = "Officer"
        own.action_keep()
        review.action_close()
        self.assert_refused("review_closed", line.action_disable)
        self.assert_refused("review_closed", line.write, {"justification": "x"})
        self.assert_refused("review_by_hand", review.sudo().unlink)

    def test_decisions_are_made_by_the_buttons_only(self):
        review = self.open()
        line = self.line(review, self.manager)
        self.assert_refused("review_by_hand", line.write, {"decision": "keep"})
        self.assert_refused("review_by_hand", review.write, {"state": "closed"})
        self.assert_refused("review_by_hand", review.write, {"line_ids": [(0, 0, {"name": "x"})]})
        self.assert_refused("review_by_hand", self.as_officer(self.reviews).create, {"company_id": self.salon.id})

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_reviews_are_for_officers_of_the_establishment(self):
        review = self.open()
        elsewhere = self.make_user("elsewhere", OFFICER, self.shops)
        portal = self.make_user("portal", "base.group_portal", self.salon)
        for user in (elsewhere, self.manager, portal, self.env.ref("base.public_user")):
            for records in (review, review.line_ids[:1]):
                with self.subTest(user.login, model=records._name), self.assertRaises(AccessError), self.cr.savepoint():
                    self.as_user(user, records).read(["company_id"])
        for action in ("action_keep", "action_disable"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(self.as_user(elsewhere, self.line(review, self.manager)), action)()
        self.assertTrue(self.manager.active)
