from collections import defaultdict

from odoo import models
from odoo.fields import Command

from ..exceptions import BillingRefused, _lt
from ..logic import months

#: What core does for an invoice that somebody types, and nobody needs for a thousand that are made at once.
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}


class NoTax(BillingRefused):
    code = "no_tax"
    sentence = _lt("The VAT of services is not set for “%(name)s”: choose it in the settings of the operator.")


class AmountsDiffer(BillingRefused):
    code = "amounts_differ"
    sentence = _lt("The invoices do not come to the same amount as their charges: nothing was billed.")


class ClicrdvCharge(models.Model):
    """Charges on invoices: one invoice for each customer, credit notes for what was billed too much."""

    _inherit = "clicrdv.charge"

    # === BUSINESS METHODS === #

    def _create_for(self, run, lines, scene):
        """Make the charges of some lines of a run, written in the language of their customers.

        :param run: clicrdv.billing.run record
        :param lines: clicrdv.billing.line records
        :param scene: what they owe, from `run._scene`
        :return: the new charges
        """
        values = []
        for line in lines:
            localized = self.with_context(lang=self._customer(line.contract_id, line.establishment_id).lang or "fr_FR")
            for subscription in scene.subscriptions_of(line):
                values += localized._subscription_values(subscription, scene.due.get(subscription.id, []), run)
            values += localized._sms_values(line.establishment_id, scene.texts_of(line), run)
        return self.create(values)

    def _waiting_for(self, lines):
        """Charges of these establishments that no invoice carries yet, an accepted quote for example."""
        waiting = self.search(
            [
                ("move_line_id", "=", False),
                ("contract_id", "in", lines.contract_id.ids),
                ("establishment_id", "in", lines.establishment_id.ids),
                ("period_start", "<=", months.last_of(lines.run_id.month) if lines else False),
            ]
        )
        keys = {(line.contract_id, line.establishment_id) for line in lines}
        return waiting.filtered(lambda charge: (charge.contract_id, charge.establishment_id) in keys)

    def _customer(self, contract, establishment):
        """Who gets the invoice."""
        # whoever bills reads the address of an establishment that he does not work for
        return contract.partner_id if contract.invoice_to == "head_office" else establishment.sudo().partner_id

    def _make_moves(self, run):
        """Put charges on invoices and credit notes, and post them.

        :return: account.move records
        """
        by_move = defaultdict(self.browse)
        for charge in self:
            origin = charge.corrected_id.move_id
            # what is given back goes to whoever was billed, also when invoices have gone to somebody else since
            customer = origin.partner_id or charge._customer(charge.contract_id, charge.establishment_id)
            by_move[customer, charge.contract_id, origin] |= charge
        moves = self.env["account.move"].with_company(run.company_id).with_context(**QUIET)
        moves = moves.create([charges._move_values(run, *key) for key, charges in by_move.items()])
        moves._post(soft=False)
        billed, charged = sum(moves.mapped("amount_untaxed_signed")), sum(self.mapped("amount"))
        if run.currency_id.compare_amounts(billed, charged):
            raise AmountsDiffer(self.env)
        moves._billing_send()
        return moves

    def _move_values(self, run, customer, contract, origin):
        """Values of one invoice, or of the credit note of an invoice.

        :param customer: res.partner record
        :param origin: the invoice that is credited, empty for an invoice
        """
        sign = -1 if self[0].amount < 0 else 1
        term = run.company_id.billing_payment_term_id or self.env.ref("account.account_payment_term_30days")
        return {
            "move_type": "out_refund" if sign < 0 else "out_invoice",
            "company_id": run.company_id.id,
            "partner_id": customer.id,
            # whom the customer writes to, whoever or whatever has started the run
            "invoice_user_id": contract.user_id.id,
            "invoice_date": run.invoice_date or run.company_id._local_day(),
            "invoice_payment_term_id": term.id,
            "reversed_entry_id": origin.id,
            "billing_contract_id": contract.id,
            "billing_run_id": run.id,
            "billing_period_start": min(self.mapped("period_start")),
            "billing_period_end": max(self.mapped("period_end")),
            "invoice_line_ids": self._line_values(run.company_id, contract.invoice_to == "head_office", sign),
        }

    def _line_values(self, operator, sections, sign):
        """Commands of the lines: by establishment, with a title for each when the invoice is for several."""
        commands = []
        by_establishment = self.sorted(lambda charge: (charge.establishment_id.name, charge.period_start, charge.id))
        for establishment, charges in by_establishment.grouped("establishment_id").items():
            if sections:
                title = {"display_type": "line_section", "name": establishment.name}
                commands.append(Command.create({**title, "billing_establishment_id": establishment.id}))
            # the address decides the tax, also of an establishment that one does not work for
            tax = operator._billing_tax(establishment.sudo()._billing_vat_zone())
            commands += [Command.create(charge._line_value(tax, sign)) for charge in charges]
        return commands

    def _line_value(self, tax, sign):
        # what is given back bears the tax that was billed, wherever the establishment is now
        tax = self.corrected_id.move_line_id.tax_ids or tax
        if not tax:
            raise NoTax(self.env, name=self.establishment_id.name)
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            # a subscription gives back by its price, a quote by its quantity; a credit note has neither below zero
            "quantity": abs(self.quantity) if sign < 0 else self.quantity,
            "price_unit": abs(self.unit_price) if sign < 0 else self.unit_price,
            "tax_ids": [Command.set(tax.ids)],
            "billing_establishment_id": self.establishment_id.id,
            "billing_period_start": self.period_start,
            "billing_period_end": self.period_end,
            "billing_charge_ids": [Command.link(self.id)],
        }
