from odoo import fields, models

from odoo.addons.clicrdv_booking.models.clicrdv_message import MANUAL


class ClicrdvMessage(models.Model):
    """Nothing is sent to somebody who refused before his file was erased, nor by a file that is only kept (art. 18)."""

    _inherit = "clicrdv.message"

    # === FIELDS === #

    reason = fields.Selection(
        selection_add=[("archived", "The file is archived: nothing is done with it")],
        ondelete={"archived": "set null"},
    )

    # === BUSINESS METHODS === #

    def _obstacle_of_address(self, stopped):
        if self.target == "client" and self.client_id.client_privacy_state == "archived" and self.kind != MANUAL:
            return "archived"
        return super()._obstacle_of_address(stopped)

    def _stop_lists(self):
        lists = super()._stop_lists()
        addresses = {message._address() for message in self} - {""}
        refusals = self.env["clicrdv.optout"]._refusals_of_erased(self.company_id.ids, addresses)
        return lists._replace(here=lists.here | {(company_id, address) for company_id, _channel, address in refusals})
