"""What an administrator sets up so that SMS leave, and what a manager sees of it."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..gateways import PRESETS, PROTOCOLS
from ..models.clicrdv_sms_gateway_http import FIELDS, SETTINGS
from .back_office_common import BackOfficeCase
from .common import NOW, make_establishment
from .sms_dialects import SECRET, USER
from .sms_peer import SmsPeer

FORM = "clicrdv_booking.clicrdv_sms_gateway_view_form"
ESTABLISHMENT = "clicrdv_booking.res_company_view_form_establishment"


class GatewayCase(BackOfficeCase):
    def kannel(self, **values):
        """A gateway of the establishment that speaks as Kannel does."""
        preset = {f"http_{name}": value for name, value in PRESETS["kannel"].items()}
        account = {"base_url": "http://127.0.0.1:9", "user": USER, "secret": SECRET}
        return self.env["clicrdv.sms.gateway"].create(
            {"name": "Kannel", "protocol": "generic_http", "company_id": self.salon.id, **account, **preset, **values}
        )

    def screen(self, **values):
        screen = Form(self.as_user(self.root, "clicrdv.sms.gateway"), FORM)
        for name, value in {"name": "New", **values}.items():
            setattr(screen, name, value)
        return screen


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSettings(GatewayCase):
    def test_every_setting_of_a_preset_is_a_field(self):
        known = {name for preset in PRESETS.values() for name in preset}
        self.assertFalse(known - set(SETTINGS))
        self.assertEqual(set(FIELDS), {name for name in self.env["clicrdv.sms.gateway"]._fields if name in FIELDS})

    def test_a_preset_fills_in_everything(self):
        for name in PRESETS:
            with self.subTest(name):
                screen = self.screen(protocol="generic_http", base_url="https://gateway.example")
                screen.http_preset = name
                gateway = screen.save()
                account = gateway.sudo()._account()
                self.assertEqual({key: account.extra[key] for key in PRESETS[name]}, dict(PRESETS[name]))
                PROTOCOLS["generic_http"].check(account)

    def test_the_other_preset_leaves_nothing_of_the_first_one(self):
        screen = self.screen(protocol="generic_http", base_url="https://gateway.example")
        screen.http_preset = "jasmin"
        screen.http_preset = "kannel"
        self.assertFalse(screen.save().http_body)

    def test_settings_that_cannot_work_are_refused_in_a_sentence(self):
        for values, words in (
            ({"http_path": "no-slash"}, "Path"),
            ({"http_path": "/send?to={nobody}"}, "Path"),
            ({"http_success": "("}, "Taken"),
            ({"http_success": ".*"}, "Taken"),
            ({"http_headers": "no colon"}, "Headers"),
            ({"http_report_states": "1=arrived"}, "States"),
            ({"base_url": "http://gateway.example"}, "https://"),
            ({"http_success": False}, "needs this setting: Taken"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self.kannel(**values)

    def test_secrets_and_settings_are_read_by_administrators_only(self):
        gateway = self.kannel()
        for name in ("secret", "http_path", "http_headers", "report_url", "inbound_url"):
            for user in (self.zoe, self.paul):
                with self.subTest(name=name, user=user.login), self.assertRaises(AccessError):
                    gateway.with_user(user).read([name])

    def test_the_addresses_for_the_provider_hold_the_token(self):
        gateway, base = self.kannel(), self.salon.get_base_url()
        self.assertEqual(gateway.report_url, f"{base}/clicrdv/sms/reports/{gateway.inbound_token}")
        self.assertEqual(gateway.inbound_url, f"{base}/clicrdv/sms/inbound/{gateway.inbound_token}")

    def test_the_twilio_account_of_odoo_is_taken_over_where_there_is_one(self):
        self.assertFalse(self.screen(protocol="twilio").twilio_offered)
        account = {"user": "AC1", "secret": "token", "sender": "+33199001234", "sender_state": "valid"}
        gateways = type(self.env["clicrdv.sms.gateway"])
        with patch.object(gateways, "_odoo_twilio_account", lambda gateway: account):
            screen = self.screen(protocol="twilio")
            self.assertTrue(screen.twilio_offered)
            screen.twilio_take_over = True
            gateway = screen.save()
        self.assertEqual({name: gateway[name] for name in account}, account)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHealth(GatewayCase):
    def test_health_is_told_and_reset(self):
        gateway = self.kannel()
        self.assertEqual(gateway.health, "ok")
        gateway.write({"failures": 2, "last_error": "timeout"})
        self.assertEqual(gateway.health, "failing")
        gateway.write({"failures": 5, "open_until": NOW + timedelta(minutes=3)})
        self.assertEqual(gateway.health, "paused")
        gateway.with_user(self.root).action_try_again()
        self.assertEqual((gateway.health, gateway.last_error), ("ok", False))

    def test_only_an_administrator_resets_it(self):
        with self.assertRaises(AccessError):
            self.kannel().with_user(self.paul).action_try_again()

    def test_a_manager_reads_on_his_establishment_how_its_gateway_does(self):
        gateway, salon = self.kannel(), self.salon.with_user(self.paul).with_context(lang="en_US")
        for values, words in (
            ({}, "Works"),
            ({"failures": 1, "last_error": "timeout"}, "Did not answer lately (timeout)"),
            ({"failures": 5, "open_until": NOW + timedelta(minutes=3)}, "Paused until 08:03"),
        ):
            gateway.write(values)
            self.env.invalidate_all()
            with self.subTest(values):
                self.assertEqual(salon.booking_gateway_name, "Kannel")
                self.assertIn(words, salon.booking_gateway_text)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTestMessage(GatewayCase):
    @contextmanager
    def peer(self):
        """A gateway that is really there, and an establishment that uses it."""
        with SmsPeer() as peer:
            yield peer, self.kannel(base_url=peer.url)

    def wizard(self, gateway, number="06 39 98 12 34"):
        action = gateway.with_user(self.root).action_send_test()
        screen = Form(self.as_user(self.root, action["res_model"], **action["context"]))
        screen.number = number
        return screen.save()

    def test_a_test_leaves_at_once_and_tells_the_answer(self):
        with self.peer() as (peer, gateway):
            wizard = self.wizard(gateway)
            wizard.action_send()
            self.assertEqual(peer.numbers(), {"+33639981234": 1})
        self.assertIn("has taken the message", wizard.answer)
        self.env.invalidate_all()
        self.assertEqual((gateway.tested_at, gateway.test_result), (NOW, wizard.answer))
        self.assertFalse(self.env["clicrdv.message"].search([("gateway_id", "=", gateway.id)]))

    def test_the_button_pressed_twice_sends_once(self):
        with self.peer() as (peer, gateway):
            wizard = self.wizard(gateway)
            wizard.action_send()
            wizard.action_send()
            self.assertEqual(len(peer.taken), 1)

    def test_answers_are_told_in_words(self):
        for behaviour, words in {
            "refuse": "check the number",
            "busy": "nothing was sent",
            "cut_after": "may have left",
        }.items():
            with self.subTest(behaviour), self.peer() as (peer, gateway):
                peer.next(behaviour)
                wizard = self.wizard(gateway)
                wizard.action_send()
                self.assertIn(words, wizard.answer)

    def test_a_wrong_password_is_told(self):
        with self.peer() as (_peer, gateway):
            gateway.secret = "wrong"
            wizard = self.wizard(gateway)
            wizard.action_send()
        self.assertIn("does not accept this account", wizard.answer)

    def test_a_test_that_succeeds_ends_a_pause(self):
        with self.peer() as (_peer, gateway):
            gateway.write({"failures": 5, "open_until": NOW + timedelta(minutes=3)})
            self.wizard(gateway).action_send()
        self.env.invalidate_all()
        self.assertEqual(gateway.health, "ok")

    def test_what_is_no_number_is_refused_before_anything_leaves(self):
        with self.peer() as (peer, gateway):
            with self.assertRaisesRegex(UserError, "is no phone number"):
                self.wizard(gateway, "12").action_send()
            self.assertFalse(peer.taken)

    def test_nobody_else_sends_tests(self):
        gateway = self.kannel()
        for user in (self.zoe, self.paul):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.as_user(user, "clicrdv.sms.test").create({"gateway_id": gateway.id, "number": "06 39 98 12 34"})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestEstablishmentMessages(GatewayCase):
    def sent(self, parts):
        """SMS of this month, in parts."""
        self.env["clicrdv.message"].create(
            {
                "company_id": self.salon.id,
                "kind": "reminder",
                "target": "client",
                "channel": "sms",
                "due_at": NOW,
                "try_at": NOW,
                "sent_at": NOW,
                "state": "sent",
                "parts": parts,
                "unit_price": 0.0836,
            }
        )
        self.env.invalidate_all()

    def test_a_manager_chooses_the_sms_service_and_its_limits(self):
        salon = self.salon.with_user(self.paul).with_context(lang="en_US")
        with Form(salon, ESTABLISHMENT) as screen:
            self.assertIn("0.0836 €", screen.booking_sms_price_text)
            screen.booking_sms_on = True
            screen.booking_sms_cap = 200
            screen.booking_courtesy_from = 9.5
            screen.booking_sms_plain = False
        self.assertEqual((self.salon.booking_sms_on, self.salon.booking_sms_cap), (True, 200))
        self.assertEqual(self.salon.booking_courtesy_from, 9.5)

    def test_a_warning_comes_at_80_percent_and_another_one_at_the_limit(self):
        salon = self.salon.with_user(self.paul)
        salon.booking_sms_cap = 10
        for parts, percent, alert in ((7, 70, False), (1, 80, "near"), (2, 100, "reached")):
            self.sent(parts)
            with self.subTest(percent):
                self.assertEqual((salon.booking_sms_percent, salon.booking_sms_alert), (percent, alert))

    def test_its_notifications_are_one_click_away(self):
        context = {"catalogue_action": "clicrdv_booking.clicrdv_notification_rule_action"}
        action = self.salon.with_user(self.paul).with_context(**context).action_booking_catalogue()
        rules = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(rules, self.salon.notification_rule_ids)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStopList(BackOfficeCase):
    def refusals(self, user):
        return self.as_user(user, "clicrdv.optout")

    def test_a_manager_adds_a_number_as_people_write_it(self):
        self.client.phone = "06 12 34 56 78"
        with Form(self.refusals(self.paul)) as screen:
            screen.address = "06 12 34 56 78"
        refusal = self.refusals(self.paul).search([])
        self.assertEqual((refusal.address, refusal.source), ("+33612345678", "staff"))
        self.assertFalse(self.client.client_consent_sms)
        self.assertTrue(self.client.client_consent_email)

    def test_a_manager_adds_nothing_at_another_establishment(self):
        other = make_establishment(self.env, "Other")
        with self.assertRaises(AccessError):
            self.refusals(self.paul).create({"address": "06 12 34 56 78", "company_id": other.id})
        self.refusals(self.paul).create({"address": "06 12 34 56 78", "company_id": self.salon.id})

    def test_an_e_mail_address_is_taken_in_small_letters(self):
        refusal = self.refusals(self.paul).create({"channel": "email", "address": "Marie@Example.com"})
        self.assertEqual(refusal.address, "marie@example.com")
        self.assertFalse(self.client.client_consent_email)

    def test_what_is_no_number_is_refused(self):
        for channel, typed in (("sms", "marie@example.com"), ("email", "06 12 34 56 78"), ("sms", "")):
            with self.subTest(typed), self.assertRaisesRegex(UserError, "is no phone number or e-mail address"):
                self.refusals(self.paul).create({"channel": channel, "address": typed})

    def test_nobody_invents_that_a_client_answered_stop(self):
        refusal = self.refusals(self.paul).create({"address": "06 12 34 56 78", "source": "stop"})
        self.assertEqual(refusal.source, "staff")

    def test_a_manager_takes_a_number_off(self):
        refusal = self.refusals(self.paul).create({"address": "06 12 34 56 78"})
        with self.assertRaises(AccessError):
            refusal.with_user(self.zoe).unlink()
        refusal.unlink()
        self.assertFalse(self.refusals(self.paul).search([]))
