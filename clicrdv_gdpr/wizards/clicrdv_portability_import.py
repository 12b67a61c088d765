import base64
import os
import tempfile

from odoo import fields, models


class ClicrdvPortabilityImport(models.TransientModel):
    """Import the export of an establishment or of a network into this database."""

    _name = "clicrdv.portability.import"
    _description = "Import an export"

    # === FIELDS === #

    file = fields.Binary("Archive", required=True, attachment=False)
    file_name = fields.Char()
    sha256 = fields.Char("SHA-256", help="As it was told with the delivery. Blank: not compared.")
    company_id = fields.Many2one(
        "res.company",
        "Into",
        ondelete="cascade",
        help="An establishment without any data. Blank: a new one is created.",
    )
    imported_ids = fields.Many2many("res.company", readonly=True)

    # === ACTIONS === #

    def action_import(self):
        """Import everything, or nothing."""
        self.ensure_one()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "export.zip")
            with open(path, "wb") as target:
                target.write(base64.b64decode(self.file))
            companies = self.env["clicrdv.portability"]._import(path, self.sha256, self.company_id)
        self.env.user.company_ids |= companies
        self.write({"imported_ids": companies.ids})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
