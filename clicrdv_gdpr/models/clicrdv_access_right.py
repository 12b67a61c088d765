from odoo import api, fields, models
from odoo.tools import SQL

RECIPIENTS = [
    ("controller", "Staff of the establishment or its network"),
    ("provider", "Staff of the provider or of another company"),
    ("external", "From outside, with a sponsor"),
]


class ClicrdvAccessRight(models.Model):
    """Who can read the data of which establishment, as it is at this moment (agreement 3.3.3, C.4; GDP-11, GDP-59).

    Whoever works for an establishment is there, and the managers of its network where it entrusts its clients to them.
    """

    _name = "clicrdv.access.right"
    _description = "Who can read the data of an establishment"
    _auto = False
    _order = "company_id, user_id"
    _rec_name = "user_id"
    _depends = {
        "res.users": ["active", "company_id", "company_ids", "is_external", "share"],
        "res.company": ["active", "booking_share_clients", "network_id"],
        "clicrdv.network": ["manager_ids"],
    }

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", readonly=True)
    user_id = fields.Many2one("res.users", "Account", readonly=True)
    login = fields.Char(compute="_compute_account", compute_sudo=True)
    recipient = fields.Selection(RECIPIENTS, readonly=True)
    by_network = fields.Boolean("By the network", readonly=True)
    roles = fields.Char(compute="_compute_account", compute_sudo=True)
    job_description = fields.Char("Needs the access for", compute="_compute_account", compute_sudo=True)
    sponsor_id = fields.Many2one("res.users", compute="_compute_account", compute_sudo=True)
    access_until = fields.Date("Access until", compute="_compute_account", compute_sudo=True)
    last_login = fields.Datetime("Last login", compute="_compute_account", compute_sudo=True)
    is_generic_login = fields.Boolean("Login is nobody's", compute="_compute_account", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_account(self):
        # who may read the report of an establishment may be told this much about its accounts, and no more
        ours = self.env["res.groups"].search([("id", "in", self._groups_shown())])
        for right in self:
            user = right.user_id
            right.login = user.login
            right.roles = ", ".join((user.all_group_ids & ours).mapped("name")) or self.env._("Employee")
            right.job_description = user.job_description
            right.sponsor_id = user.sponsor_id
            right.access_until = user.access_until
            right.last_login = user.login_date
            right.is_generic_login = user.is_generic_login

    # === BUSINESS METHODS === #

    @api.model
    def _groups_shown(self):
        """Groups that say what somebody may do with data of clients."""
        names = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), "|", ("module", "=like", "clicrdv_%"), ("name", "=", "group_system")]
        )
        return names.mapped("res_id")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.company_id::bigint * 2147483648 + r.user_id AS id, r.company_id, r.user_id, r.by_network,
                   CASE WHEN u.is_external THEN 'external'
                        WHEN u.company_id = c.id OR r.by_network
                             OR own.network_id IS NOT NULL AND own.network_id = c.network_id THEN 'controller'
                        ELSE 'provider' END AS recipient
              FROM (
                    SELECT rel.cid AS company_id, rel.user_id, FALSE AS by_network FROM res_company_users_rel rel
                     UNION ALL
                    SELECT shop.id, rel.res_users_id, TRUE
                      FROM clicrdv_network_res_users_rel rel
                      JOIN res_company shop ON shop.network_id = rel.clicrdv_network_id AND shop.booking_share_clients
                     WHERE NOT EXISTS (SELECT 1 FROM res_company_users_rel own
                                        WHERE own.cid = shop.id AND own.user_id = rel.res_users_id)
                   ) r
              JOIN res_users u ON u.id = r.user_id AND u.active AND u.share IS NOT TRUE
              JOIN res_company c ON c.id = r.company_id AND c.active
              JOIN res_company own ON own.id = u.company_id
            """
        )
