from odoo import fields, models


class ResCompany(models.Model):
    """As an operator: how his invoices reach his approved platform."""

    _inherit = "res.company"

    # === FIELDS === #

    billing_platform = fields.Selection(
        [("folder", "Files in a folder of the server")],
        "Way to the approved platform",
        help="Blank: invoices are e-mailed, and handed to the platform by a person.",
    )
    billing_platform_folder = fields.Char(
        "Folder of the platform",
        groups="base.group_system",
        help="Absolute path of a folder on the server that the program of the platform reads. Each invoice is put there"
        " once, under its number; what the platform does with it is seen at the platform.",
    )
