from odoo import api, fields, models

from ..exceptions_registers import ChangeNotTold, ReasonMissing, RecordFrozen, ReplacedElsewhere, TestMissing
from ..logic import security_measures as measures

STATES = [
    (measures.PLANNED, "Planned"),
    (measures.RUNNING, "In place"),
    (measures.TESTED, "In place, tested"),
    (measures.RETIRED, "Replaced"),
]
OBJECTIVES = [
    ("confidentiality", "Confidentiality"),
    ("integrity", "Integrity"),
    ("availability", "Availability"),
    ("resilience", "Resilience"),
    ("recovery", "Recovery"),
    ("evaluation", "Regular tests"),
]


class ClicrdvSecurityMeasure(models.Model):
    """A measure of sub-annex C: who answers for it, whether it runs, when it was tested (GDP-26)."""

    _name = "clicrdv.security.measure"
    _description = "Security measure"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.state.mixin", "mail.thread"]
    _order = "chapter, sequence, id"
    _steps = measures
    _frozen_fields = ("company_id", "chapter")
    _open_states = (measures.PLANNED,)

    # === FIELDS === #

    name = fields.Char(required=True, translate=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    chapter = fields.Char("Chapter of sub-annex C", required=True, help="Such as C.4.")
    sequence = fields.Integer(default=10)
    objective = fields.Selection(OBJECTIVES, required=True, default="confidentiality")
    description = fields.Text(translate=True)
    owner_id = fields.Many2one("res.users", ondelete="restrict", tracking=True)
    state = fields.Selection(STATES, required=True, default=measures.PLANNED, readonly=True, copy=False, tracking=True)
    tested_on = fields.Date("Last test", tracking=True)
    test_result = fields.Text("Result of the test")
    is_test_old = fields.Boolean("Not tested for a year", compute="_compute_is_test_old", search="_search_is_test_old")
    change_ids = fields.One2many("clicrdv.security.measure.change", "measure_id", "Changes")

    # === COMPUTE METHODS === #

    @api.depends("tested_on", "state")
    def _compute_is_test_old(self):
        for measure in self:
            year_ago = fields.Date.subtract(measure.company_id._privacy_today(), years=1)
            is_active = measure.state in (measures.RUNNING, measures.TESTED)
            measure.is_test_old = is_active and (not measure.tested_on or measure.tested_on < year_ago)

    def _search_is_test_old(self, operator, value):
        if operator != "in" or True not in value or False in value:
            return NotImplemented
        year_ago = fields.Date.subtract(fields.Date.context_today(self), years=1)
        active = ("state", "in", (measures.RUNNING, measures.TESTED))
        return [active, "|", ("tested_on", "=", False), ("tested_on", "<", year_ago)]

    # === ACTIONS === #

    def action_run(self):
        self._move_to(measures.RUNNING)

    def action_test(self):
        """The measure was tested, and works."""
        for measure in self:
            in_future = measure.tested_on and measure.tested_on > measure.company_id._privacy_today()
            if not measure.tested_on or in_future or not (measure.test_result or "").strip():
                raise TestMissing(self.env, name=measure.name)
        self._move_to(measures.TESTED)

    def action_plan(self):
        self._move_to(measures.PLANNED)


class ClicrdvSecurityMeasureChange(models.Model):
    """A measure is replaced by an equal or better one, and controllers are informed before (GDP-27)."""

    _name = "clicrdv.security.measure.change"
    _description = "Change of a security measure"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.letter.mixin"]
    _order = "planned_on desc, id desc"
    _rec_name = "measure_id"

    # === FIELDS === #

    measure_id = fields.Many2one("clicrdv.security.measure", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="measure_id.company_id", store=True, index=True)
    replacement_id = fields.Many2one(
        "clicrdv.security.measure",
        "Replaced by",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('id', '!=', measure_id), ('company_id', '=', company_id)]",
    )
    justification = fields.Text("Why it is equal or better", required=True)
    planned_on = fields.Date("Planned for", required=True)
    informed_on = fields.Date("Controllers informed on", readonly=True, copy=False)
    applied_on = fields.Date("Applied on", readonly=True, copy=False)

    # === CONSTRAINS METHODS === #

    @api.constrains("measure_id", "replacement_id")
    def _check_replacement(self):
        for change in self:
            other = change.replacement_id
            if other == change.measure_id or other.company_id != change.company_id:
                raise ReplacedElsewhere(self.env)

    # === CRUD METHODS === #

    def write(self, vals):
        if {"measure_id", "replacement_id", "justification", "planned_on"} & vals.keys():
            self._refuse_told()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        self._refuse_told()

    # === ACTIONS === #

    def action_inform(self):
        """Inform every controller, before anything changes."""
        self.check_access("write")
        for change in self.filtered(lambda change: not change.informed_on):
            today = change.company_id._privacy_today()
            if not change.justification.strip():
                raise ReasonMissing(self.env, name=change.measure_id.name)
            if not measures.may_apply(today, change.planned_on):
                raise ChangeNotTold(self.env)
            change._note(informed_on=today)
            controllers = self.env["clicrdv.controller.mixin"]._all_controllers(change.company_id)
            self.env["clicrdv.privacy.letter"]._write_to(controllers, change, "measure")

    def action_apply(self):
        """Put the replacement to work, on a later day than the information and not before the day that was told."""
        self.check_access("write")
        for change in self.filtered(lambda change: not change.applied_on):
            today = change.company_id._privacy_today()
            if not measures.may_apply(change.informed_on or None, today) or today < change.planned_on:
                raise ChangeNotTold(self.env)
            change.measure_id._move_to(measures.RETIRED)
            if change.replacement_id.state == measures.PLANNED:
                change.replacement_id._move_to(measures.RUNNING)
            change._note(applied_on=today)

    # === BUSINESS METHODS === #

    def _refuse_told(self):
        """:raises RecordFrozen: controllers were told of it"""
        for change in self.filtered("informed_on"):
            raise RecordFrozen(self.env, name=change.measure_id.name)

    def _letter_date(self):
        return self.planned_on
