from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare, format_date

from ..logic import audit_time, quote_periods
from ..logic import quote_states as states


class ClicrdvQuoteLine(models.Model):
    """One thing that a quote offers: once, every month between two days, or the time of an audit as it is spent."""

    _name = "clicrdv.quote.line"
    _description = "Line of a quote"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "quote_id, sequence, id"

    # === FIELDS === #

    sequence = fields.Integer(default=10)
    quote_id = fields.Many2one("clicrdv.quote", required=True, index=True, ondelete="cascade")
    contract_id = fields.Many2one(related="quote_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(related="quote_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="quote_id.network_id")
    currency_id = fields.Many2one(related="quote_id.currency_id")
    state = fields.Selection(related="quote_id.state", store=True, index=True)
    establishment_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", domain=[("billing_is_reversibility", "=", False)]
    )
    name = fields.Char(
        "Text", required=True, compute="_compute_name", store=True, readonly=False, precompute=True, size=200
    )
    recurrence = fields.Selection(
        [("once", "Once"), ("monthly", "Every month"), ("audit", "Time of an audit, as spent")],
        "Charged",
        required=True,
        default="once",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", help="Last day of what is charged every month.")
    audit_ref = fields.Char(
        "Audit", help="As in the time sheet of the audit: two man-days are included, more is charged."
    )
    quantity = fields.Float(
        digits=(16, 4), required=True, default=1, help="For the time of an audit: the most man-days that are agreed."
    )
    unit_price = fields.Float("Unit price, excl. tax", digits=(16, 4), required=True)
    amount = fields.Monetary("Amount, excl. tax", compute="_compute_amount", store=True)
    charge_ids = fields.One2many("clicrdv.charge", "quote_line_id", "Charges")

    # === CONSTRAINTS AND INDEXES === #

    _positive = models.Constraint(
        "CHECK (quantity > 0 AND unit_price >= 0)", "A line has a quantity, and a price that is not negative."
    )
    _dates_in_order = models.Constraint(
        "CHECK (recurrence != 'monthly' OR date_to IS NOT NULL AND date_from <= date_to)",
        "What is charged every month has a first day and a later last day.",
    )
    _audit_is_named = models.Constraint(
        "CHECK (recurrence != 'audit' OR audit_ref IS NOT NULL)", "Say which audit this time is for."
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.product_id.display_name

    @api.depends("quantity", "unit_price", "currency_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.unit_price)

    # === CONSTRAINT METHODS === #

    @api.constrains("product_id")
    def _check_reversibility_is_free(self):
        self.product_id._check_billable()

    @api.constrains("establishment_id", "quote_id")
    def _check_establishment(self):
        """A customer pays for his own establishments."""
        for line in self:
            if line.establishment_id not in line.contract_id.subscription_ids.establishment_id:
                raise ValidationError(
                    self.env._(
                        "%(establishment)s is no establishment of contract %(contract)s: choose one of them.",
                        establishment=line.establishment_id.name,
                        contract=line.contract_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.quote_id._check_lines_open()
        return lines

    def write(self, vals):
        self.quote_id._check_lines_open()
        result = super().write(vals)
        if "quote_id" in vals:
            self.quote_id._check_lines_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self.quote_id._check_lines_open()

    # === BUSINESS METHODS === #

    def _allows(self, charge):
        """Whether a charge is one of this line's: accepted, same parties, same product and price, no more than agreed."""
        if len(self) != 1 or self.state != states.ACCEPTED or charge.kind != "quote":
            return False
        same = ("contract_id", "establishment_id", "product_id")
        if any(charge[name] != self[name] for name in same):
            return False
        more = float_compare(charge.quantity, self.quantity, precision_digits=4) > 0
        return not more and float_compare(charge.unit_price, self.unit_price, precision_digits=4) == 0

    @api.model
    def _charges_due(self, period_start, period_end):
        """Create what accepted quotes cost up to a period; called again it creates nothing more.

        Months before the period that were never charged (a quote accepted late) come with it, each with its own days.

        :param datetime.date period_start: first day of the period that is billed
        :param datetime.date period_end: its last day
        :return: clicrdv.charge records that were created
        """
        lines = self.search(
            Domain("state", "=", states.ACCEPTED)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date_from", "<=", period_end)
        )
        lines = lines.filtered(lambda line: line.recurrence != "once")
        monthly = lines.filtered(lambda line: line.recurrence == "monthly")
        vals_list = [vals for line in monthly for vals in line._monthly_charges(period_end)]
        vals_list += [vals for line in monthly for vals in line._monthly_credits()]
        vals_list += (lines - monthly)._audit_charges(period_start, period_end)
        # charges are nobody's to write: an accepted quote makes them
        return self.env["clicrdv.charge"].sudo().create(vals_list)

    def _charge_once(self):
        """Charge what is due once, at the acceptance."""
        lines = self.filtered(lambda line: line.recurrence == "once" and not line.charge_ids)
        vals_list = [line._charge_values(line.date_from, line.date_from, line.quantity) for line in lines]
        return self.env["clicrdv.charge"].create(vals_list)

    def _monthly_charges(self, until):
        """The months of this line up to a day that are not charged yet."""
        last = min(filter(None, (self.date_to, self.contract_id.end_date)))
        charged = set(self.charge_ids.filtered(lambda charge: not charge.corrected_id).mapped("period_start"))
        return [
            self._charge_values(piece.first, piece.last, float(Decimal(str(self.quantity)) * piece.share))
            for piece in quote_periods.pieces(self.date_from, last, until)
            if piece.first not in charged
        ]

    def _audit_charges(self, start, end):
        """The time of audits beyond what is included, up to the end of a period; time noted late comes a period later."""
        hours = self.env["clicrdv.audit.day"]._hours_by_audit(self.contract_id, end)
        vals_list = []
        for line in self:
            if any(charge.period_end >= start for charge in line.charge_ids):
                continue
            spent = hours.get((line.contract_id.id, line.audit_ref), Decimal(0))
            charged = sum(Decimal(str(charge.quantity)) for charge in line.charge_ids)
            days = audit_time.days_to_charge(spent, Decimal(str(line.quantity)), charged)
            if days:
                vals_list.append(line._charge_values(start, end, float(days)))
        return vals_list

    def _charge_values(self, start, end, quantity):
        name = self.name
        if start != end:
            # the invoice speaks the language of the customer
            env = self.with_context(lang=self.contract_id.partner_id.lang or self.env.lang).env
            days = {"start": format_date(env, start), "end": format_date(env, end)}
            name = env._("%(name)s, from %(start)s to %(end)s", name=name, **days)
        amount = self.currency_id.round(round(quantity, 4) * self.unit_price)
        return {
            "contract_id": self.contract_id.id,
            "establishment_id": self.establishment_id.id,
            "kind": "quote",
            "quote_line_id": self.id,
            "product_id": self.product_id.id,
            "name": name,
            "period_start": start,
            "period_end": end,
            "quantity": quantity,
            "unit_price": self.unit_price,
            "amount": amount,
        }
