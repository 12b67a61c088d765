import csv
import io

from odoo import fields, models
from odoo.fields import Command

from ..exceptions_life import TermsMissing
from .clicrdv_terms import KINDS


class ClicrdvContract(models.Model):
    """What the signature freezes: the texts (BIL-01) and the prices (BIL-30)."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    terms_ids = fields.Many2many(
        "clicrdv.terms",
        string="Texts that apply",
        readonly=True,
        copy=False,
        help="The versions of the day on which the order was sent for signature, or those of a later change.",
    )

    # === BUSINESS METHODS - TEXTS === #

    def _send(self, method):
        """Only what is complete and approved is sent."""
        for contract in self:
            contract._check_eligible()
        return super()._send(method)

    def _freeze_documents(self):
        """File the versions of the texts that the customer signs, and the prices, with the documents of the order."""
        result = super()._freeze_documents()
        for contract in self:
            contract._freeze_terms()
            contract._freeze_price_list()
        return result

    def _freeze_terms(self):
        """Link and file the current version of each kind of text; sending again takes the versions of that day.

        :raises TermsMissing: a kind has no published version
        """
        self.ensure_one()
        found = self.env["clicrdv.terms"]
        today = self.company_id._local_day()
        labels = dict(found._fields["kind"]._description_selection(self.env))
        for kind, _label in KINDS:
            version = found._current(self.company_id, kind, today)
            if not version:
                raise TermsMissing(self.env, kind=labels[kind])
            found |= version
        self._write_moved({"terms_ids": [Command.set(found.ids)]})
        for version in found:
            version._file_on(self)

    # === BUSINESS METHODS - PRICES === #

    def _ensure_prices(self, products, day):
        """A product that the contract has no price of yet gets that of its price list, from the day on that it is used."""
        known = self.price_ids.filtered(lambda price: price.date_from <= day).product_id
        self._add_prices(products - known, day)

    def _tariffs(self):
        """The products that a subscription of this contract may have."""
        return self.env["product.product"].search([("billing_offer", "!=", False)]) | self.subscription_ids.product_id

    def _freeze_price_list(self):
        """File the price list of the day on which the order is sent: what the customer reads is what he signs."""
        day = self._order_day()
        rows = [(product.display_name, f"{self._list_price(product, day):.4f}") for product in self._tariffs()]
        sms = self._sms_price(day)
        rows.append((self.env._("SMS, one part"), "" if sms is None else f"{sms:.4f}"))
        file = io.StringIO()
        writer = csv.writer(file, delimiter=";")
        writer.writerow([self.env._("Tariff"), self.env._("Price a month, excl. tax (EUR)")])
        writer.writerows(rows)
        name = self.env._("Price list of %s.csv", fields.Date.to_string(day))
        self._file_document("price_list", name, ("\ufeff" + file.getvalue()).encode(), "text/csv")

    def _freeze_prices(self, signed_on):
        """Copy the price of every tariff, with its four decimals, as the signed order shows it (art. 14; BIL-30).

        :param date signed_on: the day of the signature, from which they apply
        """
        for contract in self:
            known = contract.price_ids.filtered(lambda price: price.date_from == signed_on).product_id
            contract._add_prices(contract._tariffs() - known, signed_on, contract._order_day())

    def _add_prices(self, products, date_from, price_day=None):
        # prices of a contract are written by the signature and by accepted changes, by nobody's hand
        self.env["clicrdv.contract.price"].sudo().create(
            [
                {
                    "contract_id": self.id,
                    "product_id": product.id,
                    "date_from": date_from,
                    "unit_price": self._list_price(product, price_day or date_from),
                }
                for product in products
            ]
        )
