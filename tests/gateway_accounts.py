"""Accounts of each protocol at the SMS peer, and messages, for the tests of gateways."""

from clicrdv_booking_gateways import JASMIN, KANNEL, Account, Gateway, Sms, open_gateway
from clicrdv_booking_tests.sms_dialects import OVH_KEYS, SECRET, USER

DIALECTS = ("kannel", "jasmin", "ovh", "twilio")
#: Long enough for a loaded machine to answer; only tests of a gateway that says nothing do not wait for it.
PATIENT = {"connect_timeout_seconds": 5.0, "read_timeout_seconds": 5.0}
HASTY = {"read_timeout_seconds": 0.3}
NUMBER, TEXT, TOKEN = "+33639980001", "Rendez-vous de Zoé à 9 h", "t0k3n-in-the-report-address"


def account(dialect: str, url: str, **changes) -> Account:
    protocol = {"kannel": "generic_http", "jasmin": "generic_http"}.get(dialect, dialect)
    extra = {"kannel": KANNEL, "jasmin": JASMIN, "ovh": OVH_KEYS}.get(dialect, {})
    return Account(protocol, **{"base_url": url, "user": USER, "secret": SECRET, "extra": extra, **PATIENT, **changes})


def gateway(dialect: str, url: str, **changes) -> Gateway:
    return open_gateway(account(dialect, url, **changes))


def sms(number: str = NUMBER, **changes) -> Sms:
    uuid = changes.pop("uuid", "3f0e5a52-9d4c-4c5e-8a55-0c9e0d0f1a2b")
    report_url = f"http://127.0.0.1:9/clicrdv/sms/{TOKEN}"
    return Sms(uuid, number, **{"text": TEXT, "sender": "Salon", "report_url": report_url, **changes})
