from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..exceptions_registers import CauseUnproved, NoticeLength, ReasonMissing, RemedyRunning
from ..logic import instruction_states, subprocessor_answers
from ..logic import privacy_termination as rules
from ..logic.local_days import end_of_day

CAUSES = [
    ("purposes", "Grave or lasting breach of the purposes (3.3.1)"),
    ("security", "Grave or lasting breach of security (3.3.10)"),
    ("transfers", "Grave or lasting breach of the rules on transfers (3.3.12)"),
    ("unlawful_instruction", "The controller insists on an unlawful instruction (3.3.2)"),
    ("sub_processor", "No agreement about a sub-processor (3.3.5)"),
]
STATES = [
    (rules.NOTIFIED, "One month to put it right"),
    (rules.REMEDIED, "Put right"),
    (rules.ENDED, "Ended"),
    (rules.WITHDRAWN, "Withdrawn"),
]


class ClicrdvPrivacyTermination(models.Model):
    """A formal notice that ends the subscription for a breach of the agreement, unless it is put right (GDP-09, 16, 48)."""

    _name = "clicrdv.privacy.termination"
    _description = "End for a breach of the data-protection agreement"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "received_on desc, id desc"
    _steps = rules
    _frozen_fields = (
        "provider_id",
        "company_id",
        "network_id",
        "cause",
        "received_on",
        "notice_days",
        "registered_letter",
    )
    # a registered letter that was received is a fact from the first moment on
    _open_states = (None,)
    _alarm_states = (rules.NOTIFIED,)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    cause = fields.Selection(CAUSES, required=True, tracking=True)
    by = fields.Selection(
        [("controller", "The controller"), ("processor", "The processor")], "Ended by", compute="_compute_by"
    )
    instruction_id = fields.Many2one("clicrdv.instruction", index="btree_not_null", ondelete="restrict")
    answer_id = fields.Many2one("clicrdv.subprocessor.answer", "Objection", index="btree_not_null", ondelete="restrict")
    reasons = fields.Text(required=True)
    proof = fields.Binary(attachment=True)
    proof_name = fields.Char()
    registered_letter = fields.Char("Number of the registered letter", required=True, help="With receipt (LRAR).")
    received_on = fields.Date("Received on", required=True, default=fields.Date.context_today, tracking=True)
    notice_days = fields.Integer(
        "Notice (calendar days)", required=True, default=rules.NOTICE_DAYS[1], tracking=True, help="From 15 to 30."
    )
    remedy_until = fields.Date("To be put right until", compute="_compute_dates", store=True)
    notice_until = fields.Date("Notice until", compute="_compute_dates", store=True)
    ends_on = fields.Date("Ends on", compute="_compute_dates", store=True)
    remedy = fields.Text("How it was put right")
    state = fields.Selection(STATES, required=True, default=rules.NOTIFIED, readonly=True, copy=False, tracking=True)

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another notice has this number.")

    # === COMPUTE METHODS === #

    @api.depends("cause")
    def _compute_by(self):
        for case in self:
            case.by = rules.CAUSES.get(case.cause)

    @api.depends("cause", "received_on", "notice_days")
    def _compute_dates(self):
        for case in self:
            try:
                dates = case.received_on and rules.dates(case.cause, case.received_on, case.notice_days)
            except rules.NoticeRefused:
                dates = None
            for name in ("remedy_until", "notice_until", "ends_on"):
                case[name] = getattr(dates, name) if dates else False

    @api.depends("ends_on", "provider_id.booking_tz")
    def _compute_due_at(self):
        for case in self:
            zone = ZoneInfo(case.provider_id.booking_tz or "Europe/Paris")
            case.due_at = case.ends_on and end_of_day(case.ends_on, zone)
            case.alarm_at = case.due_at and case.due_at - timedelta(days=7)

    # === CONSTRAINS METHODS === #

    @api.constrains("notice_days")
    def _check_notice(self):
        shortest, longest = rules.NOTICE_DAYS
        if any(not shortest <= case.notice_days <= longest for case in self):
            raise NoticeLength(self.env)

    @api.constrains("received_on")
    def _check_past(self):
        self._refuse_future("received_on")

    @api.constrains("cause", "instruction_id", "answer_id", "proof")
    def _check_proof(self):
        for case in self:
            missing = case._missing_proof()
            if missing:
                raise CauseUnproved(self.env, what=missing)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever notes the letter
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.privacy.termination")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_remedy(self):
        """What was complained of is put right within the month: nothing ends."""
        for case in self:
            if not (case.remedy or "").strip():
                raise ReasonMissing(self.env, name=case.name)
        self._move_to(rules.REMEDIED)

    def action_withdraw(self):
        self._move_to(rules.WITHDRAWN)

    def action_end(self):
        """The month and the notice are over, and nothing was put right: the subscription ends by itself."""
        for case in self.filtered(lambda case: case.state == rules.NOTIFIED):
            if case.provider_id._privacy_today() <= case.ends_on:
                raise RemedyRunning(self.env, day=fields.Date.to_string(case.ends_on))
            case._move_to(rules.ENDED)
            case._end_service()

    # === BUSINESS METHODS === #

    def _missing_proof(self):
        """What the cause still lacks, in words; blank when it is proved."""
        self.ensure_one()
        if self.cause == "unlawful_instruction":
            given = self.instruction_id
            if not given or given.state != instruction_states.UPHELD or not self._is_same_controller(given):
                return self.env._("choose an instruction of this controller on which he insists")
        elif self.cause == "sub_processor":
            given = self.answer_id
            if not given or given.state != subprocessor_answers.TERMINATION or not self._is_same_controller(given):
                return self.env._("choose an objection of this controller about which the talks have failed")
        elif not self.proof:
            return self.env._("attach the proof that the controller brings")
        return ""

    def _is_same_controller(self, record):
        names = ("provider_id", "company_id", "network_id")
        return all(record[name] == self[name] for name in names)

    def _end_service(self):
        """Close the public pages; where contracts are kept, they say themselves when the service ends."""
        if "clicrdv.contract" in self.env:
            return
        # whoever closes a case has no right to change establishments
        for company in self.sudo().company_id | self.sudo().network_id.company_ids:
            after = fields.Date.add(self.ends_on, days=1)
            if not company.service_end_date or company.service_end_date > after:
                company.service_end_date = after
