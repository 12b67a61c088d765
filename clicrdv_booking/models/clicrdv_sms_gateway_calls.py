from odoo import api, models
from odoo.tools import ormcache

from ..gateways import open_gateway
from ..logic import contacts


class ClicrdvSmsGateway(models.Model):
    """The gateway calls us: where, how we read it, and whom it speaks of."""

    _inherit = "clicrdv.sms.gateway"

    # === BUSINESS METHODS - ADDRESSES === #

    def _reports_url(self):
        """Where a gateway that has one address for the whole account sends its delivery reports.

        :rtype: str
        """
        self.ensure_one()
        return f"{self._called_base(self._origin.id)}/clicrdv/sms/reports/{self.inbound_token}"

    def _inbound_url(self):
        """Where a gateway hands over what clients answer.

        :rtype: str
        """
        self.ensure_one()
        return f"{self._called_base(self._origin.id)}/clicrdv/sms/inbound/{self.inbound_token}"

    @api.model
    @ormcache("gateway_id")
    def _called_base(self, gateway_id):
        """The public address of this site as it was told to a gateway; the request itself may come from a proxy."""
        # whoever calls is a gateway, without rights of its own
        return self.sudo().browse(gateway_id).get_base_url()

    @api.model
    @ormcache("company_id")
    def _reported_base(self, company_id):
        """The public address of this site in the report addresses of an establishment, as `_as_sms` makes them."""
        # a gateway reports about any establishment, and has no rights of its own
        return self.env["res.company"].sudo().browse(company_id).get_base_url()

    # === BUSINESS METHODS - READING === #

    @api.model
    @ormcache("gateway_id")
    def _opened(self, gateway_id):
        """The gateway, ready to read what it tells; kept until its settings change, as reports come by the thousand.

        :rtype: gateways.Gateway
        """
        # its secrets prove that it is the gateway that calls
        return open_gateway(self.sudo().browse(gateway_id)._account())

    @api.model
    def _by_inbound_token(self, token):
        """The gateway behind the secret address that was set at it; one that is put away still speaks.

        :return: id, None when there is none
        """
        self.env.cr.execute("SELECT id FROM clicrdv_sms_gateway WHERE inbound_token = %s", [token])
        found = self.env.cr.fetchone()
        return found and found[0]

    # === BUSINESS METHODS - STOP === #

    def _note_stop(self, number):
        """Somebody has answered STOP: note it for each establishment that wrote to him by this gateway.

        When none is known to have done so (the number may be purged), for those that the gateway belongs to.

        :param str number: as the gateway tells it
        """
        self.ensure_one()
        country = (self.company_id or self.network_id.company_ids[:1]).country_id.code or "FR"
        try:
            # some gateways pass a national number on
            address = contacts.normalise_phone(number.replace("+0", "0", 1), country)
        except contacts.ContactError:
            return  # a short number, a name: nobody that we write to
        companies = self._wrote_to(address) or self._owners(address)
        self.env["clicrdv.optout"]._note(companies, "sms", address, "stop")

    def _wrote_to(self, number):
        """Establishments that have sent an SMS to a number by this gateway.

        :param str number: in E.164 form
        :return: res.company records
        """
        sent = self.env["clicrdv.message"]._read_group(
            [("channel", "=", "sms"), ("recipient", "=", number), ("gateway_id", "=", self.id)], ["company_id"]
        )
        return self.env["res.company"].concat(*(company for (company,) in sent))

    def _owners(self, number):
        """Establishments that this gateway belongs to; of one for everybody, those that have a client of that number.

        :param str number: in E.164 form
        :return: res.company records
        """
        if self.company_id or self.network_id:
            return self.company_id or self.network_id.company_ids
        files = self.env["res.partner"].search([("client_phone_key", "=", number), ("is_client_file", "=", True)])
        return files.company_id.filtered(lambda company: self._of_company(company) == self)
