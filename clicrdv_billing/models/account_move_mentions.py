from odoo import api, models
from odoo.tools import format_date

from ..exceptions_einvoice import BillingRefused, InvoiceIncomplete
from ..logic import einvoice


class AccountMove(models.Model):
    """What the law and the general terms want on an invoice: one source for the paper and for the file."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _billing_mentions(self):
        """Texts that each invoice carries once, by the subject that they have in the file (C. com. L441-9, D441-5)."""
        return {
            einvoice.INDEMNITY: self.env._(
                "A fixed indemnity of 40 EUR for recovery costs is due for each invoice that is paid late (articles"
                " L441-10 and D441-5 of the French commercial code)."
            ),
            einvoice.PENALTY: self.env._(
                "Late payment penalties of three times the legal interest rate are due from the day after the due date,"
                " without a reminder (article L441-10 of the French commercial code)."
            ),
            einvoice.DISCOUNT: self.env._("No discount is given for early payment."),
        }

    def _billing_exemption(self):
        return self.env._("VAT not applicable, article 294 of the French general tax code (CGI).")

    def _billing_tax_mentions(self):
        """Sentences about VAT: when it is due, and why a zone has its rate or none."""
        taxes = self._billing_lines().tax_ids
        rates, taxed = set(taxes.mapped("amount")), taxes.filtered("amount")
        due_on_payment = "on_payment" in taxed.mapped("tax_exigibility")
        mentions = {
            self.env._("VAT due on payment."): taxed and due_on_payment,
            self.env._("VAT paid on debits, by option."): taxed and not due_on_payment,
            self.env._("VAT at 8.5 %: rate of Guadeloupe, Martinique and Réunion (article 296 of the CGI)."): 8.5
            in rates,
            self._billing_exemption(): 0 in rates,
        }
        return [sentence for sentence, applies in mentions.items() if applies]

    def _billing_terms_text(self):
        if self.move_type == "out_refund":
            return self.env._("This credit note is set against what is due, or paid back.")
        due = format_date(self.env, self.invoice_date_due)
        return self.env._("Due on %s, by bank transfer only.", due)

    def _billing_problems(self):
        """What stops this invoice from being issued: what is missing of the operator, of the customer and on the lines.

        :return: list of sentences, empty when it may be posted
        """
        self.ensure_one()
        return self.company_id._billing_missing() + self._billing_own_problems()

    def _billing_own_problems(self):
        """What is missing of the customer and on the lines."""
        taxed = any(tax.amount for tax in self._billing_lines().tax_ids)
        problems = self.partner_id._billing_problems(taxed) if self.partner_id else [self.env._("Choose the customer.")]
        return problems + self._billing_line_problems() + self._billing_term_problems()

    def _billing_line_problems(self):
        lines, found = self._billing_lines(), []
        if not lines:
            found.append(self.env._("The invoice has no line."))
        if any(len(line.tax_ids) != 1 for line in lines):
            found.append(self.env._("Give each line one tax, that of the department of its establishment."))
        if self.currency_id != self.company_id.currency_id:
            found.append(self.env._("Invoice in the currency of the operator, %s.", self.company_id.currency_id.name))
        if self.move_type == "out_refund" and not self.reversed_entry_id:
            found.append(
                self.env._("Name the invoice that this credit note corrects: make it by reversing that invoice.")
            )
        return found

    def _billing_term_problems(self):
        if self.move_type == "out_refund":
            return []
        try:
            (self.invoice_payment_term_id or self.company_id.billing_payment_term_id)._check_fit_for_billing()
        except BillingRefused as refused:
            return [str(refused)]
        return []

    def _post(self, soft=True):
        invoices = self.filtered(lambda move: move.billing_contract_id and move._has_einvoice())
        missing = {company: company._billing_missing() for company in invoices.company_id}
        for move in invoices:
            if problems := missing[move.company_id] + move._billing_own_problems():
                listed = "\n".join(f"- {problem}" for problem in problems)
                raise InvoiceIncomplete(self.env, partner=move.partner_id.display_name, problems=listed)
        return super()._post(soft)

    @api.model
    def _explain_rules(self, codes):
        """Sentences for the rules of electronic invoices that a file breaks.

        :param codes: as of `logic.einvoice_rules.broken`
        """
        known = {
            "BR-FR-01": self.env._(
                "The number of the invoice has more than 35 characters: shorten the prefix of the journal."
            ),
            "BR-FR-02": self.env._(
                "The number of the invoice may only have letters, digits and + - _ /: change the journal's."
            ),
            "BR-FR-16": self.env._("A line has a rate of VAT other than 20 %, 8.5 % or none: correct its tax."),
            "BR-FR-21": self.env._("The electronic address of the customer does not start with his SIREN: correct it."),
            "BR-FR-CO-05": self.env._(
                "A credit note names the invoice that it corrects: make it by reversing that invoice."
            ),
            "BR-FR-CO-07": self.env._("The invoice is due before its own date: correct the dates."),
            "BR-50": self.env._("The invoice has no valid IBAN: choose the bank account of the operator."),
            "BR-CO-17": self.env._(
                "The tax is not rounded once for each rate: choose “Round globally” in the settings of taxes."
            ),
            "LINE": self.env._(
                "An amount is not its quantity times its price: correct the line, or the decimals of quantities."
            ),
        }
        return [known.get(code) or self.env._("The electronic invoice breaks the rule %s.", code) for code in codes]
