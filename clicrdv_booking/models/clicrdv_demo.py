from odoo import api, models
from odoo.exceptions import UserError


class ClicrdvDemo(models.AbstractModel):
    """The part of the demo data that depends on today's date, or is too much to write by hand."""

    _name = "clicrdv.demo"
    _description = "Demo data of ClicRDV"

    # === BUSINESS METHODS === #

    @api.model
    def _activate_languages(self):
        """French for everybody, English beside it on the site."""
        self._check_demo_database()
        from ..demo import languages  # only a database with demo data needs it

        languages.activate(self.env)

    @api.model
    def _generate(self):
        """Fill the establishments of the demo files; they must still be empty."""
        self._check_demo_database()
        from ..demo import generate  # only a database with demo data needs it

        generate.everything(self.env)

    @api.model
    def _check_demo_database(self):
        """:raises UserError: the database was made without demo data"""
        base = self.env["ir.module.module"].search([("name", "=", "base")])
        if not base.demo:
            raise UserError(self.env._("This database was made without demo data."))
