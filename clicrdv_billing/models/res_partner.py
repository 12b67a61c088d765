from odoo import api, fields, models

from ..exceptions_einvoice import AddressRefused
from ..logic import einvoice, einvoice_rules, identifiers


class ResPartner(models.Model):
    """A customer as an invoice names him: legal numbers, address, electronic address."""

    _inherit = "res.partner"

    # === FIELDS === #

    billing_electronic_address = fields.Char(
        "Electronic address",
        help="Where the customer receives electronic invoices inside France: his SIREN, and what he has added to it at"
        " his platform. Blank: his SIREN.",
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("billing_electronic_address", "company_registry")
    def _check_billing_electronic_address(self):
        for partner in self.filtered("billing_electronic_address"):
            address = partner.billing_electronic_address
            if not einvoice_rules.may_be_an_address(address, partner._billing_siren()):
                raise AddressRefused(self.env, address=address, partner=partner.display_name)

    # === BUSINESS METHODS === #

    def _billing_siren(self):
        return identifiers.siren_of(self.commercial_partner_id.company_registry)

    def _billing_problems(self, taxed=True):
        """What an invoice to this customer cannot do without.

        :param bool taxed: whether it has VAT: a department without VAT gives no VAT number
        :return: list of sentences
        """
        self.ensure_one()
        legal = self.commercial_partner_id
        siren, vat = self._billing_siren(), (legal.vat or "").strip()
        french = legal.country_id.code in (False, "FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM")
        name = legal.display_name or self.env._("a customer without a name")
        checks = {
            self.env._("Enter the country of %s.", name): legal.country_id,
            self.env._("Enter the street, the post code and the town of %s.", name): legal.street
            and legal.zip
            and legal.city,
            self.env._("Enter the SIRET of %s, 14 digits.", name): siren,
            self.env._("Enter the VAT number of %s, or “/” if he has none.", name): vat or not taxed,
            self.env._("The VAT number of %s is not the one of his SIREN: correct one of them.", name): (
                vat in ("", "/") or not french or not siren or identifiers.vat_agrees(vat, siren)
            ),
        }
        return [sentence for sentence, is_right in checks.items() if not is_right]

    def _billing_warnings(self):
        """What does not stop an invoice, but its way to this customer.

        :return: list of sentences
        """
        self.ensure_one()
        if self.email:
            return []
        return [self.env._("%s has no e-mail address: the invoice will not be sent to him.", self.display_name)]

    def _einvoice_party(self, legal_info=""):
        """This partner as a party of an electronic invoice, by the legal person that it belongs to."""
        legal = self.commercial_partner_id
        siren = self._billing_siren()
        return einvoice.Party(
            name=legal.name or "",
            street=legal.street or "",
            street2=legal.street2 or "",
            postcode=legal.zip or "",
            city=legal.city or "",
            country=legal.country_id.code or "FR",
            siren=siren,
            siret=identifiers.siret_of(legal.company_registry),
            vat=identifiers.vat_of(legal.vat) or ("" if legal.vat in (False, "/") else legal.vat),
            electronic_address=legal.billing_electronic_address or siren,
            legal_info=legal_info,
        )
