from odoo import models
from odoo.fields import Command


class ClicrdvService(models.Model):
    _inherit = "clicrdv.service"

    # === ACTIONS === #

    def action_add_everyone(self):
        """Let every agenda of the establishment do the service, at its usual duration."""
        for service in self:
            missing = service.company_id.agenda_ids - service.skill_ids.agenda_id
            service.skill_ids = [Command.create({"agenda_id": agenda.id}) for agenda in missing]
