from odoo import api, fields, models
from odoo.tools import ormcache

from ..logic import message_rules

KINDS = [
    (message_rules.CONFIRMATION, "Confirmation"),
    (message_rules.REMINDER, "Reminder"),
    (message_rules.MODIFICATION, "Modification"),
    (message_rules.CANCELLATION, "Cancellation"),
    (message_rules.NO_SHOW, "Did not come"),
    (message_rules.DONE, "After the visit"),
]
TARGETS = [(message_rules.CLIENT, "Client"), (message_rules.PROFESSIONAL, "Professional")]
CHANNELS = [
    (message_rules.SMS, "SMS"),
    (message_rules.EMAIL, "E-mail"),
    (message_rules.SMS_OR_EMAIL, "SMS, else e-mail"),
]
EVENING, MORNING = 18.0, 9.0
HOURS_BEFORE = 3

#: What a new establishment begins with: (kind, target, channel, on). SMS leave only once the SMS service is chosen.
STANDARD_RULES = (
    (message_rules.CONFIRMATION, message_rules.CLIENT, message_rules.EMAIL, True),
    (message_rules.CONFIRMATION, message_rules.CLIENT, message_rules.SMS, False),
    (message_rules.CONFIRMATION, message_rules.PROFESSIONAL, message_rules.EMAIL, True),
    (message_rules.REMINDER, message_rules.CLIENT, message_rules.EMAIL, True),
    (message_rules.REMINDER, message_rules.CLIENT, message_rules.SMS, True),
    (message_rules.MODIFICATION, message_rules.CLIENT, message_rules.EMAIL, True),
    (message_rules.MODIFICATION, message_rules.CLIENT, message_rules.SMS, False),
    (message_rules.MODIFICATION, message_rules.PROFESSIONAL, message_rules.EMAIL, False),
    (message_rules.CANCELLATION, message_rules.CLIENT, message_rules.EMAIL, True),
    (message_rules.CANCELLATION, message_rules.CLIENT, message_rules.SMS, False),
    (message_rules.CANCELLATION, message_rules.PROFESSIONAL, message_rules.EMAIL, False),
    (message_rules.NO_SHOW, message_rules.CLIENT, message_rules.SMS, False),
    (message_rules.DONE, message_rules.CLIENT, message_rules.EMAIL, False),
)


class ClicrdvNotificationRule(models.Model):
    """What an establishment sends to whom when something happens to an appointment (BKG-17 to BKG-21)."""

    _name = "clicrdv.notification.rule"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Notification rule"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default=message_rules.REMINDER)
    target = fields.Selection(TARGETS, "To", required=True, default=message_rules.CLIENT)
    channel = fields.Selection(CHANNELS, "By", required=True, default=message_rules.EMAIL)
    is_on = fields.Boolean("On", default=True)
    service_ids = fields.Many2many(
        "clicrdv.service",
        string="Only for",
        check_company=True,
        ondelete="restrict",  # without its services it would be a rule for all of them
        context={"active_test": False},
        help="Blank: all services. A rule for a service replaces the general ones, even when it is off.",
    )
    timing = fields.Selection(
        [(message_rules.DAY_BEFORE, "The day before"), (message_rules.HOURS_BEFORE, "Hours before")],
        "When",
        required=True,
        default=message_rules.DAY_BEFORE,
    )
    day_before_hour = fields.Float("At", default=EVENING, help="Local time of the day before.")
    hours_before = fields.Integer("Hours before", default=HOURS_BEFORE)
    sms_text = fields.Text("SMS", translate=True, help="Blank: the standard text.")
    sms_extended = fields.Boolean("Extended SMS", help="Up to four parts; each counts as one SMS on the invoice.")
    email_subject = fields.Char("Subject", translate=True, help="Blank: the standard subject.")
    email_text = fields.Text("E-mail", translate=True, help="Blank: the standard text.")

    # === CONSTRAINTS AND INDEXES === #

    _times_in_bounds = models.Constraint(
        "CHECK (day_before_hour >= 0 AND day_before_hour < 24 AND hours_before BETWEEN 1 AND 336)",
        "A reminder leaves at an hour of the day before, or 1 to 336 hours before the start.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "target", "channel")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "target", "channel")
        }
        for rule in self:
            rule.display_name = " · ".join(labels[name].get(rule[name], "") for name in labels)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rules_changed()
        return rules

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        if vals.keys() - {"sequence", "sms_text", "sms_extended", "email_subject", "email_text"}:
            self._rules_changed(companies)
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        self._rules_changed(companies)
        return result

    # === BUSINESS METHODS === #

    def _rules_changed(self, companies=None):
        """Forget the rules that are kept in memory, and have the coming appointments planned anew by a job.

        :param companies: further res.company whose rules have changed
        """
        self.env.registry.clear_cache()
        (self.exists().company_id | (companies or self.env["res.company"]))._plan_messages_anew()

    @api.model
    def _create_standard_rules(self, companies):
        """Give each establishment the rules that a new one begins with.

        :param companies: res.company records
        """
        self.create(
            [
                {
                    "company_id": company.id,
                    "sequence": 10 * rank,
                    "kind": kind,
                    "target": target,
                    "channel": channel,
                    "is_on": is_on,
                }
                for company in companies
                for rank, (kind, target, channel, is_on) in enumerate(STANDARD_RULES, 1)
            ]
        )

    @api.model
    @ormcache("company_id")
    def _rules_of(self, company_id):
        """The rules of an establishment as plain values.

        :rtype: tuple[logic.message_rules.Rule, ...]
        """
        # they decide about messages whoever changes the appointment
        rules = self.sudo().with_context(active_test=False).search([("company_id", "=", company_id)])
        return tuple(
            message_rules.Rule(
                id=rule.id,
                kind=rule.kind,
                target=rule.target,
                channel=rule.channel,
                is_on=rule.is_on,
                service_ids=frozenset(rule.service_ids.ids),
                timing=rule.timing,
                minutes=rule._minutes(),
            )
            for rule in rules
        )

    def _minutes(self):
        """Minute of the day before, or minutes before the start."""
        self.ensure_one()
        if self.timing == message_rules.HOURS_BEFORE:
            return 60 * self.hours_before
        return min(round(60 * self.day_before_hour), 1439)
