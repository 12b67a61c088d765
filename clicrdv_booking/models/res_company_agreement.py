from odoo import api, models


class ResCompany(models.Model):
    """What addons tell each other of agreements on data protection that are signed with contracts: here nobody signs any."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    @api.model
    def _signed_agreements(self, establishments):
        """Agreements on data protection that were signed for establishments together with a contract.

        Addons that have contracts extend it.

        :param establishments: res.company records
        :return: list of logic.signed_agreements.SignedAgreement
        """
        return []

    def _note_signed_agreements(self):
        """A contract was signed for these establishments, or they have joined one; data protection notes what binds them."""
