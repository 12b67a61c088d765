from odoo import api, fields, models

from ..exceptions_signature import OrderSent, OrderSigned
from ..logic import contract_states as states

#: What an order says of each establishment.
ORDERED_FIELDS = frozenset({"contract_id", "establishment_id", "activity_id", "offer", "product_id", "wanted_start"})


class ClicrdvSubscription(models.Model):
    """As a line of an order: fixed while the order is with its signer; once it is signed, only moves change it."""

    _inherit = "clicrdv.subscription"

    # === FIELDS === #

    wanted_start = fields.Date("Wanted from", help="Blank, or a day before the signature: from the signature on.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        subscriptions._check_not_sent(ORDERED_FIELDS)
        return subscriptions

    def write(self, vals):
        self._check_not_sent(ORDERED_FIELDS & vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_not_sent(ORDERED_FIELDS)

    # === BUSINESS METHODS === #

    def _check_not_sent(self, names):
        """What is being signed says what was sent.

        :raises OrderSent: the order of one of these lines is with its signer
        :raises OrderSigned: it is signed, and somebody writes by hand: establishments join, change and leave
        """
        sent = self.contract_id.filtered(lambda contract: contract.state == states.TO_SIGN) if names else None
        if sent:
            raise OrderSent(self.env, name=sent[0].name, fields=self.env._("its establishments"))
        signed = self.contract_id.filtered(lambda contract: contract.state in states.SIGNED) if names else None
        if signed and not self._is_moving():
            raise OrderSigned(self.env, name=signed[0].name, fields=self.env._("its establishments"))
