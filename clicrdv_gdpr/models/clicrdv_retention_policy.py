from odoo import api, fields, models

from ..exceptions_personal_data import InvalidPeriod
from ..logic import retention

DEFAULT = retention.Policy()
#: Field of the form → name in logic.retention.Policy.
NAMES = {
    "file_months": "file",
    "message_months": "message",
    "trace_months": "trace",
    "log_months": "log",
    "optout_months": "optout",
    "visit_days": "visit_days",
}


class ClicrdvRetentionPolicy(models.Model):
    """How long one establishment keeps what; without one the periods of a fresh database hold."""

    _name = "clicrdv.retention.policy"
    _inherit = ["clicrdv.establishment.mixin", "clicrdv.stays.mixin"]
    _description = "Retention policy"
    _rec_name = "company_id"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    file_months = fields.Integer(
        "Client files (months)", required=True, default=DEFAULT.file, help="After the last interaction of the client."
    )
    message_months = fields.Integer(
        "Text and number of messages (months)",
        required=True,
        default=DEFAULT.message,
        help="What an SMS cost stays: it is a line of the accounts.",
    )
    trace_months = fields.Integer("History of appointments (months)", required=True, default=DEFAULT.trace)
    log_months = fields.Integer(
        "Technical logs (months)",
        required=True,
        default=DEFAULT.log,
        help="Logs are shared by all establishments: the shortest period of them holds.",
    )
    optout_months = fields.Integer(
        "Refusals of people without a file (months)",
        required=True,
        default=DEFAULT.optout,
        help="They are kept as hashes, so that nothing is ever sent to these people again.",
    )
    is_health = fields.Boolean(
        "Health establishment",
        compute="_compute_is_health",
        inverse="_inverse_is_health",
        search="_search_is_health",
        compute_sudo=True,
        help="What clients write for a visit is deleted soon after it: it tells about their health.",
    )
    visit_days = fields.Integer("Days after the visit", required=True, default=DEFAULT.visit_days)
    warning_days = fields.Integer(
        "Warning (days)", required=True, default=15, help="Managers hear of a destruction so many days before."
    )

    # === CONSTRAINTS AND INDEXES === #

    _company_once = models.Constraint("UNIQUE (company_id)", "This establishment has a policy already.")
    _warning_in_range = models.Constraint(
        "CHECK (warning_days BETWEEN 7 AND 20)", "Managers are warned between 7 and 20 days before."
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id.handles_health_data")
    def _compute_is_health(self):
        """The establishment says what it is, once, whether it has a policy or not."""
        for policy in self:
            policy.is_health = policy.company_id.handles_health_data

    def _inverse_is_health(self):
        for policy in self:
            # whoever decides about retention says so; an establishment without a certified host is refused all the same
            policy.company_id.sudo().handles_health_data = policy.is_health

    def _search_is_health(self, operator, value):
        return [("company_id.handles_health_data", operator, value)]

    # === CONSTRAINS METHODS === #

    @api.constrains(*NAMES)
    def _check_periods(self):
        for policy in self:
            for field, name in NAMES.items():
                low, high = retention.LIMITS[name]
                if not low <= policy[field] <= high:
                    raise InvalidPeriod(
                        self.env, what=self._fields[field]._description_string(self.env), low=low, high=high
                    )

    # === BUSINESS METHODS === #

    @api.model
    def _of(self, company):
        """The policy of an establishment.

        :rtype: logic.retention.Policy
        """
        # the periods are no secret to jobs and pages that work for the establishment
        policy = self.sudo().search([("company_id", "=", company.id)], limit=1)
        periods = {name: policy[field] for field, name in NAMES.items()} if policy else {}
        return retention.Policy(**periods, is_health=company.sudo().handles_health_data)  # as above

    @api.model
    def _warning_of(self, company):
        """Days between the warning and the destruction.

        :rtype: int
        """
        # as above
        return self.sudo().search([("company_id", "=", company.id)], limit=1).warning_days or 15

    @api.model
    def _shortest_log(self):
        """Months that technical logs are kept: they are not of one establishment.

        :rtype: int
        """
        # of all establishments
        [[months]] = self.sudo()._read_group([], [], ["log_months:min"])
        return months or DEFAULT.log
