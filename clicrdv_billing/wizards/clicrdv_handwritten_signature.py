import base64
import binascii

from odoo import fields, models

from ..exceptions_signature import BadScan, BadSignatureDate, NotTheSigner, NotToSign, RequestUnderWay
from ..logic import contract_states as states
from ..logic import signed_files


class ClicrdvHandwrittenSignature(models.TransientModel):
    """The scan of an order that was signed by hand: what it is, and nothing more."""

    _name = "clicrdv.handwritten.signature"
    _description = "Handwritten signature, scan"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", "Order", required=True, readonly=True, ondelete="cascade")
    signer_name = fields.Char(related="contract_id.signer_name", string="Signer of the order")
    scan = fields.Binary(required=True, attachment=False)
    scan_name = fields.Char()
    signed_on = fields.Date("Signed on", required=True, default=fields.Date.context_today)
    signed_by = fields.Char(
        "Signed by",
        required=True,
        default=lambda self: (
            self.env["clicrdv.contract"].browse(self.env.context.get("default_contract_id")).signer_name
        ),
    )

    # === ACTIONS === #

    def action_file(self):
        """File the scan and begin the contract on the day of the signature."""
        self.ensure_one()
        contract = self.contract_id
        contract.check_access("write")
        self._check()
        content = self._content()
        mimetype, ending = signed_files.kind_of(content)
        contract._write_moved({"signed_by": self.signed_by.strip()})
        name = self.env._("%(order)s, handwritten signature, scan.%(ending)s", order=contract.name, ending=ending)
        contract._file_document("signed_order", name, content, mimetype)
        contract._signed(self.signed_on, "handwritten")
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _check(self):
        """:raises BillingRefused: this order cannot have been signed like this"""
        contract = self.contract_id
        if contract.state != states.TO_SIGN:
            raise NotToSign(self.env, name=contract.name)
        if contract.request_ids._live():
            raise RequestUnderWay(self.env, name=contract.name)
        if not signed_files.same_person(self.signed_by, contract.signer_name):
            raise NotTheSigner(self.env, signer=contract.signer_name)
        sent_on = fields.Datetime.context_timestamp(self, contract.sent_at).date()
        if not sent_on <= self.signed_on <= fields.Date.context_today(self):
            raise BadSignatureDate(self.env)

    def _content(self):
        """:raises BadScan: no PDF, JPEG or PNG by its first bytes, or too large"""
        refusal = BadScan(self.env, megabytes=signed_files.MAX_SCAN_BYTES // 1024 // 1024)
        try:
            content = base64.b64decode(self.scan or b"", validate=True)
        except (binascii.Error, ValueError):
            raise refusal from None
        if len(content) > signed_files.MAX_SCAN_BYTES or not signed_files.kind_of(content):
            raise refusal
        return content
