from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How the service of the present company is watched."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    support_email = fields.Char(related="company_id.support_email", readonly=False)
    support_alias_name = fields.Char(related="company_id.support_alias_name", readonly=False)
    service_calendar = fields.Selection(related="company_id.service_calendar", readonly=False)
    service_probe_url = fields.Char(related="company_id.service_probe_url", readonly=False)
    service_probe_report_url = fields.Char(related="company_id.service_probe_report_url")
    service_report_day = fields.Integer(related="company_id.service_report_day", readonly=False)

    # === ACTIONS === #

    def action_new_probe_token(self):
        """Give the monitor outside a new secret address."""
        self.company_id.action_new_probe_token()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
