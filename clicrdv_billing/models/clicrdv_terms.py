import base64
import hashlib
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..exceptions_life import TermsFileRefused, TermsPublished
from ..logic import contract_changes
from ..logic import contract_states as states

KINDS = [
    ("cgv", "General terms"),
    ("annex_sla", "Annex: service levels"),
    ("dpa", "Data protection agreement"),
]
#: What each is among the documents of a contract.
DOCUMENT_KINDS = {"cgv": "terms", "annex_sla": "annex", "dpa": "dpa"}
VERSION = re.compile(r"[a-z0-9][a-z0-9.-]{0,30}")
# What may still be written once a text is published.
FREE = {"message_follower_ids", "activity_ids", "message_ids"}


class ClicrdvTerms(models.Model):
    """One version of a text that contracts refer to, published at an address that never changes (art. 14; BIL-01, BIL-33)."""

    _name = "clicrdv.terms"
    _description = "Version of the general terms"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "kind, published_on desc, id desc"
    _rec_names_search = ["version"]

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, "Text", required=True, default="cgv")
    version = fields.Char(required=True, help="The end of its address: small letters, digits, points and hyphens.")
    published_on = fields.Date("Published on", readonly=True, copy=False)
    effective_on = fields.Date(
        "Applies to running contracts from",
        compute="_compute_effective_on",
        store=True,
        help="One month after its publication; new orders have it at once.",
    )
    file = fields.Binary("PDF", attachment=True)
    file_name = fields.Char()
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)
    url = fields.Char("Public address", compute="_compute_url")

    # === CONSTRAINTS AND INDEXES === #

    _address_unique = models.Constraint(
        "UNIQUE (kind, version)", "Another text has this address: choose another version."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "version")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.display_name = f"{labels.get(record.kind, '')} {record.version or ''}".strip()

    @api.depends("published_on")
    def _compute_effective_on(self):
        for record in self:
            day = record.published_on
            record.effective_on = contract_changes.terms_apply_on(day) if day else False

    @api.depends("kind", "version")
    def _compute_url(self):
        for record in self:
            record.url = f"{record.company_id.get_base_url()}{record._path()}" if record.version else False

    # === CONSTRAINS METHODS === #

    @api.constrains("version")
    def _check_version(self):
        for record in self:
            if not VERSION.fullmatch(record.version or ""):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be an address: use small letters, digits, points and hyphens, like 2026-05.",
                        record.version,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        for record in self.filtered("published_on") if set(vals) - FREE else ():
            raise TermsPublished(self.env, name=record.display_name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        for record in self.filtered("published_on"):
            raise TermsPublished(self.env, name=record.display_name)

    # === ACTIONS === #

    def action_publish(self):
        """From now on it stays as it is; running contracts have it in a month, once their customers are told."""
        for record in self.filtered(lambda record: not record.published_on):
            content = base64.b64decode(record.with_context(bin_size=False).file or b"")
            if not content.startswith(b"%PDF-"):
                raise TermsFileRefused(self.env, name=record.display_name)
            record._write_moved(
                {"sha256": hashlib.sha256(content).hexdigest(), "published_on": record.company_id._local_day()}
            )

    def action_inform(self):
        """Prepare the information of each customer under contract; nothing is sent yet."""
        self.ensure_one()
        contracts = self.env["clicrdv.contract"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", tuple(states.IN_FORCE)),
                ("terms_ids", "!=", self.id),
            ]
        )
        changes = self.env["clicrdv.contract.change"]
        told = changes.search([("terms_ids", "=", self.id), ("state", "!=", contract_changes.CANCELLED)])
        fresh = contracts - told.contract_id
        told |= changes.create([{"contract_id": contract.id, "terms_ids": self.ids} for contract in fresh])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers to inform"),
            "res_model": changes._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", told.ids)],
        }

    # === BUSINESS METHODS === #

    def _path(self):
        """Its public address on this site, the same for ever."""
        self.ensure_one()
        return f"/conditions/{self.kind}/{self.version}"

    @api.model
    def _published(self, kind=None, version=None):
        """What everybody may read: published texts, the newest first.

        :return: records in superuser mode
        """
        domain = Domain("published_on", "!=", False)
        if kind:
            domain &= Domain("kind", "=", kind) & Domain("version", "=", version)
            # an address can hold anything
            if kind not in dict(KINDS) or not VERSION.fullmatch(version):
                domain = Domain.FALSE
        # visitors have no right on the model; published texts are public by contract
        return self.sudo().search(domain)

    @api.model
    def _current(self, company, kind, day):
        """The version that an order of a day is signed with: the latest one published.

        :param company: the operator
        :param str kind: one of KINDS
        :param date day: in the operator's time zone
        :return: clicrdv.terms record, empty when none is published
        """
        domain = [("company_id", "=", company.id), ("kind", "=", kind), ("published_on", "<=", day)]
        return self.search(domain, order="published_on desc, id desc", limit=1)

    def _file_on(self, contract):
        """Keep a copy with the documents of a contract."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file)
        kind = DOCUMENT_KINDS[self.kind]
        contract._file_document(kind, f"{self.display_name}.pdf", content, "application/pdf")
