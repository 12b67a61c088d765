"""Cases of persons: what is done, what proves it, who may (GDP-20, 32, 47)."""

import io
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY, make_establishment

from ..logic import privacy_requests as states
from .privacy_common import EMAIL, LAST
from .rights_common import MANAGER, OFFICER, RightsOfPersonsCase


@freeze_time(NOW)
class TestPrivacyRequestProof(RightsOfPersonsCase):
    # === WHAT IS DONE === #

    def test_an_erasure_cancels_what_is_coming_frees_the_time_and_leaves_nothing(self):
        """GDP-20, GDP-32"""
        past = self.fill(self.zelie)
        self.cr.execute(
            "UPDATE calendar_event SET start = start - interval '9 days', stop = stop - interval '9 days' WHERE id = %s",
            [past.id],
        )
        self.env.invalidate_all()
        coming = self.visit(11, day=TODAY + timedelta(days=3))
        request = self.make_request("erasure", claimant=LAST, note=f"{LAST} called", details=f"Erase {LAST}")
        request.message_post(body=f"{LAST} called again")
        request.action_start()
        request.action_erase()
        self.env.invalidate_all()
        self.assertEqual((coming.booking_state, coming.occupancy_ids.ids), ("cancelled", []))
        self.assertEqual(past.booking_state, "booked")
        [told] = self.mails("salon@example.com")
        self.assertRegex(told.body_html, "14 janvier 2027, 11:00 – Cut – Ana|January 14, 2027, 11:00.AM – Cut – Ana")
        self.assertIn(request.name, told.body_html)
        self.assertNotIn(LAST, told.body_html)
        self.assertEqual((request.state, request.purge_ids.reason), (states.ANSWERED, "request"))
        self.assertTrue(request.sudo().purge_ids._is_of(self.zelie.ids))
        self.assertIn("erased", self.mails()[-1].body_html)
        self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").method_direct_trigger()
        self.mails().unlink()  # the last letter has left
        self.assert_gone([EMAIL, LAST, "quevrin"])

    def test_erasing_twice_is_erasing_once(self):
        request = self.make_request("erasure")
        request.action_start()
        request.action_erase()
        purges = self.env["clicrdv.purge"].search_count([])
        request.action_erase()
        self.assertEqual(self.env["clicrdv.purge"].search_count([]), purges)
        self.assertEqual(len(self.mails()), 1)

    def test_an_erasure_that_is_killed_half_way_has_done_nothing(self):
        coming = self.visit(11, day=TODAY + timedelta(days=3))
        request = self.make_request("erasure")
        request.action_start()
        self.zelie.write({"client_legal_hold": True, "client_hold_reason": "Claim"})
        self.assert_refused("on_legal_hold", request.action_erase)
        self.env.invalidate_all()
        self.assertEqual((coming.booking_state, request.state), ("booked", states.IN_PROGRESS))
        self.assertFalse(self.mails("salon@example.com"))
        self.zelie.client_legal_hold = False
        request.action_erase()
        self.assertEqual(coming.booking_state, "cancelled")

    def test_messages_stop_as_by_the_page_of_booking(self):
        request = self.make_request("objection")
        request.action_start()
        request.action_stop_messages()
        request.action_stop_messages()
        refusals = self.env["clicrdv.optout"].search([("company_id", "=", self.salon.id)])
        self.assertEqual(sorted(refusals.mapped("channel")), ["email", "sms"])
        self.assertFalse(self.zelie.client_consent_email or self.zelie.client_consent_sms)

    def test_a_restriction_archives_the_file(self):
        """Art. 18: the staff neither reads nor writes to the client until the restriction ends."""
        event = self.visit(15, day=TODAY + timedelta(days=3))
        request = self.make_request("restriction")
        request.action_start()
        request.action_restrict()
        self.env.invalidate_all()
        self.assertEqual((self.zelie.client_legal_hold, self.zelie.client_privacy_state), (True, "archived"))
        with self.assertRaises(AccessError):
            self.zelie.with_user(self.manager).read(["email"])
        message = self.env["clicrdv.message"].search([("event_id", "=", event.id), ("target", "=", "client")], limit=1)
        self.assertEqual(message._obstacle_of_address(frozenset()), "archived")
        self.assertEqual(request.sudo().partner_ids, self.zelie, "the case still knows whose it is")
        self.zelie.client_legal_hold = False
        self.env.invalidate_all()
        self.assertEqual((self.zelie.client_privacy_state, self.zelie.active), ("active", True))
        self.assertEqual(self.zelie.with_user(self.manager).read(["email"])[0]["email"], EMAIL)

    def test_an_archived_file_is_handed_over_by_officers_only(self):
        """The right to read an archived file is not had by opening a case about it."""
        self.env["clicrdv.retention.run"]._archive(self.zelie)
        request = self.make_request("access")
        request.action_start()
        for act in (request.action_download_export, request.action_erase, request.action_stop_messages):
            self.assert_refused("officer_needed", act)
        self.assert_refused("officer_needed", request._export_for_staff, io.BytesIO())
        request.with_user(self.officer)._export_for_staff(io.BytesIO())

    def test_the_link_proves_who_asks_before_anything_is_handed_over(self):
        """Art. 12(6): the address on file is the proportionate proof; no document is asked for first."""
        request = self.make_request("access")
        request.action_send_link()
        self.assertEqual(self.mails().email_to, EMAIL)
        self.assertEqual(request.identity_state, "unproven")
        row = self.env["clicrdv.privacy.confirmation"].search([("request_id", "=", request.id)])
        row._use()
        self.assertEqual(request.identity_state, "link")

    # === PROOF === #

    def test_nobody_changes_or_deletes_the_log_nor_a_request(self):
        request = self.make_request()
        [event] = request.event_ids
        for user in (self.manager, self.officer, self.env.user):
            own = event.with_user(user)
            with self.assertRaises(UserError), self.cr.savepoint():
                own.write({"kind": "answered"})
            with self.assertRaises(UserError), self.cr.savepoint():
                own.unlink()
        for query in (
            "UPDATE clicrdv_privacy_request_event SET kind = 'x'",
            "DELETE FROM clicrdv_privacy_request_event",
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.cr.execute(query)
        self.assert_refused("request_is_proof", request.sudo().unlink)

    def test_calls_from_outside_write_neither_state_nor_deadline(self):
        request = self.make_request()
        for values in (
            {"state": "answered"},
            {"due_at": "2030-01-01"},
            {"received_at": "2027-01-11 06:00:00"},
            {"alarmed_at": NOW},
            {"extended_at": NOW},
            {"identity_state": "known"},
            {"closed_at": NOW},
            {"name": "REQ-1"},
            {"company_id": self.other.id},
            {"purge_ids": [Command.clear()]},
        ):
            with self.subTest(values):
                self.assert_refused("written_by_code", request.write, values)
        made = self.make_request(state="answered", identity_state="known", closed_at=NOW, due_at="2030-01-01")
        self.assertEqual((made.state, made.identity_state, made.closed_at), ("received", "unproven", False))
        self.assertEqual(made.due_at, request.due_at)
        by_default = request.with_context(default_state="answered", default_identity_state="known").create(
            {"company_id": self.salon.id, "right": "access"}
        )
        self.assertEqual((by_default.state, by_default.identity_state), ("received", "unproven"))
        self.assert_refused("received_in_future", self.make_request, received_at="2027-01-12 08:00:00")

    def test_an_erased_person_leaves_number_dates_and_log(self):
        request = self.make_request(answer=f"Dear {LAST}", details=LAST)
        request.action_start()
        request.action_answer()
        events = len(request.event_ids)
        self.mails().unlink()
        self.data._erase(self.zelie, "request")
        self.assertTrue(request.name and request.received_at and request.closed_at)
        self.assertEqual(len(request.event_ids), events)
        self.assertFalse(request.partner_ids or request.answer or request.details)
        self.assert_gone([EMAIL, LAST])

    # === WHO MAY === #

    def test_managers_and_officers_work_with_requests_to_their_own_establishments(self):
        request = self.make_request()
        self.assertEqual(request.with_user(self.officer).right, "access")
        self.assertEqual(request.with_user(self.manager).event_ids.kind, "received")
        mine = request.with_user(self.stranger)
        with self.assertRaises(AccessError):
            mine.read(["right"])
        with self.assertRaises(AccessError):
            mine.action_start()
        self.assertFalse(mine.search([]) & request)
        self.assertFalse(
            self.env["clicrdv.privacy.request.event"].with_user(self.stranger).search([]) & request.event_ids
        )
        with self.assertRaises(AccessError):
            self.make_request(user=self.stranger)

    def test_others_do_not_even_see_them(self):
        request = self.make_request()
        for login, groups in (
            ("agenda", "clicrdv_booking.group_agenda_user"),
            ("employee", "base.group_user"),
            ("portal", "base.group_portal"),
            ("public", "base.group_public"),
        ):
            user = new_test_user(
                self.env,
                f"rights.{login}",
                groups=groups,
                company_id=self.salon.id,
                company_ids=[Command.set(self.salon.ids)],
            )
            for name in ("clicrdv.privacy.request", "clicrdv.privacy.request.event", "clicrdv.privacy.confirmation"):
                with self.subTest(login=login, model=name), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])
            with self.assertRaises(AccessError):
                request.with_user(user).action_start()

    def test_an_officer_of_two_establishments_sees_both_and_mixes_none(self):
        both = self.make_user("both", f"{OFFICER},{MANAGER}", self.salon | self.other)
        theirs = self.make_client("zelie@other.example.com", "", company_id=self.other.id)
        for company, file in ((self.salon, self.zelie), (self.other, theirs)):
            self.make_request(user=both, company_id=company.id, partner_ids=[Command.set(file.ids)])
        self.assert_refused("wrong_controller", self.make_request, user=both, partner_ids=[Command.set(theirs.ids)])
        request = self.make_request(user=both)
        self.assert_refused("wrong_controller", request.write, {"partner_ids": [Command.link(theirs.id)]})
        self.assert_refused("wrong_controller", request.write, {"partner_ids": [Command.link(self.desk.partner_id.id)]})

    def test_an_integrated_network_is_one_controller(self):
        """GDP-20: one legal person answers for all its establishments; a franchise does not."""
        network = self.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated"})
        shops = self.env["res.company"].concat(
            *(make_establishment(self.env, f"Optique {number}", network_id=network.id) for number in (1, 2))
        )
        files = self.env["res.partner"].concat(
            *(self.make_client(EMAIL, "", company_id=company.id) for company in shops | self.other)
        )
        self.assertEqual(shops[0]._privacy_files_of(EMAIL), files[:2])
        self.assertEqual(self.salon._privacy_files_of(EMAIL), self.zelie)
        network.kind = "franchise"
        self.assertEqual(shops[0]._privacy_files_of(EMAIL), files[0])

    def test_a_client_s_file_opens_his_requests(self):
        action = self.zelie.with_user(self.manager).action_privacy_requests()
        self.assertEqual(action["view_mode"], "form")
        request = (
            self.env["clicrdv.privacy.request"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"right": "access"})
        )
        self.assertEqual((request.partner_ids, request.company_id), (self.zelie, self.salon))
        self.assertEqual(self.zelie.with_user(self.manager).privacy_request_count, 1)
