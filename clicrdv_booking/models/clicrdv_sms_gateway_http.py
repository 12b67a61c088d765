from odoo import api, fields, models

from ..gateways import PRESETS
from .clicrdv_sms_gateway import SECRET

#: Settings of `gateways.GenericHttpGateway`; each is a field here, with this prefix.
PREFIX = "http_"
SETTINGS = (
    "method",
    "path",
    "headers",
    "body",
    "body_type",
    "coding_gsm7",
    "coding_ucs2",
    "success",
    "permanent",
    "temporary",
    "reference",
    "report_state",
    "report_states",
    "report_reference",
    "inbound_number",
    "inbound_text",
    "acknowledgement",
)
FIELDS = tuple(f"{PREFIX}{name}" for name in SETTINGS)


class ClicrdvSmsGateway(models.Model):
    """Any gateway that takes a message in one HTTP request: how to ask it, and how to read its answers."""

    _inherit = "clicrdv.sms.gateway"

    # === FIELDS === #

    http_preset = fields.Selection(
        [("kannel", "Kannel"), ("jasmin", "Jasmin")],
        "Use the settings of",
        store=False,
        groups=SECRET,
        help="Fills in everything below as this gateway needs it.",
    )
    http_method = fields.Selection([("GET", "GET"), ("POST", "POST")], "Method", groups=SECRET)
    http_path = fields.Char("Path", groups=SECRET, help="What follows the address, with {number}, {text}, {sender}…")
    http_headers = fields.Text("Headers", groups=SECRET, help="One “Name: value” a line.")
    http_body = fields.Text("Body", groups=SECRET, help="Blank: everything is in the path.")
    http_body_type = fields.Selection([("form", "Form"), ("json", "JSON")], "The body is", groups=SECRET)
    http_coding_gsm7 = fields.Char("{coding} of the 160 alphabet", groups=SECRET)
    http_coding_ucs2 = fields.Char("{coding} of the 70 alphabet", groups=SECRET)
    http_success = fields.Char("Taken", groups=SECRET, help="A pattern that is looked for in “status answer”.")
    http_permanent = fields.Char("Refused", groups=SECRET, help="Looked for when the first one is not found.")
    http_temporary = fields.Char("To be tried again", groups=SECRET, help="Looked for last.")
    http_reference = fields.Char("Its reference", groups=SECRET, help="A pattern whose group is the reference.")
    http_report_state = fields.Char("Parameter of the state", groups=SECRET)
    http_report_states = fields.Text(
        "States", groups=SECRET, help="One “value=state” a line; the states are accepted, sent, delivered and failed."
    )
    http_report_reference = fields.Char("Parameter of the reference", groups=SECRET)
    http_inbound_number = fields.Char("Parameter of the number", groups=SECRET)
    http_inbound_text = fields.Char("Parameter of the text", groups=SECRET)
    http_acknowledgement = fields.Char("Answered with", groups=SECRET, help="What the gateway wants to read.")

    # === CONSTRAINS METHODS === #

    @api.constrains(
        "active", "protocol", "base_url", "user", "secret", "ovh_service", "ovh_consumer_key",
        "twilio_messaging_service", *FIELDS,
    )  # fmt: skip
    def _check_account(self):
        return super()._check_account()

    # === ONCHANGE METHODS === #

    @api.onchange("http_preset")
    def _onchange_http_preset(self):
        if self.http_preset:
            preset = PRESETS[self.http_preset]
            self.update({f"{PREFIX}{name}": preset.get(name, False) for name in SETTINGS})

    # === BUSINESS METHODS === #

    @api.model
    def _extra(self):
        return super()._extra() | dict(zip(FIELDS, SETTINGS, strict=True))
