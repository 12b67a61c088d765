from odoo import models


class ClicrdvSmsTest(models.TransientModel):
    """A test is a flow like any other."""

    _inherit = "clicrdv.sms.test"

    # === BUSINESS METHODS === #

    def _send(self):
        self.gateway_id._require_flow(self.gateway_id.company_id or self.env.company)
        return super()._send()
