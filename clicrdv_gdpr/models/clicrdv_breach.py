from datetime import timedelta

from odoo import api, fields, models

from ..exceptions_registers import BreachIncomplete, ClockMissing, ContactMissing, NobodyConcerned
from ..logic import breaches as states

STATES = [
    (states.SUSPECTED, "Suspected"),
    (states.CONFIRMED, "Confirmed"),
    (states.NOTIFIED, "Controllers notified"),
    (states.CLOSED, "Closed"),
    (states.DISMISSED, "No breach"),
]
FACTS = tuple(name for names in states.BLOCKS.values() for name in names)
ALARM_BEFORE = timedelta(hours=24)


class ClicrdvBreachClock(models.Model):
    """How many hours a controller has to tell the authority, from a day on: the law may change it."""

    _name = "clicrdv.breach.clock"
    _description = "Clock of breaches"
    _order = "date_from desc"
    _rec_name = "hours"

    # === FIELDS === #

    date_from = fields.Date("From", required=True)
    hours = fields.Integer(required=True, help="By any hour of any day, week-ends and nights included.")
    source = fields.Char(required=True, help="Text of law.")

    # === CONSTRAINTS AND INDEXES === #

    _one_a_day = models.Constraint("UNIQUE (date_from)", "Another clock begins on this day.")
    _positive = models.Constraint("CHECK (hours > 0)", "A clock has at least one hour.")


class ClicrdvBreach(models.Model):
    """A breach of personal data: what happened, whom it concerns, and the clock (GDPR art. 33; GDP-22…24, 78).

    Each controller is notified by e-mail. Whether the authority is told is the controller's decision alone: this tool
    records it, and never files anything by itself.
    """

    _name = "clicrdv.breach"
    _description = "Breach of personal data"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.state.mixin", "clicrdv.privacy.deadline.mixin"]
    _order = "known_at desc, id desc"
    _steps = states
    _frozen_fields = ("known_at", "name", "company_id")
    _open_states = (states.SUSPECTED, states.CONFIRMED)
    _alarm_states = (states.SUSPECTED, states.CONFIRMED)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    subject = fields.Char("Summary", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    state = fields.Selection(STATES, required=True, default=states.SUSPECTED, readonly=True, copy=False, tracking=True)
    incident = fields.Char("Security incident", help="Its number in the register of incidents, if it began there.")
    known_at = fields.Datetime("Known since", required=True, default=fields.Datetime.now, tracking=True)
    # block 1: nature and extent
    happened_at = fields.Datetime("Happened", tracking=True)
    happened_until = fields.Datetime("Until")
    circumstances = fields.Text(tracking=True)
    person_categories = fields.Char("Categories of persons", tracking=True)
    person_count = fields.Integer("Number of persons", tracking=True, help="About; zero: not known yet.")
    record_categories = fields.Char("Categories of records", tracking=True)
    record_count = fields.Integer("Number of records", tracking=True, help="About; zero: not known yet.")
    # blocks 3 to 5; block 2 is the contact of the settings
    consequences = fields.Text("Likely consequences", tracking=True)
    measures = fields.Text("Measures taken", tracking=True)
    further = fields.Text("Further information", help="What a controller has asked for besides.")
    confirmed_at = fields.Datetime("Confirmed", readonly=True, copy=False)
    notified_at = fields.Datetime("Notification begun", readonly=True, copy=False)
    notice_ids = fields.One2many("clicrdv.breach.notice", "breach_id", "Controllers")
    notice_count = fields.Integer("Controllers concerned", compute="_compute_notice_count")
    complement_count = fields.Integer("Complements", readonly=True, copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (company_id, name)", "Another breach has this number.")
    _counts = models.Constraint("CHECK (person_count >= 0 AND record_count >= 0)", "Numbers are not negative.")
    _in_order = models.Constraint("CHECK (happened_until >= happened_at)", "It ended after it began: check the times.")

    # === COMPUTE METHODS === #

    @api.depends("known_at", "company_id")
    def _compute_due_at(self):
        # the law is the same for everybody
        clocks = self.env["clicrdv.breach.clock"].sudo().search([("hours", ">", 0)])
        clocks = [states.Clock(clock.date_from, clock.hours) for clock in clocks]
        for breach in self:
            day = breach.company_id._privacy_today(breach.known_at) if breach.known_at else None
            try:
                breach.due_at = day and states.notify_by(breach.known_at, day, clocks)
            except states.NoClock as error:
                raise ClockMissing(self.env, day=fields.Date.to_string(day)) from error
            breach.alarm_at = breach.due_at and breach.due_at - ALARM_BEFORE

    @api.depends("notice_ids")
    def _compute_notice_count(self):
        for breach in self:
            breach.notice_count = len(breach.notice_ids)

    # === CONSTRAINS METHODS === #

    @api.constrains("known_at", "happened_at")
    def _check_past(self):
        self._refuse_future("known_at", "happened_at")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever opens the case
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.breach")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_confirm(self):
        self._move_to(states.CONFIRMED, confirmed_at=fields.Datetime.now())

    def action_dismiss(self):
        self._move_to(states.DISMISSED)

    def action_reopen(self):
        """New facts: whoever is in charge is called again, if it comes to that."""
        for breach in self:
            breach._move_to(states.NOTIFIED if breach.state == states.CLOSED else states.SUSPECTED, alarmed_at=False)

    def action_close(self):
        self._move_to(states.CLOSED)

    def action_add_all(self):
        """Every controller of the processor is concerned."""
        self.check_access("write")
        controllers = self.env["clicrdv.controller.mixin"]
        for breach in self:
            breach._add_controllers(controllers._all_controllers(breach.company_id))

    def action_notify(self):
        """Write to each controller who is concerned and was not written to yet."""
        for breach in self:
            breach._require_facts()
            breach._move_to(states.NOTIFIED, notified_at=fields.Datetime.now())
            for notice in breach.notice_ids:
                notice._notify("breach")

    def action_complement(self):
        """Write to each controller what has become known since (agreement 3.3.8: "pourra être complétée ensuite")."""
        for breach in self.filtered(lambda breach: breach.state == states.NOTIFIED):
            breach._require_facts()
            breach._note(complement_count=breach.complement_count + 1)
            for notice in breach.notice_ids:
                is_new = not notice.letter_count
                notice._notify("breach" if is_new else "breach_more", 0 if is_new else breach.complement_count)

    # === BUSINESS METHODS === #

    def _require_facts(self):
        """:raises ContactMissing, NobodyConcerned, BreachIncomplete: the five blocks cannot be told"""
        self.ensure_one()
        missing = states.missing({name: self[name] for name in FACTS})
        if missing:
            labels = [self._fields[name]._description_string(self.env) for name in missing]
            raise BreachIncomplete(self.env, missing=", ".join(labels))
        if not self.company_id.dpo_email:
            raise ContactMissing(self.env, name=self.company_id.name)
        if not self.notice_ids:
            raise NobodyConcerned(self.env)

    def _add_controllers(self, controllers):
        """Note whom the breach concerns, each once.

        :param list controllers: values of `clicrdv.controller.mixin`
        """
        self.ensure_one()
        known = {(notice.company_id.id, notice.network_id.id) for notice in self.notice_ids}
        lines = self.env["clicrdv.breach.notice"].sudo()  # lines of every controller, whoever works on the breach
        lines.create(
            [
                {**values, "breach_id": self.id}
                for values in controllers
                if (values["company_id"], values["network_id"]) not in known
            ]
        )
