from odoo import models


class IrCron(models.Model):
    """An installation is one transaction: what a job does in it, such as for the demonstration, is committed with it."""

    _inherit = "ir.cron"

    # === BUSINESS METHODS === #

    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        if not self.env.registry.ready:
            return float("inf")
        return super()._commit_progress(processed, remaining=remaining, deactivate=deactivate)
