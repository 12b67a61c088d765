from odoo import fields, models


class ClicrdvAgendaFilter(models.Model):
    """Agendas that a user has ticked beside the calendar."""

    _name = "clicrdv.agenda.filter"
    _description = "Agenda shown in a user's calendar"

    # === FIELDS === #

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", default=lambda self: self.env.user
    )
    agenda_id = fields.Many2one("clicrdv.agenda", required=True, index=True, ondelete="cascade")
    checked = fields.Boolean(default=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_per_user = models.Constraint("UNIQUE (user_id, agenda_id)", "This agenda is already shown.")
