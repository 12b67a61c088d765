from odoo import api, models
from odoo.exceptions import UserError

from ..logic import contacts


class ClicrdvOptout(models.Model):
    """The stop list as managers keep it: numbers and addresses in one form, and client files that say the same."""

    _inherit = "clicrdv.optout"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["source"] = "staff"
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["address"] = self._normalised(vals.get("address") or "", vals.get("channel", "sms"), company)
        refusals = super().create(vals_list)
        for refusal in refusals:
            refusal._say_no_on_files()
        return refusals

    # === BUSINESS METHODS === #

    def _check_reach(self, names):
        """A refusal is made and taken back, never changed: the right to make it says where it may come to."""
        self.check_access("create")

    @api.model
    def _normalised(self, address, channel, company):
        """A number or address as messages compare it.

        :raises UserError: it is none
        """
        try:
            if channel == "sms":
                return contacts.normalise_phone(address, company.country_id.code or "FR")
            return contacts.normalise_email(address)
        except contacts.ContactError:
            raise UserError(self.env._("“%s” is no phone number or e-mail address.", address)) from None

    def _say_no_on_files(self):
        """Every client file of the establishment with this number or address says no as well."""
        by = "client_phone_key" if self.channel == "sms" else "email_normalized"
        files = self.env["res.partner"].search(
            [("is_client_file", "=", True), ("company_id", "=", self.company_id.id), (by, "=", self.address)]
        )
        files.write({f"client_consent_{self.channel}": False})
