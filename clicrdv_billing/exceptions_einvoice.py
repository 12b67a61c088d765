"""Refusals that a person meets when he sets up the books, or when an invoice is issued and sent."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


class PaymentTermTooLong(BillingRefused):
    code = "payment_term_too_long"
    sentence = _lt(
        "“%(name)s” gives %(days)s days. An invoice for a period is due within 45 days at the latest (article L441-10 of"
        " the French commercial code): choose a shorter term."
    )


class PaymentTermUnclear(BillingRefused):
    code = "payment_term_unclear"
    sentence = _lt(
        "“%(name)s” is not one payment a number of days after the date of the invoice: choose a term with one line, of"
        " 100 %%, in days after the invoice date."
    )


class DiscountRefused(BillingRefused):
    code = "early_discount"
    sentence = _lt(
        "“%(name)s” gives a discount for early payment, which the general terms exclude: choose another term."
    )


class InvoiceIncomplete(BillingRefused):
    code = "invoice_incomplete"
    sentence = _lt("The invoice of %(partner)s is not issued yet.\n%(problems)s")


class BooksRefused(BillingRefused):
    code = "books_refused"
    sentence = _lt("Only the billing manager of a company, or an administrator, may set up its billing.")


class PlatformRefused(BillingRefused):
    code = "platform_refused"
    sentence = _lt("The file of %(name)s was not handed over. %(reason)s")


class AddressRefused(BillingRefused):
    code = "electronic_address"
    sentence = _lt(
        "“%(address)s” cannot be the electronic address of %(partner)s: it starts with the SIREN of the company, and"
        " has only letters, digits and the signs + - _ / . after it."
    )
