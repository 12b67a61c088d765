from decimal import Decimal

from odoo import models

from ..facturx_library import facturx
from ..logic import einvoice, einvoice_rules, identifiers


class AccountMove(models.Model):
    """An invoice of a contract as an electronic one: Factur-X, profile EN16931, with the French additions."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _has_einvoice(self):
        """Whether this is an invoice of services with VAT; an indemnity, which has none, makes no electronic invoice."""
        self.ensure_one()
        return bool(self.billing_contract_id and self.is_sale_document() and self._billing_lines().tax_ids)

    def _billing_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line.display_type == "product")

    def _in_customer_language(self):
        """This invoice in the language of the customer, or in French: that of the country whose mentions it carries."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        language = self.partner_id.lang or self.commercial_partner_id.lang
        if language not in installed:
            language = "fr_FR" if "fr_FR" in installed else self.env.lang
        return self.with_context(lang=language)

    def _einvoice(self):
        """This invoice as plain values, in the language of the customer."""
        move = self._in_customer_language()
        company = move.company_id
        buyer = move.partner_id._einvoice_party()
        lines = tuple(line._einvoice_line(place) for place, line in enumerate(move._billing_lines(), 1))
        bank = move._billing_bank()
        return einvoice.Invoice(
            number=move.name or "",
            issued_on=move.invoice_date,
            due_on=move.invoice_date_due,
            seller=company.partner_id._einvoice_party(company._billing_identity()),
            buyer=buyer,
            lines=lines,
            taxes=move._einvoice_taxes(lines),
            notes=move._einvoice_notes(lines),
            credit_note=move.move_type == "out_refund",
            currency=move.currency_id.name,
            period_start=move.billing_period_start or None,
            period_end=move.billing_period_end or None,
            contract=move.billing_contract_id.name,
            order=move.invoice_origin or "",
            buyer_reference=move.partner_id.ref or move.commercial_partner_id.ref or "",
            payment_terms=move._billing_terms_text(),
            payment_reference=move.payment_reference or "",
            iban=identifiers.iban_of(bank.acc_number),
            bic=bank.bank_bic or "",
            account_holder=bank.acc_holder_name or company.name,
            vat_point=move._einvoice_vat_point(),
            preceding=move._einvoice_preceding(),
            delivery=move._einvoice_delivery(),
        )

    def _billing_bank(self):
        # the account on which an operator is paid is printed for everybody who gets his invoices
        return (self.partner_bank_id or self.company_id.billing_bank_id).sudo()

    def _einvoice_taxes(self, lines):
        """The taxes as they are posted; what the lines say of them is compared by the rules."""
        amounts = {}
        for line in self.line_ids.filtered(lambda line: line.display_type == "tax"):
            rate = Decimal(str(line.tax_line_id.amount))
            amounts[rate] = amounts.get(rate, 0) + self.direction_sign * line.amount_currency
        return tuple(
            einvoice.Tax(tax.rate, tax.base, Decimal(f"{amounts.get(tax.rate, 0):.2f}"), tax.exemption)
            for tax in einvoice.taxes_of(lines, self._billing_exemption())
        )

    def _einvoice_notes(self, lines):
        """The mentions by their subject; where there is French VAT, the platform is told that both are businesses."""
        domestic = any(line.vat_rate for line in lines) and self.partner_id._billing_siren()
        return {**self._billing_mentions(), **({einvoice.TREATMENT: "B2B"} if domestic else {})}

    def _einvoice_vat_point(self):
        taxed = self._billing_lines().tax_ids.filtered("amount")
        on_payment = not taxed or "on_payment" in taxed.mapped("tax_exigibility")
        return einvoice.ON_PAYMENT if on_payment else einvoice.ON_INVOICE

    def _einvoice_preceding(self):
        if self.move_type != "out_refund" or not self.reversed_entry_id.invoice_date:
            return ()
        return (einvoice.Preceding(self.reversed_entry_id.name, self.reversed_entry_id.invoice_date),)

    def _einvoice_delivery(self):
        """Where the service is received, when that is not the buyer's own address."""
        place = self.partner_shipping_id
        if not place or place == self.partner_id or place == self.commercial_partner_id:
            return None
        return einvoice.Party(
            name=place.display_name if not place.name else place.name,
            street=place.street or "",
            street2=place.street2 or "",
            postcode=place.zip or "",
            city=place.city or "",
            country=place.country_id.code or "FR",
            siret=identifiers.siret_of(place.company_registry),
        )

    def _einvoice_xml(self):
        """The file of this invoice.

        :return: (bytes, codes of the rules that it breaks)
        """
        values = einvoice.to_values(self._einvoice())
        broken = einvoice_rules.broken(values)
        if broken:
            return b"", broken
        return facturx.generate_xml(
            values, flavor="factur-x", level="en16931", check_xsd=False, check_schematron=False
        ), ()


class AccountMoveLine(models.Model):
    """A line of an electronic invoice."""

    _inherit = "account.move.line"

    # === BUSINESS METHODS === #

    def _einvoice_line(self, place):
        """This line as a plain value; floats become text first, so that 0.0836 stays what it is.

        :param int place: its number on the invoice
        """
        [rate] = set(self.tax_ids.mapped("amount")) if len(self.tax_ids) == 1 else [-1.0]
        return einvoice.Line(
            number=str(place),
            name=self.name or self.product_id.display_name or "",
            quantity=Decimal(f"{self.quantity:.6f}"),
            unit_price=Decimal(f"{self.price_unit * (1 - (self.discount or 0) / 100):.6f}"),
            net=Decimal(f"{self.price_subtotal:.2f}"),
            vat_rate=Decimal(str(rate)),
            description=self._einvoice_description(),
            period_start=self.billing_period_start or None,
            period_end=self.billing_period_end or None,
        )

    def _einvoice_description(self):
        """The establishment that the line is for, with its SIRET."""
        # a billing manager may not be a member of the establishments that he bills
        place = self.billing_establishment_id.sudo()
        siret = identifiers.siret_of(place.company_registry)
        return self.env._("%(name)s (SIRET %(siret)s)", name=place.name, siret=siret) if siret else place.name or ""
