from odoo import api, fields, models

from ..const import PAYMENT_DAYS
from ..exceptions_einvoice import BooksRefused
from ..logic import identifiers, vat

#: Legal forms that are companies with a capital and an entry in the trade register (C. com. R123-237 and R123-238).
COMMERCIAL = {"SA", "SAS", "SASU", "SARL", "EURL", "SCA", "SE", "SELARL", "SELAS", "SNC", "SCS"}


class ResCompany(models.Model):
    """As an operator: what his books need before the first invoice, set up in one go, and what is still missing."""

    _inherit = "res.company"

    # === FIELDS === #

    billing_payment_term_id = fields.Many2one(
        "account.payment.term", "Payment term of invoices", help="Thirty days after the date of the invoice."
    )
    billing_bank_id = fields.Many2one(
        "res.partner.bank",
        "Account for transfers",
        domain="[('partner_id', '=', partner_id)]",
        help="Its IBAN is printed on each invoice: customers pay by transfer only.",
    )
    billing_missing = fields.Text(
        "What is missing before the first invoice", compute="_compute_billing_missing", groups="base.group_user"
    )

    # === COMPUTE METHODS === #

    @api.depends_context("lang")
    def _compute_billing_missing(self):
        for company in self:
            company.billing_missing = "\n".join(company._billing_missing()) or False

    # === CONSTRAINS METHODS === #

    @api.constrains("billing_payment_term_id")
    def _check_billing_payment_term(self):
        for company in self:
            company.billing_payment_term_id._check_fit_for_billing()

    # === ACTIONS === #

    def action_prepare_billing_books(self):
        """Set up what can be, and say what a person has to enter."""
        self._prepare_billing_books()
        missing = self._billing_missing()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missing else "success",
                "sticky": bool(missing),
                "message": "\n".join(missing) or self.env._("Everything that invoices need is there."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _prepare_billing_books(self):
        """Find or create the taxes, the payment term and the account of invoices; a second time changes nothing.

        :raises BooksRefused: the user neither bills for this company nor administers
        """
        self.ensure_one()
        user = self.env.user
        allowed = user.has_group("clicrdv_billing.group_billing_manager") and self in user.company_ids
        if not (self.env.su or user.has_group("base.group_system") or allowed):
            raise BooksRefused(self.env)
        # whoever bills for this company sets up its billing, though he does not keep its accounts
        company = self.sudo().with_company(self).with_context(allowed_company_ids=self.ids)
        company._prepare_billing_taxes()
        if not company.billing_payment_term_id:
            company.billing_payment_term_id = company._find_billing_term() or company._create_billing_term()
        if not company.billing_bank_id:
            company.billing_bank_id = company.partner_id.bank_ids.filtered(
                lambda bank: (
                    identifiers.iban_of(bank.acc_number) and bank.company_id in (company, bank.company_id.browse())
                )
            )[:1]
        # the tax of an electronic invoice is rounded once for each rate (EN 16931, BR-CO-17)
        company.tax_calculation_rounding_method = "round_globally"
        company._give_taxes_to_products()

    def _find_billing_term(self):
        usual = self.env.ref("account.account_payment_term_30days", raise_if_not_found=False)
        terms = usual or self.env["account.payment.term"]
        terms |= terms.search([("company_id", "in", (False, self.id))])
        return terms.filtered(lambda term: term._billing_days() == PAYMENT_DAYS and not term.early_discount)[:1]

    def _create_billing_term(self):
        days = {"value": "percent", "value_amount": 100, "delay_type": "days_after", "nb_days": PAYMENT_DAYS}
        values = {"name": self.env._("30 days"), "company_id": self.id, "line_ids": [(0, 0, days)]}
        return self.env["account.payment.term"].create(values)

    def _give_taxes_to_products(self):
        """The products of this addon carry the tax of the mainland, also on an invoice typed by hand."""
        names = ("product_subscription_interactive", "product_subscription_simple", "product_sms")
        for name in names:
            product = self.env.ref(f"clicrdv_billing.{name}", raise_if_not_found=False)
            tax = self.billing_tax_metropole_id
            if product and tax and tax not in product.taxes_id:
                others = product.taxes_id.filtered(lambda other: other.company_id == self)
                product.taxes_id = product.taxes_id - others + tax

    def _billing_missing(self):
        """What a person still has to enter before this operator can invoice.

        :return: list of sentences, empty when nothing is missing
        """
        self.ensure_one()
        # the numbers of an operator are printed on each invoice; whoever prepares one may know that they are missing
        company = self.sudo().with_company(self)
        checks = {**company._missing_identity(), **company._missing_books()}
        return [sentence for sentence, is_there in checks.items() if not is_there]

    def _missing_identity(self):
        """{sentence: whether that is there} for who the operator is."""
        siren = identifiers.siren_of(self.company_registry)
        commercial = (self.billing_legal_form or "").upper().replace(".", "").strip() in COMMERCIAL
        return {
            self.env._("Enter the SIRET of %s, 14 digits.", self.name): identifiers.siret_of(self.company_registry),
            self.env._("Enter the VAT number of %s: it is made of its SIREN.", self.name): identifiers.vat_agrees(
                self.vat, siren
            ),
            self.env._("Enter the e-mail address of %s.", self.name): self.email,
            self.env._("Enter the street, the post code and the town of %s.", self.name): self.street
            and self.zip
            and self.city,
            self.env._("Enter the legal form of %s.", self.name): self.billing_legal_form,
            self.env._("Enter the share capital of %s.", self.name): not commercial or self.billing_capital > 0,
            self.env._("Enter the trade register (RCS) of %s.", self.name): not commercial or self.billing_rcs,
        }

    def _missing_books(self):
        """{sentence: whether that is there} for what the operator's books hold."""
        names = {field.name: field._description_string(self.env) for field in self._billing_tax_fields()}
        return {
            self.env._("Choose the bank account of %s whose IBAN stands on invoices.", self.name): self._billing_iban(),
            self.env._("Choose the payment term of invoices of %s.", self.name): self.billing_payment_term_id,
            **{
                self.env._("Choose the tax “%s”, or set up billing.", label): self[name]
                for name, label in names.items()
            },
        }

    def _billing_tax_fields(self):
        return [self._fields[f"billing_tax_{zone}_id"] for zone in vat.RATES]

    def _billing_iban(self):
        return identifiers.iban_of(self.billing_bank_id.acc_number)
