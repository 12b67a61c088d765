"""Texts that name an erased person: a job looks for them, so that nobody waits for whole tables (GDP-20, GDP-32)."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from .privacy_common import EMAIL, LAST
from .rights_common import RightsOfPersonsCase

LOGGER = "odoo.addons.clicrdv_gdpr.models.clicrdv_erasure_rest"


@freeze_time(NOW)
class TestErasureRest(RightsOfPersonsCase):
    def erase(self, client):
        request = self.make_request("erasure", partner_ids=client.ids)
        request.action_start()
        request.action_erase()
        self.env.flush_all()
        self.env.invalidate_all()

    def named_elsewhere(self, text):
        """A text about somebody else that names a person: only reading the whole table finds it."""
        message = self.desk.partner_id.message_post(body="A note", email_from=text, author_id=self.desk.partner_id.id)
        self.env.flush_all()
        return message

    def test_an_erasure_does_not_read_whole_tables_and_the_job_does(self):
        message = self.named_elsewhere(EMAIL)
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest")
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.erase(self.zelie)
        self.assertEqual((self.zelie.client_privacy_state, message.email_from), ("destroyed", EMAIL))
        self.assertEqual(len(self.rests()), 1)
        self.assertGreater(triggers.search_count([("cron_id", "=", cron.id)]), before, "it runs at once")
        self.rest()
        self.assertFalse(message.email_from)
        self.assertFalse(self.rests(), "the words go with the work")
        noted = self.env["clicrdv.purge"].search([("company_id", "=", self.salon.id)], limit=1)
        self.assertEqual((noted.persons, noted.counts.get("chatter_written")), (0, 1))
        self.mails().unlink()  # the last letter has left
        self.assert_gone([EMAIL, LAST])

    def test_what_comes_after_the_erasure_is_left_alone(self):
        """The letter that tells of the erasure, and the confirmation of a new booking, are on their way."""
        self.erase(self.zelie)
        again = self.make_client(EMAIL, client_lastname=LAST)
        later = self.env["mail.mail"].create({"email_to": EMAIL, "body_html": f"<p>Welcome back, {LAST}</p>"})
        written = again.message_post(body="Hello", author_id=again.id, email_from=EMAIL)
        letters = self.mails() - later
        self.assertTrue(letters)
        self.rest()
        self.assertEqual((letters | later).exists(), letters | later)
        self.assertEqual(written.email_from, EMAIL)

    def test_one_that_fails_is_kept_and_stops_no_other(self):
        message = self.named_elsewhere(EMAIL)
        self.erase(self.zelie)
        good = self.rests()
        bad = self.env["clicrdv.erasure.rest"].create(
            {"company_id": self.salon.id, "words": 5, "last_rows": good.last_rows}
        )
        with self.assertLogs(LOGGER, "ERROR"):
            self.rest()
        self.assertEqual((self.rests(), bad.attempts, bad.problem), (bad, 1, "TypeError"))
        self.assertFalse(message.email_from)
        bad.words = ["quevrin"]
        self.rest()
        self.assertFalse(self.rests())

    def test_the_job_finds_nothing_to_do_twice(self):
        self.erase(self.zelie)
        self.rest()
        purges = self.env["clicrdv.purge"].search_count([])
        self.rest()
        self.assertEqual(self.env["clicrdv.purge"].search_count([]), purges)

    def test_nobody_reads_the_words(self):
        self.erase(self.zelie)
        rest = self.rests()
        with self.assertRaises(AccessError), self.cr.savepoint():
            rest.with_user(self.officer).read(["words"])
        self.assertEqual(rest.with_user(self.officer).read(["attempts"])[0]["attempts"], 0)
        other = self.make_user("foreign", "clicrdv_gdpr.group_privacy_officer", self.other)
        self.assertFalse(self.env["clicrdv.erasure.rest"].with_user(other).search([]))
