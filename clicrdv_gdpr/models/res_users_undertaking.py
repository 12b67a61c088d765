from odoo import api, fields, models

from .clicrdv_staff_evidence import KINDS

PARAMETER = "clicrdv_gdpr.require_undertaking"


class ResUsers(models.Model):
    """Whoever works with client files has signed a confidentiality undertaking and was trained (GDP-10).

    Off by default. Switched on, the files, the appointments and the messages of clients are closed to everybody who
    lacks one of the two, by the rules of records: no screen, report or call goes round them. In the same way nobody who
    works for a health establishment reads them without a second factor (GDP-28; PGSSI-S: strong authentication).
    """

    _inherit = "res.users"

    # === FIELDS === #

    is_client_access_closed = fields.Boolean(
        "No access to client files", compute="_compute_is_client_access_closed", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("share", "totp_enabled", "company_ids.handles_health_data")
    def _compute_is_client_access_closed(self):
        is_on = self.env["ir.config_parameter"].get_param(PARAMETER) == "True"
        shown = self._evidence_shown() if is_on else {}
        for user in self:
            lacks_evidence = is_on and shown.get(user.id, 0) < len(KINDS)
            is_closed = lacks_evidence or user._lacks_second_factor()
            user.is_client_access_closed = is_closed and not user.share

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if {"totp_secret", "company_ids"} & vals.keys():
            self.env.registry.clear_cache()  # rules of records are kept per user
        return result

    # === BUSINESS METHODS === #

    def _lacks_second_factor(self):
        """Whether somebody works for a health establishment with a password alone."""
        self.ensure_one()
        return not self.totp_enabled and any(company.handles_health_data for company in self.company_ids)

    def _evidence_shown(self):
        """How many kinds of evidence users have shown by today.

        :return: {id: number of kinds}
        """
        groups = self.env["clicrdv.staff.evidence"]._read_group(
            [("user_id", "in", self.ids), ("done_on", "<=", fields.Date.today())], ["user_id"], ["kind:count_distinct"]
        )
        return {user.id: count for user, count in groups}


class IrConfigParameter(models.Model):
    """The switch counts at once: rules of records are kept per user."""

    _inherit = "ir.config_parameter"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        parameters._forget_gate()
        return parameters

    def write(self, vals):
        result = super().write(vals)
        self._forget_gate()
        return result

    def unlink(self):
        self._forget_gate()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _forget_gate(self):
        if PARAMETER in self.mapped("key"):
            self.env.registry.clear_cache()
