import base64
import hashlib

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..exceptions_registers import DocumentMissing, InFuture, RecordFrozen
from ..logic import privacy_agreements as agreements

_lt = LazyTranslate(__name__)

TEXTS = {
    "standard_clauses": _lt("Standard contractual clauses"),
    "agreement": _lt("Data-protection agreement"),
    "terms": _lt("General terms"),
}
PARAMETER = "clicrdv_gdpr.require_agreement"
#: What a signature changes of an establishment.
BINDING = ["privacy_agreement_id", "is_agreement_missing"]


class ClicrdvPrivacyAgreement(models.Model):
    """A version of the data-protection agreement with its sub-annexes (agreement 3.1, 7; GDP-03, 49, 50)."""

    _name = "clicrdv.privacy.agreement"
    _description = "Version of the data-protection agreement"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.state.mixin", "mail.thread"]
    _order = "published_on desc, id desc"
    _steps = agreements
    _frozen_fields = ("name", "company_id", "document", "changes_annex_a", "changes")
    _open_states = (agreements.DRAFT,)

    # === FIELDS === #

    name = fields.Char("Version", required=True)
    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [(agreements.DRAFT, "Draft"), (agreements.PUBLISHED, "Published")],
        required=True,
        default=agreements.DRAFT,
        readonly=True,
        copy=False,
        tracking=True,
    )
    published_on = fields.Date("Published on", readonly=True, copy=False)
    document = fields.Binary("Text with its sub-annexes", attachment=True)
    document_name = fields.Char()
    document_sha256 = fields.Char("SHA-256", compute="_compute_document_sha256", store=True)
    changes = fields.Text("What has changed")
    changes_annex_a = fields.Boolean(
        "Changes sub-annex A substantially", help="Then it binds a controller once both sides have signed an amendment."
    )
    precedence = fields.Char("Order of precedence", compute="_compute_precedence")
    acceptance_ids = fields.One2many("clicrdv.privacy.acceptance", "agreement_id", "Signatures")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (company_id, name)", "Another version has this name.")

    # === COMPUTE METHODS === #

    @api.depends_context("lang")
    def _compute_precedence(self):
        """In a conflict the first one counts (agreement 7.2)."""
        for agreement in self:
            agreement.precedence = " > ".join(self.env._(TEXTS[key]) for key in agreements.PRECEDENCE)

    @api.depends("document")
    def _compute_document_sha256(self):
        for agreement in self:
            content = agreement.with_context(bin_size=False).document
            agreement.document_sha256 = content and hashlib.sha256(base64.b64decode(content)).hexdigest()

    # === ACTIONS === #

    def action_publish(self):
        for agreement in self:
            if not agreement.document:
                raise DocumentMissing(self.env, name=agreement.name)
            agreement._move_to(agreements.PUBLISHED, published_on=agreement.company_id._privacy_today())


class ClicrdvPrivacyAcceptance(models.Model):
    """Who has signed a version, for which controller."""

    _name = "clicrdv.privacy.acceptance"
    _description = "Signature of the data-protection agreement"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.controller.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "agreement_id"

    # === FIELDS === #

    agreement_id = fields.Many2one(
        "clicrdv.privacy.agreement",
        "Version",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", agreements.PUBLISHED)],
    )
    provider_id = fields.Many2one(compute="_compute_provider_id", store=True, precompute=True, default=None)
    controller_signer = fields.Char("Signed for the controller by", tracking=True)
    controller_signed_on = fields.Date("Controller signed on", required=True, tracking=True)
    processor_signer = fields.Char("Signed for the processor by", tracking=True)
    processor_signed_on = fields.Date("Processor signed on", tracking=True)
    document = fields.Binary("Signed copy", attachment=True)
    document_name = fields.Char()
    document_sha256 = fields.Char("SHA-256 of the text", related="agreement_id.document_sha256")
    signed_with = fields.Char("Signed with the contract", readonly=True)
    is_in_force = fields.Boolean("In force", compute="_compute_is_in_force")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(agreement_id, COALESCE(company_id, 0), COALESCE(network_id, 0))", "This controller has signed it already."
    )

    # === COMPUTE METHODS === #

    @api.depends("agreement_id")
    def _compute_provider_id(self):
        for acceptance in self:
            acceptance.provider_id = acceptance.agreement_id.company_id

    @api.depends("controller_signed_on", "processor_signed_on", "agreement_id.changes_annex_a")
    def _compute_is_in_force(self):
        for acceptance in self:
            signed = acceptance._as_signed()
            acceptance.is_in_force = agreements.in_force(signed, acceptance.provider_id._privacy_today())

    # === CONSTRAINS METHODS === #

    @api.constrains("agreement_id", "controller_signed_on", "processor_signed_on")
    def _check_days(self):
        for acceptance in self:
            if acceptance.agreement_id.state != agreements.PUBLISHED:
                raise DocumentMissing(self.env, name=acceptance.agreement_id.name)
            today = acceptance.provider_id._privacy_today()
            for name in ("controller_signed_on", "processor_signed_on"):
                if acceptance[name] and acceptance[name] > today:
                    raise InFuture(self.env, field=self._fields[name]._description_string(self.env))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        acceptances = super().create(vals_list)
        self.env["res.company"].invalidate_model(BINDING)
        return acceptances

    def write(self, vals):
        if {"agreement_id", "company_id", "network_id", "controller_signed_on", "document"} & vals.keys():
            self._refuse_signed()
        result = super().write(vals)
        self.env["res.company"].invalidate_model(BINDING)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._refuse_signed()

    # === BUSINESS METHODS === #

    def _refuse_signed(self):
        """:raises RecordFrozen: it binds somebody"""
        for acceptance in self.filtered("is_in_force"):
            raise RecordFrozen(self.env, name=acceptance.display_name)

    def _as_signed(self):
        """:rtype: logic.privacy_agreements.Signed"""
        self.ensure_one()
        version = self.agreement_id
        return agreements.Signed(
            key=self.id or 0,
            published_on=version.published_on or fields.Date.today(),
            needs_both=version.changes_annex_a,
            by_controller=self.controller_signed_on or None,
            by_processor=self.processor_signed_on or None,
        )
