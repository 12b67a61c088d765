from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..exceptions_personal_data import RunStateRefused
from ..logic import run_states as states

#: Files that become due within so many days are announced together.
AHEAD_DAYS = 31
#: An establishment hears of a new announcement at most once in so many days.
PAUSE_DAYS = 7


class ClicrdvRetentionRun(models.Model):
    """One announcement: the client files of an establishment whose time is over soon.

    It is counted first and changes nothing (dry run); managers are warned once; then each file goes on its own day. A
    client who does something meanwhile is spared.
    """

    _name = "clicrdv.retention.run"
    _description = "Retention run"
    _order = "opened_on desc, id desc"
    _rec_name = "opened_on"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, ondelete="restrict", readonly=True
    )
    opened_on = fields.Date("Opened on", required=True, readonly=True)
    until = fields.Date("Files due until", required=True, readonly=True)
    start_on = fields.Date("Destroys from", required=True, readonly=True)
    state = fields.Selection(
        [
            (states.COUNTING, "Being counted"),
            (states.ANNOUNCED, "Announced"),
            (states.DONE, "Done"),
            (states.CANCELLED, "Cancelled"),
        ],
        required=True,
        readonly=True,
        default=states.COUNTING,
    )
    due_interaction = fields.Integer("After the last interaction", readonly=True)
    due_contract = fields.Integer("After the end of the contract", readonly=True)
    on_hold = fields.Integer("Protected by a legal hold", readonly=True)
    spared = fields.Integer("Spared: the client came back", readonly=True)
    planned = fields.Integer("Client files announced", compute="_compute_numbers")
    destroyed = fields.Integer("Client files destroyed", compute="_compute_numbers")
    waiting = fields.Integer("Client files waiting", compute="_compute_numbers")
    failed = fields.Integer("Could not be erased", compute="_compute_numbers")
    warned_at = fields.Datetime("Managers warned on", readonly=True)
    count_ids = fields.One2many("clicrdv.retention.count", "run_id", "Rows by kind", readonly=True)
    purge_ids = fields.One2many("clicrdv.purge", "run_id", "Destructions", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _once_a_day = models.Constraint("UNIQUE (company_id, opened_on)", "A run was opened for this establishment today.")

    # === COMPUTE METHODS === #

    @api.depends("company_id.name", "opened_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.company_id.name}, {format_date(self.env, run.opened_on)}"

    @api.depends("due_interaction", "due_contract", "on_hold", "purge_ids.persons")
    def _compute_numbers(self):
        # archived and foreign files count as well: it is a number
        files = self.env["res.partner"].sudo().with_context(active_test=False)
        groups = files._read_group(
            [("client_retention_run_id", "in", self.ids)],
            ["client_retention_run_id", "client_retention_problem"],
            ["__count"],
        )
        waiting, failed = {}, {}
        for run, problem, number in groups:
            waiting[run.id] = waiting.get(run.id, 0) + number
            failed[run.id] = failed.get(run.id, 0) + (number if problem else 0)
        for run in self:
            run.planned = run.due_interaction + run.due_contract + run.on_hold
            run.destroyed = sum(run.purge_ids.mapped("persons"))
            run.waiting = waiting.get(run.id, 0)
            run.failed = failed.get(run.id, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        if not self.env.su:
            raise RunStateRefused(self.env)
        return super().write(vals)

    # === ACTIONS === #

    def action_cancel(self):
        """Take the announcement back: its files wait for the next one."""
        self.check_access("write")
        # the check above is the right to do so; nobody writes a run by hand
        self.sudo()._move_to(states.CANCELLED)
        # the files are out of the reach of whoever may only stop the run
        self.env["res.partner"].sudo().with_context(active_test=False).search(
            [("client_retention_run_id", "in", self.ids)]
        ).write({"client_retention_run_id": False, "client_privacy_rule": False})

    def action_files(self):
        """The client files of this run."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Client files announced"),
            "res_model": "res.partner",
            "views": [(self.env.ref("clicrdv_gdpr.res_partner_view_list_retention").id, "list"), (False, "form")],
            "domain": [("client_retention_run_id", "=", self.id)],
            "context": {"active_test": False, "create": False},
        }

    # === BUSINESS METHODS === #

    def _move_to(self, state):
        """Bring runs to a state; those already there stay as they are.

        :raises RunStateRefused:
        """
        for run in self:
            if run.state != state and not states.may(run.state, state):
                raise RunStateRefused(self.env)
        self.filtered(lambda run: run.state != state).state = state

    @api.model
    def _open(self, company, today):
        """Open a run of an establishment, unless one was opened lately.

        :param company: res.company
        :param date today: in the time zone of the establishment
        :return: the run that is being counted, empty when it is not the time for one
        """
        last = self.search([("company_id", "=", company.id), ("state", "!=", states.CANCELLED)], limit=1)
        if last.state == states.COUNTING:
            return last
        if last and last.opened_on > today - timedelta(days=PAUSE_DAYS):
            return self.browse()
        if self.search_count([("company_id", "=", company.id), ("opened_on", "=", today)], limit=1):
            return self.browse()  # cancelled today
        warning = self.env["clicrdv.retention.policy"]._warning_of(company)
        return self.create(
            {
                "company_id": company.id,
                "opened_on": today,
                "until": today + timedelta(days=AHEAD_DAYS),
                "start_on": today + timedelta(days=warning),
            }
        )

    def _managers(self):
        """Who is warned: the managers of the establishment.

        :return: res.partner records with an address
        """
        self.ensure_one()
        group = self.env.ref("clicrdv_booking.group_manager")
        people = self.env["res.users"].sudo()  # a job reads who works there
        users = people.search(
            [("all_group_ids", "in", group.ids), ("company_ids", "in", self.company_id.ids), ("share", "=", False)]
        )
        return users.partner_id.filtered("email")

    def _announce(self):
        """Warn the managers, once: how many files, from which day, of what kind."""
        self.ensure_one()
        self._move_to(states.ANNOUNCED)
        if not self.planned or self.warned_at:
            return
        managers = self._managers()
        values = {"recipient_ids": [(6, 0, managers.ids)]} if managers else {"email_to": self.company_id.email}
        if managers or self.company_id.email:
            self.env.ref("clicrdv_gdpr.mail_template_retention_warning").send_mail(self.id, email_values=values)
        self.warned_at = fields.Datetime.now()

    def _has_waiting(self):
        """Whether files of this run are still to go."""
        self.ensure_one()
        query = SQL("SELECT 1 FROM res_partner WHERE client_retention_run_id = %s LIMIT 1", self.id)
        return bool(self.env.execute_query(query))


class ClicrdvRetentionCount(models.Model):
    """How many rows of one kind the dry run of a retention has found."""

    _name = "clicrdv.retention.count"
    _description = "Rows found by a retention run"
    _order = "rows desc, id"
    _rec_name = "declaration"
    _log_access = False

    # === FIELDS === #

    run_id = fields.Many2one("clicrdv.retention.run", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    declaration = fields.Char(required=True, readonly=True)
    label = fields.Char("What", compute="_compute_label")
    rows = fields.Integer(required=True, readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex("(run_id, declaration)", "This kind was counted already.")

    # === COMPUTE METHODS === #

    @api.depends("declaration")
    @api.depends_context("lang")
    def _compute_label(self):
        for count in self:
            count.label = self.env["clicrdv.personal.data"]._label(count.declaration)

    # === BUSINESS METHODS === #

    @api.model
    def _add(self, run, numbers):
        """Add numbers of rows to those that a run has found before.

        :param numbers: {key of the declaration: rows}
        """
        if not numbers:
            return
        self.env.cr.execute_values(
            """
            INSERT INTO clicrdv_retention_count AS old (run_id, company_id, declaration, rows) VALUES %s
            ON CONFLICT (run_id, declaration) DO UPDATE SET rows = old.rows + excluded.rows
            """,
            [(run.id, run.company_id.id, key, number) for key, number in sorted(numbers.items())],
        )
        self.invalidate_model()
