"""What SendGrid tells about our e-mails: signed lists of events."""

import time

from odoo import http
from odoo.http import request

from ..gateways import Report, sendgrid
from ..models.clicrdv_message_receive import Told
from . import gateway_calls

MAX_BODY = 1024 * 1024
PUBLIC_KEY = "clicrdv_booking.sendgrid_public_key"
#: Whoever says so wants no more e-mails of the establishment.
REFUSALS = ("spamreport", "unsubscribe")
CALL = gateway_calls.CALL | {"methods": ["POST"], "max_content_length": MAX_BODY}


class EmailEvents(http.Controller):
    @http.route("/clicrdv/email/sendgrid", **CALL)
    @gateway_calls.refuses_bad_reports
    def sendgrid(self, **_params):
        # a public key is no secret, visitors may read no parameter
        public_key = request.env["ir.config_parameter"].sudo().get_param(PUBLIC_KEY)
        if not public_key:
            return gateway_calls.answer(404)
        events = _events(public_key)
        messages = request.env["clicrdv.message"]
        messages._look_anew()
        emails = messages._reported_emails(
            [event.message_uuid for event in events], [event.smtp_id for event in events if event.smtp_id]
        )
        found = [(event, emails.get(event.message_uuid) or emails.get(event.smtp_id)) for event in events]
        ours = [(event, *email) for event, email in found if email]
        messages._apply_reports([Told(message_id, *_told(event)) for event, message_id, _company, _address in ours])
        refusals = [
            (company_id, address) for event, _id, company_id, address in ours if event.code in REFUSALS and address
        ]
        # SendGrid has no rights of its own; its signature is its proof
        request.env["clicrdv.optout"].sudo()._note_all("email", refusals, "gateway")
        return gateway_calls.answer(200)


def _events(public_key):
    """The events of this request.

    :raises BadReport: forged, too old or malformed
    """
    body, headers = request.httprequest.get_data(), request.httprequest.headers
    sendgrid.verify(
        public_key,
        headers.get("X-Twilio-Email-Event-Webhook-Signature", ""),
        headers.get("X-Twilio-Email-Event-Webhook-Timestamp", ""),
        body,
        time.time(),
    )
    events = sendgrid.read_events(body)
    for event in events:
        gateway_calls.checked(Report(event.state, f"{event.message_uuid}{event.smtp_id}", event.code, event.key))
    return events


def _told(event):
    """An event as `Told` has it: report, moment in naive UTC."""
    return Report(event.state, event.smtp_id, event.code, event.key), event.at.replace(tzinfo=None)
