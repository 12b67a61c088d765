from odoo import fields, models


class ResCompany(models.Model):
    """Between the end of the service and the hand-over an establishment reads its data and changes nothing (GDP-35)."""

    _inherit = "res.company"

    # === FIELDS === #

    is_handing_over = fields.Boolean(
        "Only reads",
        readonly=True,
        copy=False,
        help="The service has ended; the data is read until the new provider runs.",
    )
