from odoo import api, fields, models

from ..exceptions_registers import ReasonMissing, RecordFrozen, TransferIncomplete
from ..logic import recipient_flows as flows
from ..logic.union_places import third_countries
from .clicrdv_subprocessor import OFFICER

INSTRUMENTS = [
    (flows.SCC, "Standard clauses of the Commission (art. 46.2 c)"),
    (flows.AUTHORITY_CLAUSES, "Clauses of an authority, approved by the Commission (art. 46.2 d)"),
    (flows.ADEQUACY, "Decision of adequacy (art. 45)"),
    (flows.DEROGATION, "Derogation (art. 49), each controller decides"),
]
#: What controllers were told of: another place or other clauses are another transfer.
TOLD = {"subprocessor_id", "country_id", "instrument", "document", "signed_on"}


class ClicrdvTransfer(models.Model):
    """What allows data to go to a country outside the European Union; without it the connectors refuse (GDP-36, 37)."""

    _name = "clicrdv.transfer"
    _description = "Transfer outside the European Union"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.letter.mixin", "mail.thread"]
    _order = "id desc"

    # === FIELDS === #

    name = fields.Char(compute="_compute_name", store=True)
    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor", "Recipient", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="subprocessor_id.company_id", store=True, index=True)
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict", index=True)
    instrument = fields.Selection(INSTRUMENTS, required=True, default=flows.SCC, tracking=True)
    document = fields.Binary("Signed clauses, or the decision", attachment=True)
    document_name = fields.Char()
    signed_on = fields.Date("Signed or published on", tracking=True)
    informed_on = fields.Date(
        "Controllers informed on",
        readonly=True,
        copy=False,
        tracking=True,
        help="By the letter; nothing leaves before.",
    )
    void_from = fields.Date("Void from", readonly=True, copy=False, tracking=True)
    void_reason = fields.Text("Why it is void", copy=False)
    decided_company_ids = fields.Many2many(
        "res.company",
        string="Decided by",
        help="Art. 49: establishments whose controller has decided in writing to allow it.",
    )
    letter_ids = fields.One2many(
        "clicrdv.privacy.letter",
        "res_id",
        "Letters to controllers",
        domain=[("res_model", "=", "clicrdv.transfer"), ("kind", "=", "transfer")],
        groups=OFFICER,
    )
    is_valid = fields.Boolean("Allows data to leave", compute="_compute_is_valid")

    # === COMPUTE METHODS === #

    @api.depends("subprocessor_id.name", "country_id.name")
    def _compute_name(self):
        for transfer in self:
            transfer.name = f"{transfer.subprocessor_id.name} – {transfer.country_id.name}"

    @api.depends("informed_on", "void_from", "signed_on", "document", "instrument")
    def _compute_is_valid(self):
        for transfer in self:
            today = transfer.company_id._privacy_today()
            transfer.is_valid = flows.covers(transfer._as_transfer(transfer.decided_company_ids[:1]), today)

    # === CONSTRAINS METHODS === #

    @api.constrains("country_id")
    def _check_country(self):
        for transfer in self:
            if not third_countries([transfer.country_id.code]):
                raise TransferIncomplete(self.env)

    # === CRUD METHODS === #

    def write(self, vals):
        if TOLD & vals.keys() and any(transfer.informed_on for transfer in self):
            raise RecordFrozen(self.env, name=self.filtered("informed_on")[:1].name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        for transfer in self:
            if transfer.informed_on:
                raise RecordFrozen(self.env, name=transfer.name)

    # === ACTIONS === #

    def action_inform(self):
        """Tell every controller where the data goes and under which clauses, before anything leaves."""
        self.check_access("write")
        for transfer in self.filtered(lambda transfer: not transfer.informed_on):
            is_documented = transfer.document and transfer.signed_on
            if transfer.instrument != flows.DEROGATION and not is_documented:
                raise TransferIncomplete(self.env)
            transfer._note(informed_on=transfer.company_id._privacy_today())
            controllers = self.env["clicrdv.controller.mixin"]._all_controllers(transfer.company_id)
            self.env["clicrdv.privacy.letter"]._write_to(controllers, transfer, "transfer")

    def action_void(self):
        """The instrument is void: data stops at once where nothing else covers the country (agreement 3.3.12)."""
        self.check_access("write")
        for transfer in self.filtered(lambda transfer: not transfer.void_from):
            if not (transfer.void_reason or "").strip():
                raise ReasonMissing(self.env, name=transfer.name)
            transfer._note(void_from=transfer.company_id._privacy_today())

    # === BUSINESS METHODS === #

    def _as_transfer(self, company):
        """This record for one controller.

        :param company: res.company
        :rtype: logic.recipient_flows.Transfer
        """
        self.ensure_one()
        return flows.Transfer(
            country=self.country_id.code or "",
            instrument=self.instrument,
            informed_on=self._informed_day(company),
            signed_on=self.signed_on or None,
            has_document=bool(self.with_context(bin_size=True).document),
            void_from=self.void_from or None,
            is_decided=bool(company) and company in self.decided_company_ids,
        )

    def _informed_day(self, company):
        """The day on which a controller was told; he is not while his letter has not left, for lack of an address too.

        Whoever came later has read of the transfer in the agreement that he has signed.

        :param company: res.company, empty for everybody
        :rtype: date or None
        """
        letters = self.sudo().letter_ids  # whether they have left, whoever sends
        own = letters.filtered(lambda letter: company and letter._controls(company))
        if own and not any(letter.sent_at for letter in own):
            return None
        return self.informed_on or None
