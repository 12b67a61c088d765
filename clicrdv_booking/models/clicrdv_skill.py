from odoo import fields, models


class ClicrdvSkill(models.Model):
    """Who can do a service, and in how long when he needs another time than usual."""

    _name = "clicrdv.skill"
    _inherit = ["clicrdv.catalogue.mixin"]
    _description = "Service that an agenda can do"
    _rec_name = "agenda_id"
    _order = "service_id, agenda_id"
    _check_company_auto = True

    # === FIELDS === #

    service_id = fields.Many2one("clicrdv.service", required=True, index=True, ondelete="cascade", check_company=True)
    agenda_id = fields.Many2one("clicrdv.agenda", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True)
    duration_minutes = fields.Integer("Own duration (minutes)", help="Zero: the usual duration of the service.")

    # === CONSTRAINTS AND INDEXES === #

    _one_per_agenda = models.Constraint("UNIQUE (service_id, agenda_id)", "This agenda already does this service.")
    _duration_positive = models.Constraint(
        "CHECK (duration_minutes BETWEEN 0 AND 1440)", "A service lasts at most one day."
    )
