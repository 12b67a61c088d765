"""What clients answer to an SMS: STOP is kept for the establishments that wrote to them, anything else is not."""

from odoo.tests import freeze_time, tagged

from ..gateways import JASMIN, KANNEL
from .common import NOW, make_establishment
from .message_calls_common import NUMBER, CallsCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestInbound(CallsCase):
    def setUp(self):
        super().setUp()
        self.client = self.make_client(self.salon)

    def make_client(self, company, phone="06 39 98 12 34"):
        values = {"name": "DUPONT Zoé", "phone": phone, "is_client_file": True, "company_id": company.id}
        return self.env["res.partner"].create(values)

    def refusals(self):
        """Who does not want what any more."""
        lines = self.env["clicrdv.optout"].search([], order="company_id, address")
        return [(line.company_id, line.channel, line.address, line.source) for line in lines]

    def assert_ignored(self, answer):
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.refusals())
        self.assertTrue(self.client.client_consent_sms)

    # === STOP === #

    def test_stop_is_kept_and_the_client_file_says_no(self):
        self.message()
        answer = self.answer_of(self.twilio, "STOP")
        self.assertEqual((answer.status_code, answer.text), (200, ""), "a text would be sent to the client")
        self.assertEqual(self.refusals(), [(self.salon, "sms", NUMBER, "stop")])
        self.assertFalse(self.client.client_consent_sms)
        self.assertTrue(self.client.client_consent_email)

    def test_the_same_answer_twice_is_noted_once(self):
        self.message()
        for _time in range(2):
            self.assertEqual(self.answer_of(self.twilio, "STOP").status_code, 200)
        self.answer_of(self.twilio, "arrêt", key="mo-2")
        self.assertEqual(len(self.refusals()), 1)

    def test_another_text_is_not_kept_at_all(self):
        self.message()
        before = self.everything()
        for text in ("OK merci", "", "Je serai en retard", "Annuler", "x" * 1000):
            with self.subTest(text=text[:20]):
                self.assert_ignored(self.answer_of(self.twilio, text))
        self.assertEqual(self.everything(), before)

    def test_the_words_are_understood_whatever_the_gateway(self):
        ovh = self.make_ovh(company_id=self.salon.id)
        answer = self.answer_of(ovh, " Arrêt. ", number="33639981234", dialect="ovh")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.refusals(), [(self.salon, "sms", NUMBER, "stop")])

    def test_kannel_and_jasmin_hand_answers_over(self):
        for preset, dialect, word in ((KANNEL, "kannel", ""), (JASMIN, "jasmin", "ACK/Jasmin")):
            with self.subTest(dialect):
                self.env["clicrdv.optout"].search([]).unlink()
                self.speak(preset)
                answer = self.answer_of(self.twilio, "Stop SMS", dialect=dialect)
                self.assertEqual((answer.status_code, answer.text), (200, word))
                self.assertEqual(self.refusals(), [(self.salon, "sms", NUMBER, "stop")])

    def test_a_number_is_read_in_the_form_of_any_country(self):
        for number in ("+33639981234", "33639981234", "0033639981234", "0639981234"):
            with self.subTest(number=number):
                self.env["clicrdv.optout"].search([]).unlink()
                self.speak(KANNEL)
                self.assertEqual(self.answer_of(self.twilio, "STOP", number, dialect="kannel").status_code, 200)
                self.assertEqual(self.refusals(), [(self.salon, "sms", NUMBER, "stop")])

    def test_a_number_that_can_be_nobody_s_is_ignored(self):
        for number in ("36111", "+9999999999"):
            with self.subTest(number=number):
                self.assert_ignored(self.answer_of(self.twilio, "STOP", number))

    # === FOR WHOM === #

    def test_it_counts_for_those_that_wrote_to_him_by_this_gateway_and_no_other(self):
        network = self.env["clicrdv.network"].create({"name": "Salons", "kind": "franchise"})
        others = [make_establishment(self.env, name, network_id=network.id) for name in ("Wrote", "Silent")]
        shared = self.make_ovh(network_id=network.id)
        self.message(company_id=others[0].id, gateway_id=shared.id)
        self.message(company_id=others[1].id, gateway_id=shared.id, recipient="+33639989999")
        self.message(company_id=others[1].id)
        self.answer_of(shared, "STOP", dialect="ovh")
        self.assertEqual(self.refusals(), [(others[0], "sms", NUMBER, "stop")])

    def test_where_nobody_is_known_to_have_written_it_counts_for_the_owners(self):
        network = self.env["clicrdv.network"].create({"name": "Salons", "kind": "franchise"})
        others = [make_establishment(self.env, name, network_id=network.id) for name in ("One", "Two")]
        self.answer_of(self.make_ovh(network_id=network.id), "STOP", dialect="ovh")
        self.assertEqual([company for company, *_rest in self.refusals()], others)

    def test_a_gateway_for_everybody_stops_those_that_know_the_number(self):
        self.twilio.active = False
        alone, other = make_establishment(self.env, "Alone"), make_establishment(self.env, "Other")
        self.make_ovh(company_id=other.id)
        for company in (alone, other):
            self.make_client(company)
        everybody = self.make_ovh()
        self.env["clicrdv.sms.gateway"].search(
            [("company_id", "=", False), ("network_id", "=", False), ("id", "!=", everybody.id)]
        ).active = False
        self.answer_of(everybody, "STOP", dialect="ovh")
        stopped = {company for company, *_rest in self.refusals()}
        self.assertTrue({self.salon, alone} <= stopped)
        self.assertNotIn(other, stopped)

    def test_a_gateway_of_a_site_of_its_own_signs_that_site_s_address(self):
        site = self.env["website"].create({"name": "Salon", "domain": "https://salon.example.com"})
        site.company_id = self.salon
        url = self.twilio.inbound_url
        self.assertTrue(url.startswith("https://salon.example.com/clicrdv/sms/inbound/"), url)
        self.assertEqual(self.answer_of(self.twilio, "STOP").status_code, 200)
        self.assertEqual(self.refusals(), [(self.salon, "sms", NUMBER, "stop")])

    # === REFUSALS === #

    def test_a_forged_answer_stops_nobody(self):
        self.message()
        before = self.everything()
        url = self.twilio._inbound_url()
        said = {"From": NUMBER, "Body": "STOP", "MessageSid": "mo-1"}
        for headers in ({}, {"X-Twilio-Signature": "forged"}):
            self.assertEqual(self.call(url, said, headers).status_code, 403)
        self.assertEqual(self.everything(), before)

    def test_a_malformed_answer_is_400_and_stops_nobody(self):
        ovh = self.make_ovh(company_id=self.salon.id)
        before = self.everything()
        for query in ("message=STOP", "sender=x&message=STOP", "sender=33639981234", "id=1", ""):
            with self.subTest(query=query):
                self.assertEqual(self.call(f"{ovh._inbound_url()}?{query}").status_code, 400)
        self.assertEqual(self.everything(), before)

    def test_a_demonstration_hears_nothing(self):
        self.assertEqual(self.call(self.make_gateway()._inbound_url(), {"text": "STOP"}).status_code, 400)
