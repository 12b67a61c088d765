"""Messages that were handed over, and the calls that gateways make about them, over real HTTP."""

import http.client
import urllib.parse
from datetime import timedelta

from odoo.tests import tagged

from ..gateways import Account
from .common import NOW
from .public_common import PublicCase
from .sms_dialects import OVH_KEYS, SECRET, USER, Taken, inbound_call, report_call

NUMBER = "+33639981234"


@tagged("post_install", "-at_install")
class CallsCase(PublicCase):
    """A salon with an account at Twilio, whose calls are signed."""

    TABLES = (*PublicCase.TABLES, "clicrdv_message", "clicrdv_message_report", "clicrdv_optout")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twilio = cls.env["clicrdv.sms.gateway"].create(
            {"name": "Twilio", "protocol": "twilio", "user": USER, "secret": SECRET, "company_id": cls.salon.id}
        )
        cls.env["clicrdv.optout"].search([]).unlink()  # those of the demo data
        # what the gateway was told and signs is not where a proxy sends it
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://rdv.example.com")

    @classmethod
    def make_gateway(cls, protocol="demo", **values):
        return cls.env["clicrdv.sms.gateway"].create({"name": protocol, "protocol": protocol, **values})

    @classmethod
    def make_ovh(cls, **values):
        keys = {"user": OVH_KEYS["application_key"], "ovh_consumer_key": OVH_KEYS["consumer_key"]}
        return cls.make_gateway("ovh", secret=SECRET, ovh_service=OVH_KEYS["service"], **keys, **values)

    def speak(self, preset):
        """From now on gateways are read as one of the presets says."""
        account = Account("generic_http", "http://127.0.0.1:1", USER, SECRET, dict(preset))
        self.patch(self.registry["clicrdv.sms.gateway"], "_account", lambda gateway: account)
        self.registry.clear_cache()
        self.addCleanup(self.registry.clear_cache)

    def message(self, state="sent", **values):
        """An SMS, as it is after it was handed over an hour ago."""
        sent_at = NOW - timedelta(hours=1) if state in ("sent", "failed", "delivered") else False
        values = {
            "company_id": self.salon.id,
            "kind": "reminder",
            "target": "client",
            "channel": "sms",
            "due_at": NOW,
            "try_at": NOW,
            "state": state,
            "recipient": NUMBER,
            "parts": 1,
            "encoding": "gsm7",
            "unit_price": 0.0836,
            "amount": 0.0836,
            "gateway_id": self.twilio.id,
            "gateway_code": "twilio",
            "gateway_reference": "SM1",
            "sent_at": sent_at,
            **values,
        }
        return self.env["clicrdv.message"].create(values)

    def call(self, url, form=None, headers=None):
        """A call of a gateway, at the door behind the proxy."""
        parts = urllib.parse.urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        options = {"headers": headers or {}}
        answer = self.get(path, **options) if form is None else self.post(path, form, **options)
        self.env.invalidate_all()
        return answer

    def report_call(self, message, state, dialect="twilio", gateway_url=""):
        """What a gateway calls to report a state: URL, form, headers."""
        url = f"https://rdv.example.com/clicrdv/sms/report/{message.token}"
        taken = Taken(dialect, NUMBER, "", "", "", url, reference=message.gateway_reference or "SM1")
        return report_call(taken, state, gateway_url)

    def report(self, message, state, **options):
        return self.call(*self.report_call(message, state, **options))

    def answer_of(self, gateway, text, number=NUMBER, dialect="twilio", key="mo-1"):
        """A client answers to a number of a gateway."""
        return self.call(*inbound_call(gateway._inbound_url(), number, text, dialect, key))

    def announce(self, path, size, kind="application/x-www-form-urlencoded"):
        """Announce a body of that size, send none of it, and give the status of the answer."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.base_url()).netloc, timeout=20)
            connection.putrequest("POST", path)
            connection.putheader("Content-Type", kind)
            connection.putheader("Content-Length", str(size))
            connection.endheaders()
            status = connection.getresponse().status
            connection.close()
        return status
