import io
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, float_round
from odoo.tools.pdf import PdfFileReader, merge_pdf

from ..exceptions_signature import NoPdfProgram, SignerIncomplete, SignerWithoutEmail
from ..logic import contract_states as states
from ..logic import signed_files

METHODS = [
    ("yousign", "Yousign"),
    ("portal", "Simple signature in the portal"),
    ("handwritten", "Handwritten signature, scan"),
]
#: What a signature is worth is said as it is (eIDAS 910/2014; Code civil art. 1366-1367).
LEVELS = [
    ("yousign_electronic_signature", "Yousign, simple electronic signature"),
    ("yousign_advanced_electronic_signature", "Yousign, advanced electronic signature"),
    ("yousign_qualified_electronic_signature", "Yousign, qualified electronic signature"),
    ("portal", "Simple signature in the portal"),
    ("handwritten", "Handwritten signature, scan"),
]
#: Frozen each time that an order is sent; what an earlier sending froze goes.
FROZEN_KINDS = ("order", "terms", "annex", "dpa", "price_list")
POWER_KIND = "other"


class ClicrdvContract(models.Model):
    """Who signs an order, what is frozen for it, and what its signature begins (art. 21)."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    signer_firstname = fields.Char("Signer's first name", copy=False)
    signer_lastname = fields.Char("Signer's last name", copy=False)
    signer_name = fields.Char("Signer", compute="_compute_signer_name")
    signer_quality = fields.Char("Quality", copy=False, help="His office: chairman, managing director…")
    signer_email = fields.Char("Signer's e-mail", copy=False)
    signer_phone = fields.Char("Signer's mobile", copy=False)
    signer_power = fields.Char(
        "Power to sign", copy=False, help="By what he may bind the company: legal representative, delegation of a date…"
    )
    signer_power_file = fields.Binary("Proof of the power", attachment=True, copy=False)
    signer_power_filename = fields.Char(copy=False)
    signature_method = fields.Selection(METHODS, "Signed by way of", copy=False, readonly=True)
    signature_level = fields.Selection(LEVELS, "Signature level", copy=False, readonly=True)
    sent_at = fields.Datetime("Sent for signature", copy=False, readonly=True)
    signed_by = fields.Char("Signed by", copy=False, readonly=True)
    signed_at = fields.Datetime("Moment of the signature", copy=False, readonly=True)
    signed_ip = fields.Char("Address of the signer's device", copy=False, readonly=True)
    signature_image = fields.Binary("Drawn signature", attachment=True, copy=False, readonly=True)
    document_ids = fields.One2many("clicrdv.contract.document", "contract_id", "Documents", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("signer_firstname", "signer_lastname")
    def _compute_signer_name(self):
        for contract in self:
            contract.signer_name = " ".join(filter(None, [contract.signer_firstname, contract.signer_lastname]))

    # === BUSINESS METHODS - BEFORE === #

    def _check_signer(self):
        """An order goes to an authorised person who can be reached (BIL-40).

        :raises SignerWithoutEmail: no address, or none that works
        :raises SignerIncomplete: name, quality or power is missing
        """
        for contract in self:
            if not email_normalize(contract.signer_email or ""):
                raise SignerWithoutEmail(self.env, name=contract.name)
            needed = ("signer_firstname", "signer_lastname", "signer_quality", "signer_power")
            if not all((contract[name] or "").strip() for name in needed):
                raise SignerIncomplete(self.env, name=contract.name)

    def _file_document(self, kind, name, content, mimetype):
        """Keep a file of this contract with its hash; the same one twice is kept once.

        :param str kind: one of `clicrdv_contract_document.KINDS`
        :param bytes content: the file
        :return: clicrdv.contract.document record
        """
        self.ensure_one()
        key = {"contract_id": self.id, "kind": kind, "name": name}
        # documents are filed by what happens to a contract, nobody creates them by hand
        documents = self.env["clicrdv.contract.document"].sudo()
        found = documents.search([*((field, "=", value) for field, value in key.items())])
        found = found.filtered(lambda document: document.sha256 == signed_files.sha256(content))
        if not found:
            attachment = documents.env["ir.attachment"].create(
                {"name": name, "raw": content, "mimetype": mimetype, "company_id": self.company_id.id}
            )
            found = documents.create({**key, "attachment_id": attachment.id})
        return found[:1].with_env(self.env)

    def _freeze_documents(self):
        """Freeze what an order refers to, right before it is sent for signature (BIL-01).

        Called before the order itself is filed, which prints the versions and hashes of what is filed here.
        """
        for contract in self:
            proof = contract._power_name()
            stale = contract.document_ids.filtered(
                lambda document, proof=proof: document.kind in FROZEN_KINDS or document.name.startswith(proof)
            )
            # what an earlier sending froze, and was never signed
            stale.sudo().unlink()
            content = contract._power_file()
            if content:
                mimetype, ending = signed_files.kind_of(content) or ("application/octet-stream", "bin")
                contract._file_document(POWER_KIND, f"{proof}.{ending}", content, mimetype)

    def _power_name(self):
        return self.env._("Power of the signer")

    def _power_file(self):
        # the proof is read as it was stored, not in base64
        stored = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "signer_power_file")]
        return stored.search(domain, limit=1).raw or b""

    def _file_order(self):
        """File the order itself.

        :return: clicrdv.contract.document record
        """
        self.ensure_one()
        return self._file_document("order", f"{self.name}.pdf", self._order_pdf(), "application/pdf")

    # === BUSINESS METHODS - PRINT === #

    def _order_pdf(self):
        return self._print("clicrdv_billing.report_contract_order")

    def _order_day(self):
        """The day whose prices an order shows: that of its sending, or today, where the operator is."""
        return self.company_id._local_day(self.sent_at)

    def _order_references(self):
        """The documents that an order names with their hashes: what is frozen beside it."""
        return self.document_ids.filtered(lambda document: document.kind in FROZEN_KINDS[1:])._in_order()

    def _sms_price(self, day):
        return self.env["clicrdv.sms.price"]._price_on(self.network_id.id, day)

    def _print(self, report):
        """A report of this contract; in tests Odoo gives its HTML.

        :rtype: bytes
        :raises NoPdfProgram: the server has no wkhtmltopdf
        """
        self.ensure_one()
        # an order shows establishments that whoever sends it need not be able to read
        reports = self.env["ir.actions.report"].sudo()
        try:
            content, _kind = reports._render_qweb_pdf(report, self.ids)
        except UserError as error:
            if reports.get_wkhtmltopdf_state() == "install":
                raise NoPdfProgram(self.env) from error
            raise
        return content

    def _signed_order_pdf(self):
        """The order as it was frozen, followed by the page that tells who signed it in the portal.

        :rtype: bytes
        """
        order = self.document_ids.filtered(lambda document: document.kind == "order")[-1:]
        pages = [order._content(), self._print("clicrdv_billing.report_contract_signature")]
        if all(page.startswith(b"%PDF-") for page in pages):
            return merge_pdf(pages)
        return pages[-1]

    @api.model
    def _pages(self, content):
        """How many pages a PDF has; its last one is where an order is signed."""
        return PdfFileReader(io.BytesIO(content), strict=False).numPages if content.startswith(b"%PDF-") else 1

    # === BUSINESS METHODS - AFTER === #

    def _signed(self, signed_on, level):
        """Begin a contract on the day of its signature (BIL-01); once it has begun, nothing happens.

        :param date signed_on: the day on which its signer signed
        :param str level: one of `LEVELS`
        :raises StateRefused: it was not waiting for a signature
        """
        for contract in self.filtered(lambda contract: contract.state not in states.SIGNED):
            contract._move_to(states.ACTIVE, signed_on=signed_on, date_start=signed_on, signature_level=level)
            for subscription in contract.subscription_ids.filtered(lambda line: not line.date_start):
                subscription._write_moved({"date_start": max(subscription.wanted_start or signed_on, signed_on)})
            contract._freeze_prices(signed_on)
            contract.subscription_ids.establishment_id._update_service_end(contract.company_id._local_day())
            contract.subscription_ids.establishment_id._note_signed_agreements()

    def _list_price(self, product, day):
        """What a tariff costs a month on a day by the price list of this contract, else by the product.

        :param product: product.product record
        :rtype: float
        """
        self.ensure_one()
        if self.pricelist_id:
            moment = datetime.combine(day, time(12))
            price = self.pricelist_id._get_product_price(product, 1.0, currency=self.currency_id, date=moment)
        else:
            price = product.with_company(self.company_id).lst_price
        return float_round(price, precision_digits=4)
