import base64
import binascii

from odoo import fields, models
from odoo.tools.urls import urljoin as url_join

from ..exceptions_signature import (
    BadDrawing,
    NothingFiled,
    NotTheSigner,
    NotToSign,
    OrderWithoutEstablishment,
    ProviderNotSet,
    RequestUnderWay,
)
from ..logic import contract_states as states
from ..logic import entered, signed_files

LONGEST_NAME = 200


class ClicrdvContract(models.Model):
    """The ways of an order to its signer and back, and the bundle of everything that was agreed."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    # whoever has it can sign: it is for the signer, and goes to him by e-mail
    access_token = fields.Char(groups="base.group_system")
    request_ids = fields.One2many("clicrdv.signature.request", "contract_id", "Signature requests", readonly=True)

    # === COMPUTE METHODS === #

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"
        return result

    # === ACTIONS === #

    def action_send_yousign(self):
        """Send these orders to be signed by Yousign."""
        for contract in self:
            # only whether there is a key, not which one
            if not contract.company_id.sudo().yousign_key:
                raise ProviderNotSet(self.env, company=contract.company_id.name)
        self._send("yousign")
        # requests are made by sending, nobody writes them by hand
        self.env["clicrdv.signature.request"].sudo()._begin(self)

    def action_send_portal(self):
        """Send these orders to be signed in the portal: the signer gets a link by e-mail."""
        self._send("portal")
        self._write_to_signer()

    def action_send_handwritten(self):
        """Freeze these orders to be signed by hand: print them, and file the scan."""
        self._send("handwritten")

    def action_write_again(self):
        """Send the link to the portal once more."""
        self.check_access("write")
        for contract in self:
            contract._check_to_sign("portal")
        self._write_to_signer()

    def action_take_back(self):
        """Take orders back from their signers; with Yousign it is done once Yousign has confirmed it."""
        self.check_access("write")
        for contract in self.filtered(lambda contract: contract.state == states.TO_SIGN):
            # whoever may send an order may take it back
            live = contract.request_ids.sudo()._live()
            if live:
                live._want("cancel")
            else:
                contract._back_to_draft()

    def action_file_scan(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_billing.clicrdv_handwritten_signature_action")
        return {**action, "context": {"default_contract_id": self.id}}

    def action_download_bundle(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/clicrdv/billing/bundle/{self.id}", "target": "download"}

    # === BUSINESS METHODS - SENDING === #

    def _portal_ensure_token(self):
        """Only who may send an order has its link: it signs."""
        self.check_access("write")
        # see access_token
        return super(ClicrdvContract, self.sudo())._portal_ensure_token()

    def _send(self, method):
        """Freeze orders as they are and hand them to their signers.

        :param str method: one of `clicrdv_contract_signature.METHODS`
        :raises BillingRefused: one of them cannot be signed as it is
        """
        self.check_access("write")
        for contract in self:
            if contract.state == states.TO_SIGN:
                raise RequestUnderWay(self.env, name=contract.name)
            contract._check_signer()
            if not contract.subscription_ids:
                raise OrderWithoutEstablishment(self.env, name=contract.name)
            contract._require_free()
            contract._freeze_documents()
            contract._file_order()
            contract._move_to(states.TO_SIGN, signature_method=method, sent_at=fields.Datetime.now())

    def _write_to_signer(self):
        template = self.env.ref("clicrdv_billing.mail_template_order_portal")
        for contract in self:
            contract._portal_ensure_token()
            template.send_mail(contract.id)

    def _back_to_draft(self):
        self._move_to(states.DRAFT, signature_method=False, sent_at=False)

    def _check_to_sign(self, method):
        """:raises NotToSign: not waiting for a signature of this kind"""
        if self.state != states.TO_SIGN or self.signature_method != method:
            raise NotToSign(self.env, name=self.name)

    # === BUSINESS METHODS - PORTAL === #

    def _sign_in_portal(self, name, drawing, address):
        """A simple signature: a name, a drawing, a moment and a network address. The second time nothing happens.

        :param str name: what the signer typed
        :param str drawing: PNG in base64
        :param str address: of the device that signs
        :raises BillingRefused: this order cannot be signed like this
        """
        self.ensure_one()
        if self.state in states.SIGNED and self.signature_level == "portal":
            return
        self._check_to_sign("portal")
        name = entered.text(name or "", LONGEST_NAME)
        if not signed_files.same_person(name, self.signer_name):
            raise NotTheSigner(self.env, signer=self.signer_name)
        moment = fields.Datetime.now()
        self.write(
            {
                "signed_by": name,
                "signed_at": moment,
                "signed_ip": address,
                "signature_image": base64.b64encode(self._read_drawing(drawing)),
            }
        )
        content = self._signed_order_pdf()
        self._file_document("signed_order", self.env._("%s, signed.pdf", self.name), content, "application/pdf")
        self._signed(fields.Datetime.context_timestamp(self, moment).date(), "portal")

    def _read_drawing(self, drawing):
        """:raises BadDrawing: no PNG, or far too large for one"""
        if not isinstance(drawing, str) or len(drawing) > signed_files.MAX_DRAWING_BYTES * 4 // 3 + 4:
            raise BadDrawing(self.env)
        try:
            content = base64.b64decode(drawing, validate=True)
        except (binascii.Error, ValueError):
            raise BadDrawing(self.env) from None
        if (signed_files.kind_of(content) or ("",))[0] != "image/png":
            raise BadDrawing(self.env)
        return content

    def _portal_link(self):
        self.ensure_one()
        return url_join(self.get_base_url(), self.get_portal_url())

    # === BUSINESS METHODS - BUNDLE === #

    def _bundle(self):
        """One zip with all documents and their manifest (BIL-41); the same contract gives the same bytes.

        :return: (name, bytes)
        :raises NothingFiled: no document was frozen yet
        :raises DocumentAltered: a file is no longer what was filed
        """
        self.ensure_one()
        if not self.document_ids:
            raise NothingFiled(self.env, name=self.name)
        papers = [
            signed_files.Paper(document.kind, document.name, document._content(), document.filed_on.isoformat())
            for document in self.document_ids._in_order()
        ]
        facts = {
            "operator": self.company_id.name,
            "customer": self.partner_id.name,
            "network": self.network_id.name,
            "term_months": self.term_months,
            "signed_on": self.signed_on.isoformat() if self.signed_on else "",
            "signature_level": self.signature_level or "",
            "signer": self.signer_name or "",
        }
        return f"{self.name}.zip", signed_files.bundle(self.name, facts, papers)
