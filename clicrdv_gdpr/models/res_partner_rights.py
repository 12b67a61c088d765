from odoo import api, fields, models

from ..exceptions_rights import NameNeeded, NothingChanged


class ResPartner(models.Model):
    """Requests of a client about his data, from his file."""

    _inherit = "res.partner"

    # === FIELDS === #

    privacy_request_ids = fields.Many2many(
        "clicrdv.privacy.request",
        "clicrdv_privacy_request_partner_rel",
        "partner_id",
        "request_id",
        "Requests about his data",
        groups="clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager",
        copy=False,
    )
    privacy_request_count = fields.Integer(
        "Number of requests about his data",
        compute="_compute_privacy_request_count",
        groups="clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager",
    )

    # === COMPUTE METHODS === #

    @api.depends("privacy_request_ids")
    def _compute_privacy_request_count(self):
        for partner in self:
            partner.privacy_request_count = len(partner.privacy_request_ids)

    # === ACTIONS === #

    def action_privacy_requests(self):
        """The requests of this client, or a new one for him."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_gdpr.clicrdv_privacy_request_action")
        context = {"default_partner_ids": self.ids, "default_company_id": self.company_id.id}
        action |= {"domain": [("partner_ids", "in", self.ids)], "context": context}
        if not self.privacy_request_count:
            action |= {"view_mode": "form", "views": [(False, "form")]}
        return action

    # === BUSINESS METHODS === #

    def _correct_name(self, lastname, firstname):
        """Correct the name of a client file at the wish of its person, and tell the address on file.

        :param str lastname: cleaned
        :param str firstname: cleaned, may be blank
        :raises NameNeeded, NothingChanged:
        """
        self.ensure_one()
        if not lastname:
            raise NameNeeded(self.env)
        if (lastname, firstname) == (self.client_lastname or "", self.client_firstname or ""):
            raise NothingChanged(self.env)
        name = self._client_display_name(lastname, firstname)
        self.write({"client_lastname": lastname, "client_firstname": firstname or False, "name": name})
        if self.email_normalized:
            letter = self.company_id._privacy_letter("changed", self.lang or "fr_FR", what="name")
            self.company_id._privacy_mail(self.email_normalized, *letter)
