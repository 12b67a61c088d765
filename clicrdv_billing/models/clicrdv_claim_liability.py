from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..exceptions_followup import ClaimAboveEventCap, ClaimAboveYearCap, ClaimIndirectLoss
from ..logic import claim_states as states
from ..logic import liability


class ClicrdvClaim(models.Model):
    """How much may be paid for a claim, and the invoices that say so (art. 8.1)."""

    _inherit = "clicrdv.claim"

    # === FIELDS === #

    event_cap = fields.Monetary("Billed over six months", compute="_compute_caps")
    event_move_ids = fields.Many2many("account.move", compute="_compute_caps", string="Invoices of the six months")
    year_cap = fields.Monetary("Billed over twelve months", compute="_compute_caps")
    year_move_ids = fields.Many2many("account.move", compute="_compute_caps", string="Invoices of the twelve months")
    granted_this_year = fields.Monetary("Granted this year for other claims", compute="_compute_caps")
    payable = fields.Monetary("May be paid at most", compute="_compute_caps")

    # === COMPUTE METHODS === #

    @api.depends("breach_date", "decided_on", "contract_id", "state")
    def _compute_caps(self):
        limits = self._caps()
        moves = self.env["account.move"]
        for claim in self:
            caps = limits.get(claim)
            claim.event_cap = caps and float(caps.event_cap)
            claim.event_move_ids = moves.browse(caps and caps.event_ids)
            claim.year_cap = caps and float(caps.year_cap)
            claim.year_move_ids = moves.browse(caps and caps.year_ids)
            claim.granted_this_year = caps and float(caps.granted_this_year)
            claim.payable = caps and float(caps.payable)

    # === BUSINESS METHODS === #

    def _caps(self):
        """The caps of claims that say when the breach was.

        :return: {claim: `logic.liability.Caps`}
        """
        dated = self.filtered(lambda claim: claim.breach_date and claim.contract_id)
        bills = dated._bills()
        granted = dated._granted()
        limits = {}
        for claim in dated:
            decided = claim.decided_on or claim.company_id._followup_today()
            key = claim.company_id.id, claim.contract_id.partner_id.id
            others = sum(
                (
                    amount
                    for claim_id, day, amount in granted.get(key, [])
                    if claim_id != claim._origin.id and day.year == decided.year
                ),
                Decimal(0),
            )
            limits[claim] = liability.caps(claim.breach_date, decided, bills.get(key, []), others)
        return limits

    def _bill_domain(self):
        """Which moves are "what was billed": posted invoices and credit notes of the contracts of these customers."""
        contracts = self.contract_id
        return (
            Domain("billing_contract_id.partner_id", "in", contracts.partner_id.ids)
            & Domain("company_id", "in", contracts.company_id.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
        )

    def _bills(self):
        """What was billed to the customers of these claims, under any of their contracts.

        :return: {(id of the operator, id of the customer): [`logic.liability.Billed`]}
        """
        found = {}
        for move in self.env["account.move"].search(self._bill_domain(), order="invoice_date, id"):
            key = move.company_id.id, move.billing_contract_id.partner_id.id
            amount = Decimal(str(round(move.amount_untaxed_signed, 2)))
            day = move.billing_period_end or move.invoice_date
            found.setdefault(key, []).append(liability.Billed(move.id, day, amount))
        return found

    def _granted(self):
        """Damages granted to the customers of these claims.

        :return: {(id of the operator, id of the customer): [(id of the claim, day, amount)]}
        """
        domain = (
            Domain("partner_id", "in", self.contract_id.partner_id.ids)
            & Domain("company_id", "in", self.contract_id.company_id.ids)
            & Domain("state", "=", states.ACCEPTED)
        )
        found = {}
        for claim in self.search(domain):
            granted = claim.id, claim.decided_on, Decimal(str(claim.damages))
            found.setdefault((claim.company_id.id, claim.partner_id.id), []).append(granted)
        return found

    def _check_caps(self):
        """Refuse damages that the contract excludes.

        :raises ClaimIndirectLoss, ClaimAboveEventCap, ClaimAboveYearCap: with the amount that may be paid
        """
        self._lock_customer()
        limits = self._caps()[self]
        code = liability.refusal(Decimal(str(self.damages)), Decimal(str(self.direct_amount)), limits)
        words = {
            name: formatLang(self.env, float(amount), currency_obj=self.currency_id)
            for name, amount in (("granted", limits.granted_this_year), ("payable", limits.payable))
        }
        if code == liability.INDIRECT:
            raise ClaimIndirectLoss(
                self.env, direct=formatLang(self.env, self.direct_amount, currency_obj=self.currency_id)
            )
        if code == liability.ABOVE_EVENT_CAP:
            cap = formatLang(self.env, float(limits.event_cap), currency_obj=self.currency_id)
            raise ClaimAboveEventCap(self.env, cap=cap)
        if code == liability.ABOVE_YEAR_CAP:
            cap = formatLang(self.env, float(limits.year_cap), currency_obj=self.currency_id)
            raise ClaimAboveYearCap(self.env, cap=cap, **words)

    def _lock_customer(self):
        """Two claims of one customer are decided one after the other: each counts in the cap of the year of the other.

        A new version of the rows, not only a lock: whoever began before this commit starts again and reads anew.
        """
        self.env.flush_all()
        query = SQL(
            "UPDATE clicrdv_contract SET id = id WHERE company_id = %s AND partner_id = %s",
            self.company_id.id,
            self.contract_id.partner_id.id,
        )
        self.env.cr.execute(query)
