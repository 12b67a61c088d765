from odoo import fields, models

from .clicrdv_sms_gateway_recipient import OBSTACLES

CODES = frozenset(dict(OBSTACLES))


class ClicrdvMessage(models.Model):
    """A message leaves only where its establishment's data may go; else it says why not."""

    _inherit = "clicrdv.message"

    # === FIELDS === #

    reason = fields.Selection(selection_add=OBSTACLES, ondelete=dict.fromkeys(CODES, "set null"))

    # === BUSINESS METHODS === #

    def _obstacle_of_address(self, stopped):
        reason = super()._obstacle_of_address(stopped)
        if reason or self.channel != "sms":
            return reason
        # read with each batch anew: who stops a recipient need not wait for a job to end
        gateway = self.env["clicrdv.sms.gateway"]._of_company(self.company_id)
        return gateway._flow_obstacle(self.company_id) if gateway else ""

    def _settle_unsent(self, reason):
        """An e-mail goes instead where the rule says so: it stays in the European Union, or is asked again itself."""
        result = super()._settle_unsent(reason)
        if reason in CODES and self.channel == "sms" and self.or_email and self.event_id:
            self._plan_email_instead()
        return result
