from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..logic import contract_states, months, vat
from ..logic import run_states as states
from ..logic import subscription_charges as rules


class ClicrdvBillingRun(models.Model):
    """Preview: what each establishment would be billed, what is unusual, what is missing."""

    _inherit = "clicrdv.billing.run"

    # === BUSINESS METHODS === #

    def _prepare(self, lines=None):
        """Compute the lines of a run anew; those that are billed stay as they are.

        :param lines: clicrdv.billing.line records to compute; None: those of all establishments
        """
        self.ensure_one()
        contracts = self._contracts()
        if lines is None:
            self._charge_quotes()
            owing = [*self._subscriptions(contracts), *self._waiting_charges()]
            lines = self._find_lines({(one.contract_id.id, one.establishment_id.id) for one in owing})
        scene = self._scene(contracts, lines)
        # what an establishment owes is computed, and written by nobody
        for line in lines.sudo().filtered(lambda line: line.state != states.BILLED):
            line.write(scene.values_of(line))
        self._write_moved({"previewed_at": fields.Datetime.now()})

    def _charge_quotes(self):
        """Have the quotes that were accepted make their charges of the month; the invoices carry them."""
        quotes = self.env["clicrdv.quote.line"].with_company(self.company_id)
        quotes._charges_due(self.month, months.last_of(self.month))

    def _scene(self, contracts, lines):
        """What the establishments of some lines owe now.

        :param contracts: clicrdv.contract records of these lines
        :param lines: clicrdv.billing.line records
        """
        establishments = lines.establishment_id
        charge = self.env["clicrdv.charge"]
        subscriptions = self._subscriptions(contracts).filtered(lambda one: one.establishment_id in establishments)
        due, refused = charge._subscriptions_due(subscriptions, self.month)
        sms, outside = charge._sms_due(self.company_id, establishments, self.month)
        return _Scene(self, subscriptions, due, refused, sms, outside)

    def _contracts(self):
        """Contracts that may owe something: signed before the end of what this run bills."""
        return self.env["clicrdv.contract"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", list(contract_states.SIGNED)),
                ("date_start", "<=", months.last_of(months.following(self.month))),
            ]
        )

    def _subscriptions(self, contracts):
        """Those that have begun, and those that were billed in advance and do not begin any more."""
        rows = contracts.subscription_ids
        begun = rows.filtered("date_start")
        return (
            begun | self.env["clicrdv.charge"].search([("subscription_id", "in", (rows - begun).ids)]).subscription_id
        )

    def _waiting_charges(self):
        """Charges that no invoice carries yet, also those of an establishment whose subscription never began."""
        domain = [("company_id", "=", self.company_id.id), ("move_line_id", "=", False)]
        return self.env["clicrdv.charge"].search([*domain, ("period_start", "<=", months.last_of(self.month))])

    def _find_lines(self, keys):
        """The lines of this run, made where they are missing, dropped where nothing was billed and nothing is subscribed."""
        # see _prepare
        lines = self.line_ids.sudo()
        known = {(line.contract_id.id, line.establishment_id.id) for line in lines}
        gone = lines.filtered(
            lambda line: (line.contract_id.id, line.establishment_id.id) not in keys and line.state != states.BILLED
        )
        gone.unlink()
        lines.create(
            [
                {"run_id": self.id, "contract_id": contract_id, "establishment_id": establishment_id}
                for contract_id, establishment_id in sorted(keys - known)
            ]
        )
        self.invalidate_recordset(["line_ids"])
        return self.line_ids


class _Scene:
    """Everything that the lines of one preview are computed from, read at once."""

    def __init__(self, run, subscriptions, due, refused, sms, outside):
        self.env = run.env
        self.run, self.due, self.refused, self.sms, self.outside = run, due, refused, sms, outside
        self.subscriptions = defaultdict(list)
        for subscription in subscriptions:
            self.subscriptions[subscription.contract_id.id, subscription.establishment_id.id].append(subscription)
        self.missing, self.problems = None, {}
        self.specials = self._special_terms()
        self.previous = self._sums([("month", "=", months.following(run.month, -1)), ("is_late", "=", False)])
        self.waiting = self._sums([("move_line_id", "=", False), ("period_start", "<=", months.last_of(run.month))])

    def _special_terms(self):
        """{customer: names of the payment terms that were decided for him}"""
        specials = self.env["clicrdv.payment.special"].search(
            [("company_id", "=", self.run.company_id.id), ("date_from", "<=", months.last_of(self.run.month))]
        )
        found = defaultdict(list)
        for special in specials.filtered(lambda one: not one.date_to or one.date_to >= self.run.month):
            found[special.partner_id.commercial_partner_id].append(special.display_name)
        return found

    def _sums(self, domain):
        rows = self.env["clicrdv.charge"]._read_group(
            [("company_id", "=", self.run.company_id.id), *domain], ["contract_id", "establishment_id"], ["amount:sum"]
        )
        return {(contract.id, establishment.id): amount for contract, establishment, amount in rows}

    def texts_of(self, line):
        """The lines of SMS of an establishment under the contract of a line."""
        return [one for one in self.sms.get(line.establishment_id.id, []) if one.contract == line.contract_id.id]

    def subscriptions_of(self, line):
        """The subscriptions of an establishment under the contract of a line."""
        return self.subscriptions[line.contract_id.id, line.establishment_id.id]

    def values_of(self, line):
        """The values of one line."""
        key = line.contract_id.id, line.establishment_id.id
        own, texts = self.subscriptions_of(line), self.texts_of(line)
        dues = [one for subscription in own for one in self.due.get(subscription.id, [])]
        usual = rules.total(one for one in dues if not one.is_correction)
        corrections = rules.total(one for one in dues if one.is_correction)
        sms, other = sum((one.amount for one in texts), Decimal(0)), self.waiting.get(key, 0)
        previous = self.previous.get(key, 0)
        differs = rules.differs(usual + sms + Decimal(str(other)), Decimal(str(previous)))
        refusals = [str(self.refused[one.id]) for one in own if one.id in self.refused]
        if dues or texts or other:
            refusals += self._missing(line)
        return {
            "subscription_amount": float(usual),
            "correction_amount": float(corrections),
            "sms_parts": sum(one.parts for one in texts),
            "sms_amount": float(sms),
            "other_amount": other,
            "previous_amount": previous,
            "differs": differs,
            "outside_parts": self.outside.get(key[1], 0),
            "warning": " ".join(self._warnings(line, differs)) or False,
            "problem": " ".join(refusals) or False,
            "state": states.BLOCKED if refusals else states.TODO if dues or texts or other else states.EMPTY,
        }

    def _missing(self, line):
        """What an invoice cannot do without, of the operator and of the customer."""
        if self.missing is None:
            self.missing = self.run.company_id._billing_missing()
        taxed = line.establishment_id.sudo()._billing_vat_zone() != vat.OUTSIDE  # by an address that anybody may read
        customer = self._customer(line)
        if (customer, taxed) not in self.problems:
            self.problems[customer, taxed] = customer._billing_problems(taxed)
        return self.missing + self.problems[customer, taxed]

    def _customer(self, line):
        return self.env["clicrdv.charge"]._customer(line.contract_id, line.establishment_id)

    def _warnings(self, line, differs):
        """What somebody should look at before this line is billed."""
        customer = self._customer(line)
        yield from customer._billing_warnings()
        for special in self.specials.get(customer.commercial_partner_id, ()):
            yield self.env._("Special payment terms: %s.", special)
        if differs:
            yield self.env._("More than 20 % away from last month.")
        if self.outside.get(line.establishment_id.id):
            yield self.env._("SMS were sent before any subscription: they are not billed.")
