from odoo import fields, models

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

    # === ACTIONS === #

    def action_send_to_sign(self):
        """Only what is complete and approved is sent."""
        for contract in self:
            contract._check_eligible()
        send = getattr(super(), "action_send_to_sign", None)
        return send() if send else None

    # === BUSINESS METHODS - TEXTS === #

    def _freeze_documents(self):
        """File the versions of the texts that the customer signs, with the documents of the order."""
        freeze = getattr(super(), "_freeze_documents", None)
        result = freeze() if freeze else None
        for contract in self:
            contract._freeze_terms()
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
        self.terms_ids = found
        for version in found:
            version._file_on(self)

    # === BUSINESS METHODS - PRICES === #

    def _ensure_prices(self, products, day):
        """A product that the contract has no price of yet gets that of its price list, from the day on that it is used."""
        known = self.price_ids.filtered(lambda price: price.date_from <= day).product_id
        self._add_prices(products - known, day)

    def _freeze_prices(self, signed_on):
        """Copy the price of every tariff from the price list: the prices of this day stay (art. 14; BIL-30).

        :param date signed_on: the day of the signature, from which they apply
        """
        tariffs = self.env["product.product"].search([("billing_offer", "!=", False)])
        for contract in self:
            known = contract.price_ids.filtered(lambda price: price.date_from == signed_on).product_id
            contract._add_prices((tariffs | contract.subscription_ids.product_id) - known, signed_on)

    def _add_prices(self, products, day):
        if not products:
            return
        by_list = self.pricelist_id and self.pricelist_id._get_products_price(
            products, 1.0, currency=self.currency_id, date=day
        )
        # prices of a contract are written by the signature and by accepted changes, by nobody's hand
        self.env["clicrdv.contract.price"].sudo().create(
            [
                {
                    "contract_id": self.id,
                    "product_id": product.id,
                    "date_from": day,
                    "unit_price": by_list[product.id] if by_list else product.lst_price,
                }
                for product in products
            ]
        )
