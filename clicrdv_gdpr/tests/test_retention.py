from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY, make_establishment

from ..exceptions_personal_data import HoldNeedsReason, InvalidPeriod
from .privacy_common import EMAIL, LAST, YEARS, RetentionCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestInteraction(RetentionCase):
    """GDP-57: what the client does counts, what is sent to him does not."""

    def last(self, client, days=0):
        self.env.flush_all()
        with freeze_time(NOW + timedelta(days=days)):
            self.env["res.partner"]._refresh_interactions(client.ids)
        return client.last_interaction_at

    def test_a_new_file_counts_from_its_first_day(self):
        self.long_ago(self.marie, 100)
        self.assertEqual(self.last(self.marie), NOW - timedelta(days=100))

    def test_a_booking_and_a_visit_count(self):
        self.long_ago(self.marie, 100)
        event = self.booked_now(self.visit(client=self.marie))
        self.assertEqual(self.last(self.marie), NOW)
        event.action_done()
        self.assertEqual(self.last(self.marie, 2), event.start)

    def test_what_the_staff_does_and_what_is_sent_does_not_count(self):
        event = self.visit(client=self.marie)
        self.long_ago(self.marie, 900)
        event.write({"staff_note": "x"})
        event.action_cancel()
        self.marie.message_post(body="Nice to see you", partner_ids=self.marie.ids)
        self.env["clicrdv.message"].search([("client_id", "=", self.marie.id)]).write({"state": "sending"})
        self.assertEqual(self.last(self.marie), NOW - timedelta(days=900))

    def test_the_client_s_own_change_counts(self):
        from odoo.addons.clicrdv_booking.models.calendar_event_lifecycle import CLIENT

        event = self.visit(client=self.marie)
        self.long_ago(self.marie, 900)
        event.with_context(clicrdv_actor=CLIENT)._move_to("cancelled")
        self.assertEqual(self.last(self.marie), NOW)

    def test_an_answer_stop_counts(self):
        self.long_ago(self.marie, 900)
        self.env["clicrdv.optout"]._note(self.salon, "sms", self.marie.client_phone_key, "stop")
        self.assertEqual(self.last(self.marie), NOW)

    def test_a_login_of_the_account_that_booked_counts(self):
        account = new_test_user(self.env, "portal.marie", groups="base.group_portal")
        event = self.visit(client=self.marie)
        event.portal_partner_id = account.partner_id
        self.long_ago(self.marie, 900)
        log = self.env["res.users.log"].with_user(account).sudo().create({})
        self.env.flush_all()
        self.cr.execute("UPDATE res_users_log SET create_date = %s WHERE id = %s", [NOW, log.id])
        self.assertEqual(self.last(self.marie), NOW)

    def test_an_imported_file_is_as_old_as_its_last_visit(self):
        event = self.visit(client=self.marie)
        event.write({"booking_source": "import", "booking_state": "done"})
        self.env.flush_all()
        start = NOW - timedelta(days=500)
        self.cr.execute("UPDATE calendar_event SET start = %s, stop = %s WHERE id = %s", [start, start, event.id])
        self.cr.execute("UPDATE res_partner SET last_interaction_at = NULL WHERE id = %s", [self.marie.id])
        self.env.invalidate_all()
        self.assertEqual(self.last(self.marie), start)

    def test_it_never_goes_back(self):
        self.marie._note_interaction(NOW)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s", [NOW - timedelta(days=9), self.marie.id]
        )
        self.assertEqual(self.last(self.marie), NOW)

    def test_the_nightly_job_fills_new_files(self):
        self.long_ago(self.marie, 100)
        self.job(name="interactions")
        self.assertEqual(self.marie.last_interaction_at, NOW - timedelta(days=100))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPolicy(RetentionCase):
    """GDP-12: the defaults of a fresh database are those of the agreement, and nobody chooses more."""

    def policy(self, **values):
        return self.env["clicrdv.retention.policy"].create({"company_id": self.salon.id, **values})

    def test_without_a_policy_the_agreement_holds(self):
        policy = self.env["clicrdv.retention.policy"]._of(self.salon)
        self.assertEqual((policy.file, policy.message, policy.log, policy.is_health), (36, 12, 6, False))

    def test_a_shorter_time_is_obeyed(self):
        self.policy(file_months=12)
        self.long_ago(self.marie, 365)
        self.job()
        self.assertEqual(self.run_of().due_interaction, 1)

    def test_a_longer_time_than_the_agreement_s_is_refused(self):
        for values in ({"file_months": 37}, {"file_months": 0}, {"log_months": 13}, {"optout_months": 12}):
            with self.assertRaises(InvalidPeriod) as refused:
                self.policy(**values)
            self.assertEqual(refused.exception.code, "invalid_period")

    def test_a_hold_needs_a_reason(self):
        with self.assertRaises(HoldNeedsReason) as refused:
            self.marie.client_legal_hold = True
        self.assertEqual(refused.exception.code, "hold_needs_reason")

    def test_people_of_another_establishment_see_nothing_of_it(self):
        """GDP-69."""
        other = make_establishment(self.env, "Other salon")
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.policy()
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.job(TODAY + timedelta(days=15))
        for model in ("policy", "run", "count"):
            model = f"clicrdv.retention.{model}"
            records = self.env[model].search([("company_id", "=", self.salon.id)])
            self.assertTrue(records)
            self.assertFalse(self.env[model].with_user(stranger).search([("company_id", "=", self.salon.id)]))
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["company_id"])
        self.assertFalse(self.env["clicrdv.purge"].with_user(stranger).search([]))
        self.assertTrue(self.env["clicrdv.purge"].with_user(self.officer).search([]))
        with self.assertRaises(AccessError):
            self.env["clicrdv.retention.policy"].with_user(self.desk).search([]).write({"file_months": 1})
        self.env["clicrdv.retention.policy"].search([("company_id", "=", self.salon.id)]).unlink()
        with self.assertRaises(AccessError):
            self.env["clicrdv.retention.policy"].with_user(stranger).create({"company_id": self.salon.id})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestOwnPeriods(RetentionCase):
    """Purposes with a period of their own."""

    def test_the_text_and_number_of_a_message_go_after_a_year_and_its_price_stays(self):
        self.only(("confirmation", "email"))
        message = self.of(self.visit(client=self.marie))
        message.write({"recipient": EMAIL, "body": LAST, "state": "cancelled"})
        self.env.flush_all()
        self.job(TODAY + timedelta(days=364), "own_periods")
        self.assertEqual(message.recipient, EMAIL)
        self.job(TODAY + timedelta(days=366), "own_periods")
        self.assertFalse(message.recipient or message.body)
        self.assertEqual((message.client_id, message.kind), (self.marie, "confirmation"))

    def test_the_history_goes_after_three_years(self):
        event = self.visit(client=self.marie)
        self.job(TODAY + timedelta(days=YEARS - 2), "own_periods")
        self.assertTrue(event.trace_ids)
        self.job(TODAY + timedelta(days=YEARS + 2), "own_periods")
        self.assertFalse(event.trace_ids)

    def test_a_refusal_without_a_file_becomes_a_hash_and_goes_after_three_years(self):
        optouts = self.env["clicrdv.optout"]
        optouts._note(self.salon, "email", "nobody@example.com", "page")
        optouts._note(self.salon, "email", "marie@example.com", "page")
        self.job(name="own_periods")
        self.assertFalse(optouts.search([("address", "=", "nobody@example.com")]))
        self.assertTrue(optouts._refusals_of_erased(self.salon.ids, ["nobody@example.com"]))
        self.assertTrue(optouts.search([("address", "=", "marie@example.com")]), "a client's own refusal stays")
        self.job(TODAY + timedelta(days=YEARS + 2), "own_periods")
        self.assertFalse(optouts._refusals_of_erased(self.salon.ids, ["nobody@example.com"]))

    def test_a_letter_that_never_left_keeps_no_address_for_ever(self):
        """GDP-32: the letter about an erasure bounces; its address goes after a month, what is on its way stays."""
        mails = self.env["mail.mail"].create(
            [
                {"email_to": EMAIL, "state": state, "auto_delete": True}
                for state in ("exception", "exception", "outgoing")
            ]
        )
        self.env.flush_all()
        for mail, days in zip(mails, (31, 29, 31), strict=True):
            self.cr.execute(
                "UPDATE mail_mail SET create_date = %s WHERE id = %s", [NOW - timedelta(days=days), mail.id]
            )
        self.env.invalidate_all()
        self.job(name="own_periods")
        self.assertEqual(mails.exists(), mails[1:])

    def test_a_health_establishment_forgets_what_was_written_for_the_visit(self):
        event = self.visit(client=self.marie, booking_comment="My back", booking_answers={"where": "back"})
        self.job(TODAY + timedelta(days=5), "own_periods")
        self.assertEqual(event.booking_comment, "My back")
        self.env["clicrdv.hds.certificate"].create(
            {
                "name": "HDS-1", "valid_from": "2026-01-01", "valid_until": "2028-12-31",
                **{f"activity_{number}": True for number in range(1, 7)},
            }
        )  # fmt: skip
        policy = self.env["clicrdv.retention.policy"].create({"company_id": self.salon.id, "is_health": True})
        self.assertTrue(self.salon.handles_health_data, "one truth")
        policy.unlink()
        self.job(TODAY + timedelta(days=5), "own_periods")
        self.assertFalse(event.booking_comment or event.booking_answers)
        self.assertEqual(event.client_id, self.marie)
