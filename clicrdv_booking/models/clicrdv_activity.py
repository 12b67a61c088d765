from odoo import fields, models


class ClicrdvActivity(models.Model):
    """Trade of an establishment, as clients search for it."""

    _name = "clicrdv.activity"
    _description = "Activity"
    _order = "name"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable word for links and imports, such as hairdresser.")
    active = fields.Boolean(default=True)

    # === CONSTRAINTS AND INDEXES === #

    _code_unique = models.Constraint("UNIQUE (code)", "Another activity has this code.")
