from odoo import api, models

#: Messages that a client says yes or no to, by a tick of his file.
TICKS = ("client_consent_email", "client_consent_sms")


class MergePartnerAutomatic(models.TransientModel):
    """Two files become one: what was agreed to and refused on either of them stays proven, and a no counts for both.

    Core keeps a tick that is set on any file, and leads rows to the file that stays without asking whether they may
    stand there twice.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    # === BUSINESS METHODS === #

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # proofs are changed by code only, whoever merges two files
        self.env["clicrdv.consent"].sudo()._settle_merge(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        files = (src_partners | dst_partner).filtered("is_client_file")
        refused = {name: False for name in TICKS if not all(files.mapped(name))}
        result = super()._update_values(src_partners, dst_partner)
        if refused:
            dst_partner.write(refused)
        return result
