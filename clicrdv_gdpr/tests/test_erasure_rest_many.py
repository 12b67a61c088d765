"""Texts that name people whom retention has destroyed: all of them in one reading, and nobody else (GDP-57)."""

from datetime import timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from ..models import clicrdv_erasure_rest
from .privacy_common import EMAIL, FIRST, LAST, MOBILE, YEARS, RetentionCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestErasureRestMany(RetentionCase):
    def destroy(self, clients):
        self.long_ago(clients, YEARS - 20)
        self.job()
        self.job(TODAY + timedelta(days=20))
        self.assertEqual({self.state(client) for client in clients}, {"destroyed"})

    def written(self, sender):
        """A message about somebody else whose sender is a text; nothing else leads to a client."""
        author = self.desk.partner_id
        return author.message_post(body="A note", email_from=sender, author_id=author.id)

    def test_gdp_57_retention_sweeps_what_merely_names_the_person_elsewhere(self):
        named = [self.written(text) for text in (EMAIL, f"{FIRST} {LAST} <x@example.com>", f"call {MOBILE}")]
        kept = [self.written(text) for text in (f"{FIRST} <x@example.com>", "zelie.quevrin@example.com.org", LAST)]
        self.destroy(self.zelie)
        [rest] = self.rests()
        self.assertEqual((rest.company_id, rest.reason), (self.salon, "retention"))
        self.assertTrue(all(message.email_from for message in named), "no table was read while files were destroyed")
        self.rest()
        self.assertFalse(self.rests())
        self.assertEqual([message.email_from for message in named], [False] * 3)
        self.assertTrue(all(message.email_from for message in kept), "a first name, a longer address, a word: nobody's")
        [noted] = self.env["clicrdv.purge"].search([("company_id", "=", self.salon.id), ("persons", "=", 0)])
        self.assertEqual((noted.reason, noted.persons, noted.counts["chatter_written"]), ("retention", 0, 3))

    def test_gdp_57_a_batch_is_one_row_and_everybody_is_looked_for_in_one_reading(self):
        clients = self.env["res.partner"].concat(
            *(self.make_client(f"due{number}@example.com", client_lastname=f"Due{number}") for number in range(12))
        )
        messages = [self.written(client.email) for client in clients]
        self.destroy(clients | self.zelie)
        self.assertEqual(len(self.rests()), 1)
        before = self.cr.sql_log_count
        self.rest()
        self.assertLess(self.cr.sql_log_count - before, 200, "statements do not grow with the people")
        self.assertFalse(any(message.email_from for message in messages))

    def test_gdp_57_a_homonym_of_the_staff_and_a_client_who_stays_keep_what_is_theirs(self):
        twin = new_test_user(self.env, "twin", name=f"{FIRST} {LAST}", email="twin@example.com")
        twin_file = self.make_client(
            "other@example.com", "+33639980044", client_lastname="Abel", client_firstname="Max"
        )
        leaving = self.make_client("max.abel@example.com", client_lastname="ABEL", client_firstname="MAX")
        agenda = self.ana.copy({"name": "Lou Bel", "user_id": False})
        third = self.make_client("lou@example.com", client_lastname="Bel", client_firstname="Lou")
        kept = [
            twin.partner_id.message_post(body="Mine", email_from=twin.email_formatted, author_id=twin.partner_id.id),
            self.written("Max Abel"),
            self.written("Lou Bel"),
        ]
        gone = [self.written(text) for text in (EMAIL, "max.abel@example.com", "lou@example.com")]
        self.destroy(self.zelie | leaving | third)
        self.rest()
        self.assertTrue(all(message.email_from for message in kept))
        self.assertEqual(kept[0].author_id, twin.partner_id)
        self.assertFalse(any(message.email_from for message in gone))
        self.assertTrue(twin_file.email and agenda.name)

    def test_gdp_57_what_comes_after_the_destruction_is_left_alone(self):
        self.destroy(self.zelie)
        again = self.make_client(EMAIL, client_lastname=LAST, client_firstname=FIRST)
        later = self.written(EMAIL)
        self.rest()
        self.assertEqual((later.email_from, again.email), (EMAIL, EMAIL))

    def test_gdp_57_more_people_than_are_looked_for_at_once_take_several_readings(self):
        messages = [self.written(EMAIL), self.written("other.due@example.com")]
        other = self.make_client("other.due@example.com", client_lastname="Due")
        for client in (self.zelie, other):
            self.data._erase(client, "retention", thorough=False, later=True)
        self.assertEqual(len(self.rests()), 2)
        self.patch(clicrdv_erasure_rest, "TEXTS_AT_ONCE", 1)
        self.assertEqual(len(self.rests()._next(self.rests().ids)), 1)
        self.rest()
        self.assertFalse(self.rests())
        self.assertFalse(any(message.email_from for message in messages))

    def test_gdp_57_a_proof_loses_the_words_alone(self):
        instruction = self.env["clicrdv.instruction"].create(
            {
                "provider_id": self.salon.id,
                "company_id": self.salon.id,
                "author": "Léa",
                "text": f"Call {FIRST} {LAST}.",
            }
        )
        meeting = self.env["mail.mail"].create({"email_to": f"a@example.com, {EMAIL}", "body_html": "<p>x</p>"})
        self.destroy(self.zelie)
        self.rest()
        self.assertEqual(instruction.text, "Call —.")
        self.assertFalse(meeting.exists())
