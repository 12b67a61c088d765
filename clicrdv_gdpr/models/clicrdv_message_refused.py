from odoo import models


class ClicrdvMessage(models.Model):
    """Nothing is sent to somebody who refused before his file was erased."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _stop_lists(self):
        lists = super()._stop_lists()
        addresses = {message._address() for message in self} - {""}
        refusals = self.env["clicrdv.optout"]._refusals_of_erased(self.company_id.ids, addresses)
        return lists._replace(here=lists.here | {(company_id, address) for company_id, _channel, address in refusals})
