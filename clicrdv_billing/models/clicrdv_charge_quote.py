from odoo import api, fields, models

from ..exceptions_followup import ChargeWithoutQuote


class ClicrdvCharge(models.Model):
    """A surcharge: only from a line of an accepted quote, for each of its days once (general terms, art. 10.2)."""

    _inherit = "clicrdv.charge"

    # === FIELDS === #

    quote_line_id = fields.Many2one("clicrdv.quote.line", "Line of the quote", index=True, ondelete="restrict")

    # === CONSTRAINTS AND INDEXES === #

    _quote_line_once = models.UniqueIndex(
        "(quote_line_id, period_start) WHERE quote_line_id IS NOT NULL AND corrected_id IS NULL",
        "This line of the quote is charged already.",
    )
    _quote_given_back_once = models.UniqueIndex(
        "(corrected_id, period_start) WHERE quote_line_id IS NOT NULL AND corrected_id IS NOT NULL",
        "These days of the quote are given back already.",
    )
    _quote_days_once = models.Constraint(
        "EXCLUDE USING gist (quote_line_id WITH =, daterange(period_start, period_end, '[]') WITH &&)"
        " WHERE (quote_line_id IS NOT NULL AND corrected_id IS NULL)",
        "This line of the quote is charged already for some of these days.",
    )
    _quote_has_a_line = models.Constraint(
        "CHECK ((kind = 'quote') = (quote_line_id IS NOT NULL))", "A surcharge comes from an accepted quote only."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kind", "quote_line_id", "contract_id", "establishment_id", "product_id", "quantity", "unit_price")
    def _check_quote_accepted(self):
        """What is charged is what was accepted: a charge written by hand, or at another price, is refused."""
        for charge in self.filtered(lambda charge: charge.kind == "quote" or charge.quote_line_id):
            if not charge.quote_line_id._allows(charge):
                raise ChargeWithoutQuote(self.env)

    @api.constrains("product_id")
    def _check_reversibility_is_free(self):
        self.product_id._check_billable()
