from odoo import fields, models


class ClicrdvDocumentReminder(models.Model):
    """A reminder of a document: for which day, and to which address."""

    _name = "clicrdv.document.reminder"
    _description = "Reminder of a document"
    _order = "day desc, id desc"
    _rec_name = "day"

    # === FIELDS === #

    request_id = fields.Many2one("clicrdv.document.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    day = fields.Date("Reminder day", required=True, readonly=True)
    email = fields.Char("Sent to", required=True, readonly=True)
    create_date = fields.Datetime("Written on", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _once_a_day = models.Constraint("UNIQUE (request_id, day)", "This reminder is written already.")
