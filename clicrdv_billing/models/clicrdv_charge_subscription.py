from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..exceptions import BillingRefused, _lt
from ..logic import contract_states as states
from ..logic import subscription_charges as rules


class NoTariff(BillingRefused):
    code = "no_tariff"
    sentence = _lt("“%(name)s” has no tariff: choose its product on the contract.")


class NoPriceInForce(BillingRefused):
    code = "no_price"
    sentence = _lt("“%(name)s” has no price for “%(product)s” on %(day)s: add it to the prices of the contract.")


class ClicrdvCharge(models.Model):
    """Subscriptions as charges: what each owes month by month, less what was billed before."""

    _inherit = "clicrdv.charge"

    # === BUSINESS METHODS === #

    @api.model
    def _subscriptions_due(self, subscriptions, month):
        """What subscriptions are still to be billed for, with the month of a run.

        :param subscriptions: clicrdv.subscription records
        :param date month: first day of the month of the run
        :return: ({id of the subscription: [`logic.subscription_charges.Due`]}, {id: refusal})
        """
        prices = self.env["clicrdv.contract.price"]._prices_by_product(subscriptions.contract_id)
        billed = self._billed_by_month(subscriptions)
        due, refused = {}, {}
        for subscription in subscriptions:
            try:
                span = self._span(subscription, prices)
                until = rules.horizon(month, subscription.contract_id.billing_timing == "advance")
                found = rules.due(span, until, billed.get(subscription.id, {}))
            except BillingRefused as error:
                refused[subscription.id] = error
                continue
            except rules.NoPrice as error:
                refused[subscription.id] = self._no_price(subscription, error.day)
                continue
            if found:
                due[subscription.id] = found
        return due, refused

    def _span(self, subscription, prices):
        """The days of a subscription with their prices; None when it bills nothing."""
        contract = subscription.contract_id
        if not subscription.date_start or contract.state not in states.SIGNED:
            return None
        if not subscription.product_id:
            raise NoTariff(self.env, name=subscription.establishment_id.name)
        ends = [day for day in (subscription.date_end, contract.end_date) if day]
        own = prices.get((contract.id, subscription.product_id.id), [])
        dated = tuple((since, Decimal(str(price))) for since, price in own)
        return rules.Span(subscription.date_start, min(ends, default=None), dated)

    def _no_price(self, subscription, day):
        return NoPriceInForce(
            self.env,
            name=subscription.establishment_id.name,
            product=subscription.product_id.name,
            day=format_date(self.env, day),
        )

    def _billed_by_month(self, subscriptions):
        """{id of the subscription: {month: `logic.subscription_charges.Billed`}}."""
        found = {}
        rows = self._read_group(
            [("kind", "=", "subscription"), ("subscription_id", "in", subscriptions.ids)],
            ["subscription_id", "month:day"],
            ["amount:sum", "__count"],
        )
        for subscription, month, amount, count in rows:
            months = found.setdefault(subscription.id, {})
            months[month] = rules.Billed(Decimal(str(round(amount, 2))), count)
        return found

    def _subscription_values(self, subscription, dues, run):
        """Values of the charges of one subscription, with the texts of its customer's language."""
        parts = [part for due in dues for part in self._parts_of(subscription, due)]
        return [
            {
                "run_id": run.id,
                "contract_id": subscription.contract_id.id,
                "subscription_id": subscription.id,
                "establishment_id": subscription.establishment_id.id,
                "kind": "subscription",
                "product_id": subscription.product_id.id,
                "name": self._subscription_text(subscription, one),
                "edition": one.edition,
                "is_late": one.is_correction or one.month < run.month,
                "period_start": one.owed.start if one.owed else one.month,
                "period_end": one.owed.end if one.owed else rules.months.last_of(one.month),
                "quantity": 1,
                "corrected_id": corrected.id,
                "unit_price": float(one.amount),
                "amount": float(one.amount),
            }
            for one, corrected in parts
        ]

    def _parts_of(self, subscription, due):
        """What is given back, cut by the charges that were billed: [(`logic.subscription_charges.Due`, charge)]."""
        if due.amount >= 0:
            return [(due, self.browse())]
        domain = [("subscription_id", "=", subscription.id), ("month", "=", due.month)]
        billed = self.search([*domain, ("amount", ">", 0), ("move_line_id", "!=", False)], order="edition desc")
        given = dict(self._read_group([*domain, ("corrected_id", "in", billed.ids)], ["corrected_id"], ["amount:sum"]))
        rooms = [Decimal(str(round(charge.amount + given.get(charge, 0), 2))) for charge in billed]
        shares = zip(rules.give_back(-due.amount, rooms), billed, strict=True)
        kept = [(part, charge) for part, charge in shares if part]
        return [
            (replace(due, amount=-part, edition=due.edition + number), charge)
            for number, (part, charge) in enumerate(kept)
        ]

    def _subscription_text(self, subscription, due):
        """What the line says: the whole month, the days of it, or why something is given back."""
        tariff = subscription.product_id.with_env(self.env).name
        if due.owed is None:
            return self.env._("%(tariff)s: credit, no day of the month is owed", tariff=tariff)
        values = {
            "tariff": tariff,
            "days": due.owed.days,
            "total": rules.months.days_in(due.month),
            "price": formatLang(self.env, float(due.owed.price), currency_obj=subscription.company_id.currency_id),
        }
        if due.is_correction:
            return self.env._(
                "%(tariff)s: correction, %(days)s of %(total)s days are owed at %(price)s a month", **values
            )
        if due.owed.is_whole:
            return tariff
        return self.env._("%(tariff)s: %(days)s of %(total)s days at %(price)s a month", **values)
