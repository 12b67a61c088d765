"""Breaches: the clock, the five blocks, each controller by e-mail, complements, decisions (GDP-22…24, 78)."""

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import breaches as states
from .registers_common import RegistersCase

FACTS = {
    "happened_at": "2027-01-10 22:00:00",
    "circumstances": "A laptop was stolen.",
    "person_categories": "Clients",
    "person_count": 120,
    "record_categories": "Appointments",
    "record_count": 300,
    "consequences": "Names may be known.",
    "measures": "The disk is encrypted; passwords were changed.",
}


@freeze_time(NOW)
class TestBreach(RegistersCase):
    def make_breach(self, concerned=True, **values):
        breach = self.env["clicrdv.breach"].create(
            {"subject": "Stolen laptop", "company_id": self.processor.id, "user_id": self.officer.id, **FACTS, **values}
        )
        if concerned:
            breach.action_add_all()
        return breach

    def notified(self, **values):
        breach = self.make_breach(**values)
        breach.action_confirm()
        breach.action_notify()
        self.run_letters()
        return breach

    # === CLOCK === #

    def test_the_clock_runs_through_the_week_end(self):
        """GDP-22: 72 hours from Friday evening end on Monday evening."""
        breach = self.make_breach(known_at="2027-01-08 17:00:00")
        self.assertEqual(breach.due_at, datetime(2027, 1, 11, 17))

    def test_another_clock_counts_from_its_day_on(self):
        """GDP-22: 96 hours, if the law says so one day; decided by the local day."""
        self.env["clicrdv.breach.clock"].create({"date_from": "2027-01-11", "hours": 96, "source": "Digital Omnibus"})
        self.assertEqual(self.make_breach(known_at="2027-01-10 22:30:00").due_at, datetime(2027, 1, 13, 22, 30))
        self.assertEqual(self.make_breach(known_at="2027-01-10 23:30:00").due_at, datetime(2027, 1, 14, 23, 30))

    def test_without_a_clock_no_breach_is_opened(self):
        self.assert_refused("clock_missing", self.make_breach, known_at="2017-01-10 22:30:00")

    def test_whoever_is_in_charge_is_called_once_a_day_before(self):
        """GDP-22"""
        breach = self.make_breach()
        for day, hour, calls in (("2027-01-13", 6, 0), ("2027-01-13", 8, 1), ("2027-01-13", 9, 1)):
            with self.on(day, hour):
                self.run_job("ir_cron_privacy_deadlines")
                self.assertEqual(len(breach.activity_ids), calls)
        self.assertEqual(breach.activity_ids.user_id, self.officer)

    def test_nobody_is_called_once_controllers_were_notified(self):
        breach = self.notified()
        with self.on("2027-01-13"):
            self.run_job("ir_cron_privacy_deadlines")
        self.assertFalse(breach.activity_ids)

    # === NOTIFICATION === #

    def test_a_notification_tells_the_five_blocks(self):
        """GDP-23"""
        breach = self.make_breach()
        breach.action_confirm()
        for name in (
            "happened_at",
            "circumstances",
            "person_categories",
            "record_categories",
            "consequences",
            "measures",
        ):
            with self.subTest(name):
                value = breach[name]
                breach[name] = False
                error = self.assert_refused("breach_incomplete", breach.action_notify)
                self.assertIn(breach._fields[name].string, str(error))
                breach[name] = value
        self.processor.dpo_email = False
        self.assert_refused("contact_missing", breach.action_notify)
        self.assertFalse(self.letters(breach.notice_ids))

    def test_each_controller_is_told_by_e_mail_once(self):
        """GDP-02, 22, 23"""
        breach = self.notified()
        breach.action_notify()
        self.run_letters()
        letters = self.letters(breach.notice_ids)
        self.assertEqual(sorted(letters.mapped("email_to")), ["salon@example.com", "siege@example.com"])
        body = letters[0].body
        blocks = (
            "A laptop was stolen.",
            "Clients",
            "120",
            "300",
            "dpo@example.com",
            "Names may be known.",
            "encrypted",
        )
        for words in blocks:
            self.assertIn(words, body)
        self.assertIn("14/01/2027", body, "by when the authority may have to be told")
        self.assertEqual(set(breach.notice_ids.mapped("notified_at")), {NOW})
        self.assertEqual(letters.mapped("state"), ["sent", "sent"])

    def test_numbers_of_a_controller_stand_for_those_of_everybody(self):
        """GDP-23"""
        breach = self.make_breach()
        self.of_salon(breach.notice_ids).person_count = 7
        breach.action_confirm()
        breach.action_notify()
        self.run_letters()
        self.assertIn("nombre\xa0: 7", self.text_of_salon(breach))

    def text_of_salon(self, breach):
        return str(self.letters(self.of_salon(breach.notice_ids)).body)

    def test_only_those_concerned_are_told(self):
        """GDP-22"""
        breach = self.make_breach(concerned=False)
        breach.action_confirm()
        self.assert_refused("nobody_concerned", breach.action_notify)
        breach.notice_ids = [Command.create({"company_id": self.salon.id, "provider_id": self.processor.id})]
        breach.action_notify()
        self.run_letters()
        self.assertEqual(self.letters(breach.notice_ids).mapped("email_to"), ["salon@example.com"])

    def test_an_establishment_of_an_integrated_network_is_told_by_its_network(self):
        breach = self.make_breach()
        breach.action_add_all()
        self.assertEqual(len(breach.notice_ids), 2, "each once")
        self.assertEqual(breach.notice_ids.network_id, self.network)
        bad = {"breach_id": breach.id, "company_id": self.salon.id, "network_id": self.network.id}
        self.assert_refused("controller_refused", self.env["clicrdv.breach.notice"].create, bad)

    def test_a_complement_is_told_to_those_who_know_and_everything_to_those_who_do_not(self):
        """GDP-22"""
        breach = self.make_breach(concerned=False)
        breach.notice_ids = [Command.create({"company_id": self.salon.id, "provider_id": self.processor.id})]
        breach.action_confirm()
        breach.action_notify()
        self.run_letters()
        breach.write({"measures": "All keys were changed as well.", "person_count": 150})
        breach.action_add_all()
        with self.on("2027-01-12"):
            breach.action_complement()
            self.run_letters()
        kinds = {letter.controller_name: letter.kind for letter in self.letters(breach.notice_ids)}
        self.assertEqual(kinds, {"Salon": "breach_more", "Optique": "breach"})
        salon = self.of_salon(breach.notice_ids)
        self.assertEqual(self.letters(salon).mapped("kind"), ["breach", "breach_more"])
        self.assertEqual((salon.notified_at, salon.completed_at), (NOW, datetime(2027, 1, 12, 8)))
        self.assertIn("All keys", self.letters(salon, "breach_more").body)

    def test_a_suspicion_is_not_told_and_may_turn_out_unfounded(self):
        breach = self.make_breach()
        self.assert_refused("state_refused", breach.action_notify)
        breach.action_dismiss()
        breach.action_reopen()
        self.assertEqual(breach.state, states.SUSPECTED)

    # === DECISION === #

    def test_only_the_controllers_decision_is_recorded_and_nothing_is_filed(self):
        """GDP-24"""
        breach = self.notified()
        notice = self.as_officer(self.of_salon(breach.notice_ids))
        before = self.env["mail.mail"].search_count([])
        self.assert_refused("decision_missing", notice.action_record_decision)
        notice.write({"decision": "notify", "decided_by": "Léa Martin, manager"})
        notice.action_record_decision()
        self.assertEqual((notice.decided_on, notice.filed_on), (date(2027, 1, 11), False))
        self.assertEqual(self.env["mail.mail"].search_count([]), before, "the tool files nothing")

    # === RIGHTS === #

    def test_a_manager_reads_what_concerns_his_establishment_and_nothing_else(self):
        breach = self.notified()
        found = self.as_manager(self.env["clicrdv.breach.notice"]).search([])
        self.assertEqual(found, self.of_salon(breach.notice_ids))
        self.assertEqual(found.circumstances, "A laptop was stolen.")
        with self.assertRaises(AccessError), self.cr.savepoint():
            found.decision = "notify"
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_manager(breach).read(["subject"])

    def test_what_was_notified_is_kept(self):
        breach = self.notified()
        self.assert_refused("record_frozen", breach.unlink)
        self.assert_refused("record_frozen", breach.write, {"known_at": NOW})
        self.assert_refused("record_frozen", self.of_salon(breach.notice_ids).unlink)
