from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic import message_linter, message_rules
from odoo.addons.clicrdv_booking.models.clicrdv_message import MANUAL

from ..logic.marketing_window import may_leave_at
from .clicrdv_consent import MARKETING

ADVERTISING, STOP_MENTION = "advertising", "stop_mention"
REASONS = [
    ("marketing_off", "Advertising, which the establishment has not chosen"),
    ("no_marketing_consent", "Advertising, which the client has not agreed to"),
    ("no_stop_mention", "Advertising that does not say how to stop it"),
]


def words_of(text, code=ADVERTISING):
    """Words of a text that make it advertising, or that say how to stop it."""
    return [finding.word for finding in message_linter.lint(text or "") if finding.code == code]


class ClicrdvNotificationRule(models.Model):
    """A rule whose own SMS advertises is a rule for those who agreed to advertising."""

    _inherit = "clicrdv.notification.rule"

    # === FIELDS === #

    is_marketing = fields.Boolean(
        "Advertising",
        compute="_compute_is_marketing",
        store=True,
        readonly=False,
        help="Only clients who agreed to advertising get this SMS, on working days between 8:00 and 20:00. "
        "It is ticked by itself where the text reads like advertising: untick it if the words mean something else.",
    )

    # === COMPUTE METHODS === #

    @api.depends("sms_text", "target")
    def _compute_is_marketing(self):
        for rule in self:
            rule.is_marketing = rule.target == message_rules.CLIENT and bool(words_of(rule.sms_text))


class ClicrdvMessage(models.Model):
    """Advertising and messages about appointments are never mixed: the first needs a consent of its own (GDP-65)."""

    _inherit = "clicrdv.message"

    # === FIELDS === #

    reason = fields.Selection(selection_add=REASONS, ondelete=dict.fromkeys(dict(REASONS), "set null"))

    # === BUSINESS METHODS === #

    def _prepare(self, now):
        clients = self.filtered(lambda message: message._is_marketing()).client_id
        if not clients:
            return super()._prepare(now)
        # one question for the whole batch
        given = self.env["clicrdv.consent"]._is_given(clients, MARKETING)
        agreed = frozenset(partner_id for partner_id, is_given in given.items() if is_given)
        ready = super(ClicrdvMessage, self.with_context(clicrdv_marketing_agreed=agreed))._prepare(now)
        return ready.with_env(self.env)

    def _is_marketing(self):
        """Whether this SMS advertises: a rule says so, or the text that somebody wrote by hand."""
        self.ensure_one()
        if self.channel != "sms" or self.target != message_rules.CLIENT:
            return False
        return bool(words_of(self.body)) if self.kind == MANUAL else self.rule_id.is_marketing

    def _obstacle_of_address(self, stopped):
        reason = super()._obstacle_of_address(stopped)
        return reason or (self._obstacle_of_marketing() if self._is_marketing() else "")

    def _obstacle_of_marketing(self):
        """Why an SMS that advertises must not leave, blank when nothing speaks against it."""
        if not self.company_id.booking_marketing_sms_on:
            return "marketing_off"
        if self.client_id.id not in self.env.context.get("clicrdv_marketing_agreed", frozenset()):
            return "no_marketing_consent"
        text = self.body if self.kind == MANUAL else self.rule_id.with_context(lang=self._language()).sms_text
        return "" if words_of(text, STOP_MENTION) else "no_stop_mention"

    def _waits_for_morning(self, now):
        if not self._is_marketing():
            return super()._waits_for_morning(now)
        company = self.company_id
        days = company.public_holiday_ids.mapped("day")
        at = may_leave_at(now, ZoneInfo(company.booking_tz), frozenset(days).__contains__)
        if at > now:
            self.try_at = at
        return at > now


class ClicrdvOptout(models.Model):
    """Who answers STOP withdraws his consent to advertising with it."""

    _inherit = "clicrdv.optout"

    # === BUSINESS METHODS === #

    @api.model
    def _note_all(self, channel, refusals, source):
        super()._note_all(channel, refusals, source)
        if channel != "sms" or not refusals:
            return
        company_ids, numbers = zip(*refusals, strict=True)
        files = self.env["res.partner"].search(
            [
                ("company_id", "in", company_ids),
                ("client_phone_key", "in", numbers),
                ("is_client_file", "=", True),
            ]
        )
        known = {*refusals}
        stopped = files.filtered(lambda file: (file.company_id.id, file.client_phone_key) in known)
        how = {"page": "privacy_page", "staff": "staff"}.get(source, "stop_sms")
        self.env["clicrdv.consent"]._withdraw(stopped, MARKETING, how)

    def _say_no_on_files(self):
        result = super()._say_no_on_files()
        if self.channel == "sms":
            files = self.env["res.partner"].search(
                [("company_id", "=", self.company_id.id), ("client_phone_key", "=", self.address)]
            )
            self.env["clicrdv.consent"]._withdraw(files, MARKETING, "staff")
        return result
