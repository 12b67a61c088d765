from odoo import api, fields, models


class ClicrdvMessageReport(models.Model):
    """One event of a message in words."""

    _inherit = "clicrdv.message.report"

    # === FIELDS === #

    summary = fields.Char("What", compute="_compute_summary")

    # === COMPUTE METHODS === #

    @api.depends("source", "state", "code")
    @api.depends_context("lang")
    def _compute_summary(self):
        words = {
            "accepted": self.env._("Taken by the gateway"),
            "refused": self.env._("Refused by the gateway"),
            "retry": self.env._("Not taken: to be tried again later"),
            "unknown": self.env._("Nobody knows whether it left"),
            "sent": self.env._("On its way"),
            "delivered": self.env._("Delivered"),
            "failed": self.env._("Not delivered"),
            "confirmed": self.env._("“It was sent”"),
            "sent_again": self.env._("“Send again”"),
        }
        for report in self:
            said = words.get(report.code) if report.source == "person" else words.get(report.state, report.state)
            detail = report.code if report.source != "person" and report.code != report.state else ""
            report.summary = f"{said} ({detail})" if detail else said or report.state
