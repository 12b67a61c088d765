"""Sub-processors: contract, notices, silence, objections, talks (GDP-13…17, 61…64)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import recipient_flows as flows
from ..logic import subprocessor_answers as answers
from .registers_common import FILE, RegistersCase


@freeze_time(NOW)
class TestSubprocessor(RegistersCase):
    def setUp(self):
        super().setUp()
        self.router = self.make_subprocessor()
        self.salon.booking_sms_on = True

    def object(self, answer):
        answer.reason = "A competitor owns it."
        answer.action_object()

    # === THE LIST OF SUB-ANNEX B === #

    def test_the_list_of_the_agreement_is_there_with_object_place_and_safeguard(self):
        """GDP-13, 61, 62, 63, 64"""
        rows = {
            name: self.env.ref(f"clicrdv_gdpr.subprocessor_{name}")
            for name in ("claranet", "google", "atsuke", "sendgrid")
        }
        places = {name: row.country_id.code for name, row in rows.items()}
        self.assertEqual(places, {"claranet": "FR", "google": "BE", "atsuke": "FR", "sendgrid": "US"})
        self.assertEqual([name for name, row in rows.items() if row.only_if_chosen], ["atsuke", "sendgrid"])
        self.assertEqual(rows["claranet"].service, "health_hosting")
        self.salon.privacy_email_on = True
        clauses = rows["sendgrid"].transfer_ids  # of the demonstration
        clauses.void_reason = "Withdrawn"
        clauses.action_void()
        self.assertEqual(rows["sendgrid"]._obstacle_for(self.salon), flows.NO_TRANSFER, "no clauses are recorded yet")
        self.assertEqual(rows["sendgrid"].missing_transfers, "US")
        self.assertEqual(rows["atsuke"]._obstacle_for(self.salon), "")

    def test_a_manager_reads_the_list_and_changes_nothing(self):
        """GDP-13"""
        listed = self.as_manager(self.env["clicrdv.subprocessor"]).search([])
        self.assertIn("Google", listed.mapped("name"))
        self.assertNotIn("Router", listed.mapped("name"), "what is only proposed comes by its notice")
        with self.assertRaises(AccessError), self.cr.savepoint():
            listed[0].name = "Other"

    # === CONTRACT AND NOTICE === #

    def test_without_its_written_contract_it_is_not_used(self):
        """GDP-17"""
        self.make_notice(self.router)
        with self.on("2027-03-01"):
            for missing in ({"contract": False}, {"contract_date": False}, {"has_audit": False}):
                with self.subTest(missing):
                    self.router.write({"contract": FILE, "contract_date": "2026-12-01", "has_audit": True, **missing})
                    self.assert_refused("contract_missing", self.router.action_start)
            self.router.write({"contract": FILE, "contract_date": "2026-12-01", "has_audit": True})
            self.router.action_start()
            self.assertEqual((self.router.state, self.router.started_on), (flows.IN_USE, date(2027, 3, 1)))

    def test_a_notice_leaves_twenty_working_days_ahead(self):
        """GDP-14: 11 January 2027 + 20 working days = 8 February."""
        self.assertEqual(self.env["clicrdv.subprocessor.notice"]._earliest_start(), date(2027, 2, 8))
        early = self.make_notice(self.router, "2027-02-05", send=False)
        self.assert_refused("notice_too_short", early.action_send)
        self.assertFalse(early.answer_ids)
        early.effective_on = "2027-02-08"
        early.action_send()
        self.assert_refused("record_frozen", early.write, {"effective_on": "2027-02-05"})

    def test_it_is_not_used_before_the_day_that_was_told(self):
        """GDP-14"""
        self.assert_refused("notice_missing", self.router.action_start)
        self.make_notice(self.router, "2027-02-10")
        with self.on("2027-02-09"):
            self.assert_refused("notice_missing", self.router.action_start)
        with self.on("2027-02-10"):
            self.router.action_start()

    def test_every_controller_is_told_once_with_what_he_needs_to_object(self):
        """GDP-14, 15"""
        notice = self.make_notice(self.router)
        notice.action_send()
        self.run_letters()
        self.assertEqual(
            sorted(notice.answer_ids.mapped("controller_name")), ["Optique", "Salon"], "the network is one controller"
        )
        letters = self.letters(notice.answer_ids)
        self.assertEqual(sorted(letters.mapped("email_to")), ["salon@example.com", "siege@example.com"])
        for words in ("Router", "Routing of SMS", "France", "Numbers and texts.", "vingt jours ouvrés"):
            self.assertIn(words, letters[0].body)
        self.assertEqual(set(letters.mapped("state")), {"sent"})
        self.assertEqual(set(notice.answer_ids.mapped("answer_by")), {date(2027, 2, 8)})

    def test_who_has_no_address_is_told_once_there_is_one_and_has_his_own_period(self):
        """GDP-15"""
        self.salon.email = False
        notice = self.make_notice(self.router)
        answer = self.of_salon(notice.answer_ids)
        self.assertEqual((self.letters(answer).state, answer.answer_by), ("no_address", False))
        with self.on("2027-02-20"):
            self.run_job("ir_cron_subprocessor_silence")
            self.assertEqual(answer.state, answers.PENDING, "nobody is deemed to accept what he was not told")
            self.salon.privacy_email = "dpo@salon.example.com"
            self.letters(answer).action_try_again()
            self.run_letters()
        self.assertEqual((self.letters(answer).state, answer.answer_by), ("sent", date(2027, 3, 19)))

    # === ANSWERS === #

    def test_silence_accepts_after_the_period_and_twice_changes_nothing(self):
        """GDP-15"""
        answer = self.of_salon(self.make_notice(self.router).answer_ids)
        with self.on("2027-02-08"):
            self.run_job("ir_cron_subprocessor_silence")
            self.assertEqual(answer.state, answers.PENDING)
        with self.on("2027-02-09"):
            self.assert_refused("answer_late", self.object, answer)
            for _time in range(2):
                self.run_job("ir_cron_subprocessor_silence")
            self.assertEqual(answer.state, answers.SILENT)
        with self.on("2027-03-01"):
            self.router.action_start()
            self.assertEqual(self.router._obstacle_for(self.salon), "")

    def test_silence_counts_even_if_the_job_did_not_run(self):
        """GDP-15"""
        self.make_notice(self.router)
        with self.on("2027-03-01"):
            self.router.action_start()
            self.assertEqual(self.router._obstacle_for(self.salon), "")

    def test_an_objection_stops_the_data_of_that_controller_only(self):
        """GDP-16"""
        notice = self.make_notice(self.router)
        answer = self.of_salon(notice.answer_ids)
        self.assert_refused("reason_missing", self.as_officer(answer).action_object)
        self.object(self.as_officer(answer))
        with self.on("2027-03-01"):
            self.router.action_start()
            self.assertEqual(self.router._obstacle_for(self.salon), flows.OBJECTED)
            self.assertEqual(self.router._obstacle_for(self.shops[0]), "")

    def test_an_objection_of_a_network_stops_all_of_its_establishments(self):
        """GDP-16"""
        notice = self.make_notice(self.router)
        self.object(notice.answer_ids - self.of_salon(notice.answer_ids))
        with self.on("2027-03-01"):
            self.router.action_start()
            self.assertEqual({self.router._obstacle_for(shop) for shop in self.shops}, {flows.OBJECTED})
            self.assertEqual(self.router._obstacle_for(self.salon), "")

    def test_talks_end_with_an_agreement_or_with_the_right_to_terminate(self):
        """GDP-16"""
        answer = self.of_salon(self.make_notice(self.router).answer_ids)
        self.object(answer)
        self.assert_refused("state_refused", answer.action_no_agreement)
        answer.action_talk()
        answer.action_no_agreement()
        self.assertEqual(answer.state, answers.TERMINATION)
        self.assert_refused("reason_missing", answer.action_agree)
        answer.outcome = "Data stays in France."
        answer.action_agree()
        with self.on("2027-03-01"):
            self.router.action_start()
            self.assertEqual(self.router._obstacle_for(self.salon), "")

    def test_who_is_hired_again_begins_with_a_notice(self):
        """GDP-14"""
        self.make_notice(self.router)
        with self.on("2027-03-01"):
            self.router.action_start()
            self.router.action_end()
            self.assert_refused("notice_missing", self.router.action_start)
            self.router.action_propose()
            self.assert_refused("notice_missing", self.router.action_start)
            self.make_notice(self.router, "2027-04-01")
        with self.on("2027-04-01"):
            self.router.action_start()

    # === RIGHTS === #

    def test_nobody_writes_a_state_by_hand(self):
        answer = self.of_salon(self.make_notice(self.router).answer_ids)
        self.assert_refused("state_by_hand", self.as_officer(answer).write, {"state": answers.SILENT})
        self.assert_refused("state_by_hand", self.as_officer(self.router).write, {"state": flows.IN_USE})
        values = {"name": "X", "purpose": "x", "country_id": self.env.ref("base.fr").id, "state": flows.IN_USE}
        self.assert_refused("state_by_hand", self.as_officer(self.env["clicrdv.subprocessor"]).create, values)

    def test_a_notice_that_was_told_is_kept(self):
        notice = self.make_notice(self.router)
        self.assert_refused("record_frozen", self.as_officer(notice).unlink)
