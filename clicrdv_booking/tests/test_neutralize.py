"""A copy of a database writes to nobody."""

from datetime import timedelta

from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import freeze_time

from ..gateways import PROTOCOLS
from .common import NOW, TODAY
from .message_common import MessageCase
from .sms_peer import SmsPeer

SECRET = "base.group_system"


@freeze_time(NOW)
class TestNeutralize(MessageCase):
    def neutralize(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["clicrdv_booking"]):
            self.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_nothing_that_was_planned_leaves_and_nothing_new_is_planned(self):
        with SmsPeer() as peer:
            self.use_gateway(peer)
            self.only(("confirmation", "sms"), ("reminder", "email"), ("confirmation", "email"))
            event = self.visit(10, TODAY + timedelta(days=1))
            self.of(event)[:1].state = "sending"
            self.neutralize()
            self.assertEqual(set(self.told(event, "state", "reason")), {("cancelled", "neutralized")})
            self.assertFalse(self.env["clicrdv.notification.rule"].search([("is_on", "=", True)]))
            other = self.visit(11, TODAY + timedelta(days=1))
            other.action_cancel()
            self.assertFalse(self.of(other))
            self.send(18)
            self.assertFalse(peer.taken)
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "!=", False)]))

    def test_every_gateway_is_the_one_that_only_logs_and_has_no_secret_left(self):
        with SmsPeer() as peer:
            gateway = self.use_gateway(peer)
            fields = self.env["clicrdv.sms.gateway"]._fields.items()
            # patterns that read answers hold no secret, the name and the rights of a field tell the rest
            secrets = [
                name
                for name, field in fields
                if field.groups == SECRET and field.store and not field.required and field.type in ("char", "text")
                if not name.startswith("http_") or name in ("http_path", "http_headers", "http_body")
            ]
            self.assertLess({"user", "secret", "ovh_consumer_key", "http_headers"}, set(secrets))
            self.env["clicrdv.sms.gateway"].create(
                {"name": "Archived", "active": False, "protocol": "ovh", **dict.fromkeys(secrets, "s3cr3t")}
            )
            self.neutralize()
            gateways = self.env["clicrdv.sms.gateway"].with_context(active_test=False).search([])
            self.assertEqual(set(gateways.mapped("protocol")), {"demo"})
            self.assertFalse([name for name in secrets if any(gateways.mapped(name))])
            self.assertFalse(any(gateways.mapped("base_url")))
            PROTOCOLS[gateway.protocol].check(gateway._account())

    def test_a_message_that_somebody_sends_again_by_hand_does_not_leave_either(self):
        with SmsPeer() as peer:
            self.use_gateway(peer)
            self.only(("confirmation", "sms"))
            event = self.visit(10)
            message = self.of(event)
            message.state = "unknown"
            self.neutralize()
            message._once_more(edition=1)
            self.send()
            self.assertFalse(peer.taken)
            self.assertEqual(self.told(event, "state"), [("unknown",), ("cancelled",)])
