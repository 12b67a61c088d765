from datetime import timedelta

from odoo import fields, models

from ..exceptions_life import DayOutsideSubscription, NothingChanges


class ClicrdvSubscription(models.Model):
    """An establishment leaves, or changes its tariff; the declaration of the customer about it (BIL-08, BIL-18)."""

    _inherit = "clicrdv.subscription"

    # === FIELDS === #

    declared_on = fields.Date(
        "Declared on",
        help="The customer certifies that this is a real establishment with a local activity that receives the public.",
    )
    declared_by = fields.Char("Declared by", help="Who certified it for the customer.")
    days_kept = fields.Json(
        readonly=True, copy=False, help="Its days before the end of the contract cut them, should that end be undone."
    )

    # === ACTIONS === #

    def action_leave(self):
        return self._action_move("leave", self.env._("Leave the contract"))

    def action_change(self):
        return self._action_move("change", self.env._("Change the tariff"))

    def _action_move(self, kind, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "clicrdv.subscription.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_kind": kind,
                "default_contract_id": self.contract_id.id,
                "default_subscription_id": self.id,
                "default_establishment_id": self.establishment_id.id,
                "default_activity_id": self.activity_id.id,
                "default_offer": self.offer,
            },
        }

    # === BUSINESS METHODS === #

    def _leave(self, day):
        """Let an establishment leave; what was billed beyond that day is credited by the monthly run.

        :param date day: its last day
        :raises NotInForce, DayOutsideContract, DayOutsideSubscription:
        """
        for row in self:
            row._require_day(day)
            row._write_moved({"date_end": day, "days_kept": False})
            row.establishment_id._update_service_end(row.company_id._local_day())

    def _change(self, day, activity=None, offer=None):
        """Another activity or offer from a day on: this row ends the day before, another one follows.

        :param date day: the first day of the new tariff
        :param activity: clicrdv.activity record; None: as before
        :param str offer: "simple" or "interactive"; None: as before
        :return: the subscription from that day on
        :raises NotInForce, DayOutsideContract, DayOutsideSubscription, NothingChanges:
        """
        self.ensure_one()
        activity, offer = activity or self.activity_id, offer or self.offer
        self._require_day(day)
        if activity == self.activity_id and offer == self.offer:
            raise NothingChanges(self.env)
        values = {"activity_id": activity.id, "offer": offer}
        if day == self.date_start:
            # it never was in effect otherwise
            self._write_moved(values)
            follower = self
        else:
            values.update(date_start=day, date_end=self.date_end, days_kept=self._kept_from(day))
            self._write_moved({"date_end": day - timedelta(days=1), "days_kept": False})
            follower = self._moving().copy(values).with_env(self.env)
            # a copy keeps the tariff, which follows the activity and the offer
            follower._moving()._compute_product_id()
        follower.contract_id._ensure_prices(follower.product_id, day)
        follower.establishment_id._update_service_end(follower.company_id._local_day())
        return follower

    def _require_day(self, day):
        self.contract_id._require_day(day)
        if not self.date_start or day < self.date_start or (self.date_end and day > self.date_end):
            raise DayOutsideSubscription(
                self.env, establishment=self.establishment_id.name, day=fields.Date.to_string(day)
            )

    def _kept_from(self, day):
        return {**self.days_kept, "first": fields.Date.to_string(day)} if self.days_kept else False

    # === BUSINESS METHODS - THE END OF THE CONTRACT === #

    def _cut_days(self, last):
        """End these rows with their contract; one that would begin later does not begin.

        :param date last: the last day of the contract
        """
        for row in self.filtered("date_start"):
            if row.date_end and row.date_end <= last:
                continue
            kept = {"first": fields.Date.to_string(row.date_start), "last": fields.Date.to_string(row.date_end)}
            days = {"date_end": last} if row.date_start <= last else {"date_start": False, "date_end": False}
            row._write_moved({**days, "days_kept": kept})

    def _restore_days(self):
        """Give back the days that the end of the contract had cut, as far as the establishment has not gone elsewhere."""
        rows = self.filtered("days_kept")
        # an establishment is subscribed once, by whichever operator
        others = self.env["clicrdv.subscription"].sudo()
        domain = [("establishment_id", "in", rows.establishment_id.ids), ("date_start", "!=", False)]
        others = others.search([*domain, ("contract_id", "not in", rows.contract_id.ids)]) if rows else others
        for row in rows:
            first, last = (
                fields.Date.to_date(row.days_kept["first"]),
                fields.Date.to_date(row.days_kept["last"] or None),
            )
            elsewhere = others.filtered(
                lambda other, row=row, first=first: (
                    other.establishment_id == row.establishment_id and (not other.date_end or other.date_end >= first)
                )
            )
            gone = min(elsewhere.mapped("date_start"), default=None)
            if gone and gone <= first:
                continue
            if gone and (not last or last >= gone):
                last = gone - timedelta(days=1)
            row._write_moved({"date_start": first, "date_end": last or False, "days_kept": False})
