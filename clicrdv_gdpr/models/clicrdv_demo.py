from odoo import api, models


class ClicrdvDemo(models.AbstractModel):
    """The part of the demo about data protection: relative to today, and made by the steps that people take."""

    _inherit = "clicrdv.demo"

    # === BUSINESS METHODS === #

    @api.model
    def _generate_privacy(self):
        """Registers, notices, consents, requests, runs and an end of contract; done before, it adds nothing."""
        self._check_demo_database()
        from ..demo import generate  # only a database with demo data needs it

        generate.everything(self.env)
