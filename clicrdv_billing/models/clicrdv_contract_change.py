from odoo import api, fields, models
from odoo.fields import Command

from ..exceptions_life import (
    ChangeClash,
    ChangeSent,
    ChangeStateRefused,
    EmailMissing,
    NothingChanges,
    SendingDayRefused,
)
from ..logic import contract_changes as changes

STATES = [
    (changes.DRAFT, "Prepared"),
    (changes.SENT, "Sent"),
    (changes.ACCEPTED, "Accepted"),
    (changes.APPLIED, "In effect"),
    (changes.DECLINED, "Declined"),
    (changes.CANCELLED, "Withdrawn"),
]
# What the customer was told, and never changes afterwards.
TOLD = {"contract_id", "line_ids", "terms_ids", "offer_change", "explanation", "substantial", "notify_by", "sent_on"}


class ClicrdvContractChange(models.Model):
    """New prices, another offer or new texts for a contract that runs: told, waited for, applied (art. 14; BIL-31…33)."""

    _name = "clicrdv.contract.change"
    _description = "Change of a contract"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _may_move = staticmethod(changes.may)
    _order = "id desc"
    _rec_name = "contract_id"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    state = fields.Selection(STATES, required=True, default=changes.DRAFT, copy=False, readonly=True, tracking=True)
    line_ids = fields.One2many("clicrdv.contract.change.line", "change_id", "New prices", copy=True)
    terms_ids = fields.Many2many(
        "clicrdv.terms", string="New texts", domain="[('company_id', '=', company_id), ('published_on', '!=', False)]"
    )
    offer_change = fields.Text("Change of the offer", help="What the service does from then on, in words.")
    explanation = fields.Text(help="The customer reads it first.")
    substantial = fields.Boolean(help="The customer has 15 days from sending to end the contract by registered letter.")
    notify_by = fields.Selection([("email", "E-mail"), ("post", "Post")], "Sent by", required=True, default="email")
    sent_on = fields.Date("Sent on", default=lambda self: self.env.company._local_day(), copy=False, tracking=True)
    proof = fields.Binary("Copy of the letter", attachment=True)
    proof_name = fields.Char()
    mail_id = fields.Many2one("mail.mail", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    window_end = fields.Date("Can be declined until", compute="_compute_days", store=True)
    effect_on = fields.Date("In effect from", compute="_compute_days", store=True)

    # === COMPUTE METHODS === #

    @api.depends("sent_on", "substantial", "line_ids", "offer_change", "terms_ids.published_on")
    def _compute_days(self):
        for change in self:
            commercial = bool(change.line_ids or change.offer_change)
            published = max(change.terms_ids.filtered("published_on").mapped("published_on"), default=None)
            change.window_end = changes.window_end(change.sent_on) if change.substantial and change.sent_on else False
            change.effect_on = (
                change.sent_on
                and (commercial or published)
                and changes.effect_day(change.sent_on, commercial=commercial, published=published)
            )

    # === CRUD METHODS === #

    def write(self, vals):
        if TOLD & set(vals) and any(change.state != changes.DRAFT for change in self):
            raise ChangeSent(self.env)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(change.state != changes.DRAFT for change in self):
            raise ChangeSent(self.env)

    # === ACTIONS === #

    def action_send(self):
        """Tell the customer; the day of sending decides from when it counts.

        :raises NotInForce, NothingChanges, SendingDayRefused, EmailMissing, ChangeClash:
        """
        for change in self.filtered(lambda change: change.state == changes.DRAFT):
            change.contract_id.check_access("write")
            change.contract_id._require_in_force()
            today = change.company_id._local_day()
            if change.notify_by == "email":
                change.sent_on = today
            change._check_told(today)
            change._move_to(changes.SENT)
            if change.notify_by == "email":
                template = self.env.ref("clicrdv_billing.mail_template_contract_change")
                change._write_moved({"mail_id": template.send_mail(change.id)})

    def action_withdraw(self):
        for change in self:
            change.contract_id.check_access("write")
        self._cancel_pending()
        self.filtered(lambda change: change.state == changes.DRAFT)._move_to(changes.CANCELLED)

    def action_decline(self):
        """The customer ends the contract instead: write down his letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Termination"),
            "res_model": "clicrdv.termination",
            "views": [(False, "form")],
            "context": {
                "default_contract_id": self.contract_id.id,
                "default_cause": "change_declined",
                "default_author": "customer",
                "default_change_id": self.id,
            },
        }

    # === BUSINESS METHODS === #

    def _state_refusal(self, current, target):
        return ChangeStateRefused(self.env, current=current, target=target)

    def _check_told(self, today):
        if not self.effect_on:
            raise NothingChanges(self.env)
        if not self.contract_id.date_start <= self.sent_on <= today:
            raise SendingDayRefused(self.env)
        if self.notify_by == "email" and not self.partner_id.email:
            raise EmailMissing(self.env, name=self.partner_id.name)
        others = self.contract_id.change_ids.filtered(
            lambda other: other.state in changes.PENDING and other.effect_on == self.effect_on
        )
        prices = self.contract_id.price_ids.filtered(lambda price: price.date_from == self.effect_on)
        if (others.line_ids.product_id | prices.product_id) & self.line_ids.product_id:
            raise ChangeClash(self.env, day=fields.Date.to_string(self.effect_on))

    # === BUSINESS METHODS - WHAT TIME BRINGS === #

    def _advance(self, today):
        """Accept what nobody has declined in time, and apply what takes effect; again changes nothing.

        Prices are written as soon as they are accepted, dated of their effect: who bills in advance needs them before.

        :param date today: in the time zone of the operator
        """
        for change in self.filtered(lambda change: change.state == changes.SENT):
            if today > (change.window_end or change.sent_on) and change._was_sent():
                change._move_to(changes.ACCEPTED)
                change._write_prices()
        for change in self.filtered(lambda change: change.state == changes.ACCEPTED and change.effect_on <= today):
            change._move_to(changes.APPLIED)
            change._apply_terms()

    def _was_sent(self):
        """An e-mail that never left tells nobody: it is not taken for accepted, and whoever is in charge is told once."""
        # the queue of e-mails is not for people to read
        mail = self.sudo().mail_id
        if not mail or mail.state == "sent":
            return True
        summary = self.env._("This e-mail did not leave: withdraw the change and send it again")
        if not self.activity_ids:
            user = self.contract_id.user_id or self.env.user
            self.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=user.id)
        return False

    def _write_prices(self):
        # see clicrdv.contract._add_prices
        prices = self.sudo().contract_id.price_ids
        for line in self.line_ids:
            same = prices.filtered(
                lambda price, line=line: price.product_id == line.product_id and price.date_from == self.effect_on
            )
            if same:
                # an establishment joins at this tariff on that very day
                same.unit_price = line.unit_price
                continue
            prices.create(
                {
                    "contract_id": self.contract_id.id,
                    "product_id": line.product_id.id,
                    "date_from": self.effect_on,
                    "unit_price": line.unit_price,
                }
            )

    def _apply_terms(self):
        if self.terms_ids:
            kinds = set(self.terms_ids.mapped("kind"))
            kept = self.contract_id.terms_ids.filtered(lambda version: version.kind not in kinds)
            self.contract_id._write_moved({"terms_ids": [Command.set((kept | self.terms_ids).ids)]})
            for version in self.terms_ids:
                version._file_on(self.contract_id)
        self.contract_id.message_post(
            body=self.env._(
                "A change is in effect from %s. The term of the contract stays as it is.",
                self.env["ir.qweb.field.date"].value_to_html(self.effect_on, {}),
            )
        )

    def _cancel_pending(self):
        """Withdraw what was told and is not in effect yet, with the prices that waited for it."""
        pending = self.filtered(lambda change: change.state in changes.PENDING)
        for change in pending.filtered(lambda change: change.state == changes.ACCEPTED):
            products = change.line_ids.product_id
            # see clicrdv.contract._add_prices
            prices = change.sudo().contract_id.price_ids
            prices.filtered(
                lambda price, change=change, products=products: (
                    price.date_from == change.effect_on and price.product_id in products
                )
            ).unlink()
            # an establishment that begins on that day at a tariff that had no price before has that of the list again
            contract = change.contract_id
            contract._ensure_prices(products & contract.subscription_ids.product_id, change.effect_on)
        pending._move_to(changes.CANCELLED)
