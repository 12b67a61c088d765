"""What registers keep of people: a client who is named in a proof, and representatives (GDP-08, 32, 51, 54)."""

from datetime import datetime

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from .privacy_common import FIRST, LAST, PrivacyCase, forget_recorded
from .registers_common import FILE, RegistersCase


@freeze_time(NOW)
class TestRegistersKept(RegistersCase, PrivacyCase):
    def test_a_client_who_is_named_in_a_register_is_masked_when_he_is_erased_and_the_proof_stays(self):
        """GDP-32, 51"""
        request = self.env["clicrdv.authority.request"].create(
            self.controller(authority="Tribunal", demand=f"All appointments of {FIRST} {LAST}, born in 1980")
        )
        instruction = self.env["clicrdv.instruction"].create(
            self.controller(author="Léa Martin", text=f"Delete the file of {LAST.upper()} {FIRST} at once.")
        )
        request.message_post(body=f"Asked about {FIRST} {LAST} by telephone")
        request.action_tell()
        self.run_letters()
        self.assertIn(LAST, self.letters(request).body)
        self.env["mail.mail"].search([("body_html", "ilike", LAST)]).unlink()  # it has left
        self.data._erase(self.zelie, "request")
        self.env.invalidate_all()
        self.assert_gone([f"{FIRST} {LAST}", f"{LAST.upper()} {FIRST}", LAST])
        self.assertEqual(request.demand, "All appointments of —, born in 1980")
        self.assertEqual(instruction.text, "Delete the file of — at once.")
        self.assertEqual(instruction.author, "Léa Martin")
        self.assertIn("All appointments of —", self.letters(request).body)

    def test_the_copy_of_what_an_authority_got_stays_and_the_purge_register_says_so(self):
        """GDP-08"""
        request = self.env["clicrdv.authority.request"].create(
            self.controller(authority="Tribunal", demand=f"The file of {FIRST} {LAST}", handed_over=FILE)
        )
        purge = self.data._erase(self.zelie, "request")
        self.env.invalidate_all()
        self.assertEqual(request.handed_over, FILE)
        self.assertEqual(purge.kept["register_authority_copy"], 1)

    def test_names_of_representatives_go_after_five_years_and_what_they_did_stays(self):
        """GDP-51"""
        # the clock of the database does not stand still: what was seen today is too young for it to be deleted
        forget_recorded(self.cr, "clicrdv_access")
        instruction = self.env["clicrdv.instruction"].create(self.controller(author="Léa Martin", text="Keep less."))
        breach = self.env["clicrdv.breach"].create({"subject": "x", "company_id": self.processor.id})
        breach.action_add_all()
        notice = self.of_salon(breach.notice_ids)
        notice.write({"decision": "notify", "decided_by": "Léa Martin"})
        notice.action_record_decision()
        for day, names in (("2032-01-10", ("Léa Martin", "Léa Martin")), ("2032-01-12", (False, False))):
            with freeze_time(datetime.fromisoformat(f"{day} 03:00")):
                self.run_job("ir_cron_own_periods")
            self.assertEqual((instruction.author, notice.decided_by), names)
        self.assertEqual((instruction.text, notice.decision), ("Keep less.", "notify"))

    def test_an_instruction_says_who_gave_it(self):
        """GDP-06"""
        self.assert_refused(
            "author_missing", self.env["clicrdv.instruction"].create, self.controller(text="Keep less.", author=" ")
        )
        self.assert_refused("author_missing", self.env["clicrdv.instruction"].create, self.controller(text="x"))
