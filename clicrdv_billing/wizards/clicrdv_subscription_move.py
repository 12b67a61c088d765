from datetime import timedelta

from odoo import api, fields, models

from ..exceptions_life import DeclarationMissing


class ClicrdvSubscriptionMove(models.TransientModel):
    """An establishment joins, leaves or changes its tariff, once it is said what will be billed from when (BIL-18)."""

    _name = "clicrdv.subscription.move"
    _description = "Establishment that joins, leaves or changes"

    # === FIELDS === #

    kind = fields.Selection(
        [("join", "Joins"), ("leave", "Leaves"), ("change", "Changes its tariff")], required=True, default="join"
    )
    contract_id = fields.Many2one("clicrdv.contract", required=True, ondelete="cascade")
    network_id = fields.Many2one(related="contract_id.network_id")
    subscription_id = fields.Many2one("clicrdv.subscription", ondelete="cascade")
    establishment_id = fields.Many2one("res.company", required=True, domain="[('network_id', '=', network_id)]")
    day = fields.Date(required=True, default=lambda self: self.env.company._local_day())
    activity_id = fields.Many2one(
        "clicrdv.activity", compute="_compute_activity_id", store=True, readonly=False, precompute=True
    )
    offer = fields.Selection(
        [("simple", "Simple agenda"), ("interactive", "Interactive agenda")], required=True, default="interactive"
    )
    declared_on = fields.Date("Declared on")
    declared_by = fields.Char("Declared by")
    summary = fields.Text(compute="_compute_summary")

    # === COMPUTE METHODS === #

    @api.depends("establishment_id")
    def _compute_activity_id(self):
        for move in self.filtered(lambda move: not move.activity_id):
            move.activity_id = move.establishment_id.activity_id

    @api.depends("kind", "day", "establishment_id", "activity_id", "offer")
    def _compute_summary(self):
        for move in self:
            ready = move.day and move.establishment_id
            move.summary = move._summary() if ready else False

    # === ACTIONS === #

    def action_confirm(self):
        self.ensure_one()
        self.contract_id.check_access("write")
        if self.kind == "join":
            if not self.declared_on or not self.declared_by:
                raise DeclarationMissing(self.env, establishment=self.establishment_id.name)
            declared = {"declared_on": self.declared_on, "declared_by": self.declared_by}
            self.contract_id._join(self.establishment_id, self.day, self.activity_id, self.offer, **declared)
        elif self.kind == "leave":
            self.subscription_id._leave(self.day)
        else:
            self.subscription_id._change(self.day, self.activity_id, self.offer)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _summary(self):
        """What the customer will see on his invoices."""
        begins = max(self.day.replace(day=1), self.subscription_id.date_start or self.day.replace(day=1))
        first = self.day + timedelta(days=1) if self.kind == "leave" else self.day
        month_end = fields.Date.end_of(self.day, "month")
        values = {
            "establishment": self.establishment_id.name,
            "day": self._day_text(self.day),
            "days": (self.day - begins).days + 1 if self.kind == "leave" else (month_end - first).days + 1,
            "of": month_end.day,
            "price": self._price_text(first),
        }
        if self.kind == "leave":
            return self.env._(
                "%(establishment)s is served until %(day)s; its public page is off the day after. "
                "Of that month %(days)s of %(of)s days are billed; what was billed beyond is credited.",
                **values,
            )
        if self.kind == "join":
            return self.env._(
                "%(establishment)s is served from %(day)s. A month costs %(price)s, excl. tax; "
                "of the first month %(days)s of %(of)s days are billed.",
                **values,
            )
        return self.env._(
            "From %(day)s a month of %(establishment)s costs %(price)s, excl. tax: of that month %(days)s of %(of)s days are "
            "billed at this price, the others at the one before.",
            **values,
        )

    def _price_text(self, day):
        product = (
            self.env["clicrdv.subscription"].new({"activity_id": self.activity_id.id, "offer": self.offer}).product_id
        )
        prices = self.contract_id.price_ids.filtered(
            lambda price: price.product_id.id == product._origin.id and price.date_from <= day
        )
        if prices:
            price = max(prices, key=lambda price: price.date_from).unit_price
        else:
            price = self.contract_id._list_price(product._origin, day)
        options = {"display_currency": self.contract_id.currency_id}
        return self.env["ir.qweb.field.monetary"].value_to_html(price, options).striptags()

    def _day_text(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})
