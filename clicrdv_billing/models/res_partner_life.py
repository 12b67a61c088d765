from odoo import models

from ..exceptions_life import LegalPersonChanged
from ..logic import contract_states as states


class ResPartner(models.Model):
    """The legal person behind an establishment or a customer under contract stays the same (BKG-24)."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    def write(self, vals):
        if "company_registry" in vals:
            self._refuse_another_legal_person(vals["company_registry"])
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _refuse_another_legal_person(self, registry):
        """A moved shop has another SIRET and keeps its SIREN, its first nine digits: that is no other legal person.

        :param str registry: the number that is written
        :raises LegalPersonChanged:
        """
        changed = self.filtered(
            lambda partner: partner.company_registry and _siren(partner.company_registry) != _siren(registry)
        )
        if not changed:
            return
        # whoever corrects an address may have no right on contracts
        contracts, rows = self.env["clicrdv.contract"].sudo(), self.env["clicrdv.subscription"].sudo()
        signed = contracts.search([("partner_id", "in", changed.ids), ("state", "in", tuple(states.IN_FORCE))], limit=1)
        served = rows.search(
            [("establishment_id.partner_id", "in", changed.ids), ("contract_id.state", "in", tuple(states.IN_FORCE))]
        ).filtered(lambda row: not row.date_end or row.date_end >= row.company_id._local_day())
        if signed or served:
            raise LegalPersonChanged(self.env, name=(signed.partner_id or served[0].establishment_id).name)


def _siren(registry):
    return "".join(filter(str.isdigit, registry or ""))[:9]
