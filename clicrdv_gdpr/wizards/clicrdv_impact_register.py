from odoo import models

from ..logic.privacy_roles import PROCESSOR


class ClicrdvImpactExport(models.TransientModel):
    """The description of the processing comes from the register of processings."""

    _inherit = "clicrdv.impact.export"

    # === BUSINESS METHODS === #

    def _processing(self):
        register = self.env["clicrdv.processing.register"].create({"company_id": self.company_id.id, "role": PROCESSOR})
        return {**super()._processing(), "register": register._content()}
