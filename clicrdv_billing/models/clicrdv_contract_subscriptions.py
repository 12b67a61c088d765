from odoo import fields, models

from ..exceptions_life import DayOutsideContract, OtherNetwork, SubscribedAlready, SubscribedElsewhere, WrongNumber
from ..logic import contract_states as states
from ..logic import eligibility


class ClicrdvContract(models.Model):
    """Establishments that join a contract that runs, and the prices that they find there (BIL-18, BIL-30)."""

    _inherit = "clicrdv.contract"

    # === ACTIONS === #

    def action_join(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add an establishment"),
            "res_model": "clicrdv.subscription.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_kind": "join", "default_contract_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _join(self, establishment, day, activity=None, offer="interactive", **declaration):
        """Add an establishment from a day on, until the end of the contract.

        :param establishment: res.company record of the contract's network
        :param date day: its first day
        :param activity: clicrdv.activity record; None: that of the establishment
        :param str offer: "simple" or "interactive"
        :param declaration: `declared_on` and `declared_by` (BIL-08)
        :return: the subscription
        :raises NotInForce, DayOutsideContract, OtherNetwork, WrongNumber, SubscribedAlready:
        """
        self.ensure_one()
        self._require_day(day)
        self._require_joinable(establishment, day)
        rows = self.env["clicrdv.subscription"]._moving()
        row = rows.create(
            {
                "contract_id": self.id,
                "establishment_id": establishment.id,
                "activity_id": (activity or establishment.activity_id).id,
                "offer": offer,
                "date_start": day,
                **declaration,
            }
        )
        row = row.with_env(self.env)
        if self.end_date:
            row._cut_days(self.end_date)
        self._ensure_prices(row.product_id, day)
        establishment._update_service_end(self.company_id._local_day())
        establishment._note_signed_agreements()
        return row

    def _require_day(self, day):
        """:raises NotInForce, DayOutsideContract: nothing can begin or end on this day under this contract"""
        self._require_in_force()
        if day < self.date_start or (self.end_date and day > self.end_date):
            last = fields.Date.to_string(self.end_date) or self.env._("its end")
            raise DayOutsideContract(
                self.env,
                name=self.name,
                day=fields.Date.to_string(day),
                first=fields.Date.to_string(self.date_start),
                last=last,
            )

    def _require_free(self):
        """Refuse to have something signed that cannot begin; a contract that ends may be followed by another one.

        :raises SubscribedElsewhere:
        """
        self.ensure_one()
        # an establishment is subscribed once, by whichever operator
        taken = self.env["clicrdv.subscription"].sudo().search(
            [
                ("establishment_id", "in", self.subscription_ids.establishment_id.ids),
                ("contract_id", "!=", self.id),
                ("contract_id.state", "in", (states.ACTIVE, states.SUSPENDED)),
                ("date_start", "!=", False),
                ("date_end", "=", False),
            ]
        )  # fmt: skip
        if taken:
            raise SubscribedElsewhere(self.env, names=", ".join(sorted(set(taken.establishment_id.mapped("name")))))

    def _require_joinable(self, establishment, day):
        if establishment.network_id != self.network_id:
            raise OtherNetwork(self.env, name=self.name, establishment=establishment.name)
        network = self.network_id
        # the number of an establishment is on its partner, which billing managers of other companies may not read
        number = establishment.sudo().company_registry or ""
        wrong = eligibility.problem_of_siret(network.kind, network.siren or "", number)
        if wrong:
            reason = self._problem_text(eligibility.Problem(wrong, establishment.name))
            raise WrongNumber(self.env, establishment=establishment.name, reason=reason)
        # an establishment is subscribed once, by whichever operator
        rows = self.env["clicrdv.subscription"].sudo()
        domain = [("establishment_id", "=", establishment.id), ("date_start", "!=", False)]
        if rows.search_count([*domain, "|", ("date_end", "=", False), ("date_end", ">=", day)], limit=1):
            raise SubscribedAlready(self.env, establishment=establishment.name, day=fields.Date.to_string(day))
