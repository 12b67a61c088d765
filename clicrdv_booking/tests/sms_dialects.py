"""How SMS gateways speak, for :mod:`sms_peer`: what they read, what they answer, and how they call back."""

import base64
import hashlib
import hmac
import json
import urllib.parse
from dataclasses import dataclass, field

USER, SECRET = "salon", "s3cr3t-of-the-salon"
OVH_KEYS = {"application_key": "app-key", "consumer_key": "consumer-key", "service": "sms-ab12345-1"}


@dataclass
class Taken:
    """A message that the peer has taken."""

    dialect: str
    number: str
    text: str
    sender: str
    coding: str
    report_url: str
    tag: str = ""
    reference: str = ""


@dataclass
class Request:
    method: str
    target: str
    headers: dict
    body: bytes
    path: str = ""
    fields: dict = field(default_factory=dict)

    def __post_init__(self):
        self.path, _mark, query = self.target.partition("?")
        form = self.body if self.headers.get("content-type", "").startswith("application/x-www-form") else b""
        said = f"{query}&{form.decode()}"
        self.fields = dict(urllib.parse.parse_qsl(said, keep_blank_values=True))
        # these two pass the bytes of an UCS-2 text on as they are
        name, coding = {"/send": ("content", "8"), "/operator": ("text", "2")}.get(self.path, ("", ""))
        if name and self.fields.get("coding") == coding:
            text = dict(urllib.parse.parse_qsl(said, encoding="latin-1"))[name]
            self.fields[name] = text.encode("latin-1").decode("utf-16-be")


class Denied(Exception):
    """A request that the gateway does not even look into: status and body."""


# ---- dialects: a function that reads a message, and what is said to it ------------------------------------------------


def _kannel(request):
    said = request.fields
    if (said.get("username"), said.get("password")) != (USER, SECRET):
        raise Denied(403, "Authorization failed for sendsms")
    return Taken("kannel", said["to"], said["text"], said["from"], said["coding"], said.get("dlr-url", ""))


def _jasmin(request):
    said = request.fields
    if (said.get("username"), said.get("password")) != (USER, SECRET):
        raise Denied(403, f'Error "Authentication failure for username:{said.get("username")}"')
    return Taken("jasmin", said["to"], said["content"], said["from"], said["coding"], said.get("dlr-url", ""))


def _ovh(request):
    headers, keys = request.headers, OVH_KEYS
    if (headers.get("x-ovh-application"), headers.get("x-ovh-consumer")) != tuple(keys.values())[:2]:
        raise Denied(403, json.dumps({"errorCode": "INVALID_KEY", "message": "This application key is invalid"}))
    url = f"http://{headers['host']}{request.target}"
    signed = [SECRET, keys["consumer_key"], "POST", url, request.body.decode(), headers["x-ovh-timestamp"]]
    if headers["x-ovh-signature"] != "$1$" + hashlib.sha1("+".join(signed).encode()).hexdigest():
        raise Denied(400, json.dumps({"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}))
    if request.path != f"/1.0/sms/{keys['service']}/jobs":
        raise Denied(404, json.dumps({"class": "Client::NotFound", "message": "This service does not exist"}))
    job = json.loads(request.body)
    return Taken("ovh", job["receivers"][0], job["message"], job.get("sender", ""), job["coding"], "", job["tag"])


def _twilio(request):
    password = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
    if request.headers.get("authorization") != f"Basic {password}":
        raise Denied(401, json.dumps({"code": 20003, "message": "Authenticate", "status": 401}))
    said = request.fields
    sender = said.get("MessagingServiceSid") or said["From"]
    return Taken("twilio", said["To"], said["Body"], sender, "", said.get("StatusCallback", ""))


def _operator(request):
    """What stands behind a real Kannel: its "generic" HTTP connection."""
    said = request.fields
    return Taken("operator", said["to"], said["text"], said["from"], said["coding"], "")


def dialect_of(path):
    if path.startswith("/2010-04-01/"):
        return _twilio
    if path.startswith("/1.0/sms/"):
        return _ovh
    known = {"/cgi-bin/sendsms": _kannel, "/send": _jasmin, "/operator": _operator}
    if path not in known:
        raise Denied(404, "Unknown request.")
    return known[path]


def answer_to(message, behaviour):
    """Return what a gateway of this dialect says when it takes ("accept"), refuses or postpones a message."""
    one = message.reference
    denied = "Number(s) has/have been denied by white- and/or black-lists."
    ovh = {"ids": [int(one)], "totalCreditsRemoved": 1, "validReceivers": [message.number], "invalidReceivers": []}
    ovh_refused = {"ids": [], "totalCreditsRemoved": 0, "invalidReceivers": [message.number]}
    return {
        "kannel": {
            "accept": (202, "0: Accepted for delivery"),
            "refuse": (400, denied),
            "busy": (503, "Temporal failure, try again later."),
        },
        "jasmin": {
            "accept": (200, f'Success "{one}"'),
            "refuse": (400, 'Error "Argument [to] has an invalid value: [x]."'),
            "busy": (503, 'Error "InterceptorPB not connected !"'),
        },
        "ovh": {
            "accept": (200, json.dumps(ovh)),
            "refuse": (200, json.dumps(ovh_refused)),
            "busy": (503, json.dumps({"class": "Server::ServiceUnavailable", "message": "try later"})),
        },
        "twilio": {
            "accept": (201, json.dumps({"sid": one, "status": "queued", "error_code": None, "to": message.number})),
            "refuse": (400, json.dumps({"code": 21211, "message": f"Invalid 'To': {message.number}", "status": 400})),
            "busy": (429, json.dumps({"code": 20429, "message": "Too Many Requests", "status": 429})),
        },
        "operator": {"accept": (200, f"OK {one}"), "refuse": (200, "ERR unknown subscriber"), "busy": (200, "RETRY")},
    }[message.dialect][behaviour]


KANNEL_TYPES = {"accepted": 4, "sent": 8, "delivered": 1, "failed": 2}
JASMIN_STATUSES = {"accepted": "ACCEPTD", "sent": "ESME_ROK", "delivered": "DELIVRD", "failed": "UNDELIV"}
OVH_PTTS = {"accepted": 0, "sent": 3, "delivered": 4, "failed": 23}
TWILIO_STATUSES = {"accepted": "queued", "sent": "sent", "delivered": "delivered", "failed": "undelivered"}


def twilio_signature(url, form, secret=SECRET):
    signed = url + "".join(name + value for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def report_call(message, state, ovh_report_url):
    """Return URL, form and headers of the call that reports a state."""
    one, url = message.reference, message.report_url
    if message.dialect == "kannel":
        return url.replace("%d", str(KANNEL_TYPES[state])).replace("%F", one), None, {}
    if message.dialect == "jasmin":
        status = JASMIN_STATUSES[state]
        return url, {"id": one, "level": "2", "message_status": status, "text": message.text[:20]}, {}
    if message.dialect == "ovh":
        said = {"id": one, "ptt": OVH_PTTS[state], "date": "20260301120000", "description": 0, "descriptionDlr": ""}
        return f"{ovh_report_url}?{urllib.parse.urlencode(said)}", None, {}
    said = {"MessageSid": one, "MessageStatus": TWILIO_STATUSES[state], "AccountSid": USER}
    said |= {"ErrorCode": "30003"} if state == "failed" else {}
    return url, said, {"X-Twilio-Signature": twilio_signature(url, said)}


def inbound_call(url, number, text, dialect, key):
    """Return URL, form and headers of the call that hands over the message of a client."""
    if dialect == "twilio":
        said = {"From": number, "Body": text, "MessageSid": key}
        said |= {"OptOutType": "STOP"} if text.strip().upper() == "STOP" else {}
        return url, said, {"X-Twilio-Signature": twilio_signature(url, said)}
    if dialect == "jasmin":
        return url, {"id": key, "from": number, "to": "36111", "content": text}, {}
    names = ("sender", "message") if dialect == "ovh" else ("from", "text")
    said = {**dict(zip(names, (number, text), strict=True)), "id": key}
    return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode(said)}", None, {}
