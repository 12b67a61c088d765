from odoo import api, models


class ClicrdvDemo(models.AbstractModel):
    """The part of the demo that bills: relative to today, and more than one would write by hand."""

    _inherit = "clicrdv.demo"

    # === BUSINESS METHODS === #

    @api.model
    def _generate_billing(self):
        """Three months of a contract of Horizon Optique, and an order that waits; the books must still be empty."""
        self._check_demo_database()
        from ..demo import generate  # only a database with demo data needs it

        generate.everything(self.env)
