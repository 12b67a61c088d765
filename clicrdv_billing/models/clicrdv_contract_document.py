from odoo import api, fields, models

from ..exceptions_signature import DocumentAltered, DocumentKept
from ..logic import contract_states as states
from ..logic import signed_files

#: In the order in which a bundle holds them.
KINDS = [
    ("order", "Order"),
    ("terms", "General terms"),
    ("annex", "Annex"),
    ("dpa", "Data-protection agreement"),
    ("price_list", "Price list"),
    ("signed_order", "Signed order"),
    ("audit_trail", "Audit trail of the signature"),
    ("other", "Other document"),
]


class ClicrdvContractDocument(models.Model):
    """A file of a contract as it was when it was filed, with its hash: the proof of what was agreed (art. 21 and 22)."""

    _name = "clicrdv.contract.document"
    _description = "Document of a contract"
    _order = "contract_id, id"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    name = fields.Char(required=True)
    attachment_id = fields.Many2one("ir.attachment", "File", required=True, index=True, ondelete="restrict")
    sha256 = fields.Char(
        "SHA-256", required=True, help="The hash of the file when it was filed: it proves its content."
    )
    filed_on = fields.Date("Filed on", required=True)

    # === CONSTRAINTS AND INDEXES === #

    _filed_once = models.Constraint(
        "UNIQUE (contract_id, kind, name, sha256)", "This document is filed already, with the same content."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """The hash is that of the bytes, whatever else is said."""
        for vals in vals_list:
            attachment = self.env["ir.attachment"].browse(vals["attachment_id"])
            vals["sha256"] = signed_files.sha256(attachment.raw or b"")
            vals["filed_on"] = fields.Date.context_today(self)
        documents = super().create(vals_list)
        for document in documents:
            # from here on the rights of the document are those of its file: read by many, changed by nobody
            document.attachment_id.sudo().write({"res_model": self._name, "res_id": document.id})
        return documents

    def write(self, vals):
        """Nobody changes what was filed."""
        if vals and self:
            raise DocumentKept(self.env, name=self[:1].name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for document in self:
            if document.contract_id.state in states.SIGNED:
                raise DocumentKept(self.env, name=document.name)

    # === ACTIONS === #

    def action_download(self):
        self.ensure_one()
        url = f"/web/content/{self.attachment_id.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    # === BUSINESS METHODS === #

    def _content(self):
        """The bytes of this document, as they were filed.

        :rtype: bytes
        :raises DocumentAltered: somebody has changed them since
        """
        self.ensure_one()
        # whoever may read the document may read its file
        content = self.attachment_id.sudo().raw or b""
        if signed_files.sha256(content) != self.sha256:
            raise DocumentAltered(self.env, name=self.name)
        return content

    def _in_order(self):
        """These documents as a bundle lists them: by kind, then as they were filed."""
        ranks = {kind: rank for rank, (kind, _label) in enumerate(KINDS)}
        return self.sorted(lambda document: (ranks[document.kind], document.id))
