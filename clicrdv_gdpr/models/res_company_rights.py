from odoo import fields, models
from odoo.fields import Domain

OFFICER = "clicrdv_gdpr.group_privacy_officer"
MANAGER = "clicrdv_booking.group_manager"


class ResCompany(models.Model):
    """Who looks after requests of persons, and whose data one controller holds."""

    _inherit = "res.company"

    # === FIELDS === #

    privacy_request_user_id = fields.Many2one(
        "res.users",
        "In charge of requests of persons",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Gets the alarm on day 20. Blank: every privacy officer of the establishment, or its managers.",
    )
    privacy_unconfirmed_days = fields.Integer("Unconfirmed requests are removed after (days)", required=True, default=7)

    # === CONSTRAINTS AND INDEXES === #

    _privacy_unconfirmed_in_days = models.Constraint(
        "CHECK (privacy_unconfirmed_days BETWEEN 1 AND 31)", "Unconfirmed requests are kept for 1 to 31 days."
    )

    # === BUSINESS METHODS === #

    def _privacy_controller_companies(self):
        """Establishments of the same legal person: all of an integrated network, otherwise this one alone.

        :return: res.company in superuser mode
        """
        self.ensure_one()
        company = self.sudo()  # whether establishments are one legal person, whoever may read the network
        network = company.network_id
        return network.company_ids | company if network.kind == "integrated" else company

    def _privacy_files_of(self, address):
        """Client files that a controller holds about whoever has an address or a number.

        :param str address: normalised e-mail address, or number in E.164
        :return: res.partner in superuser mode
        """
        if not address:
            return self.env["res.partner"].sudo()  # none
        column = "email_normalized" if "@" in address else "client_phone_key"
        domain = Domain("company_id", "in", self._privacy_controller_companies().ids)
        domain &= Domain("is_client_file", "=", True) & Domain(column, "=", address)
        domain &= Domain("client_privacy_state", "!=", "destroyed")
        # who asks is not signed in
        found = self.env["res.partner"].sudo().with_context(active_test=False).search(domain, order="id")
        if column == "client_phone_key" and len({(file.name or "").casefold() for file in found}) > 1:
            # a number of a whole family: whoever can be asked by his own e-mail address is asked there
            return found.filtered(lambda file: not file.email_normalized)
        return found

    def _privacy_request_users(self):
        """Whom the alarm of a request calls.

        :return: res.users in superuser mode
        """
        self.ensure_one()
        company = self.sudo()  # who answers for a case, whoever has it looked at
        if company.privacy_request_user_id.active:
            return company.privacy_request_user_id
        users = company.env["res.users"]
        for group in (OFFICER, MANAGER):
            domain = [("all_group_ids", "in", self.env.ref(group).ids), ("company_ids", "in", self.ids)]
            if found := users.search([*domain, ("share", "=", False)], order="id"):
                return found
        return users


class ResConfigSettings(models.TransientModel):
    """Settings of the requests of persons."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    privacy_request_user_id = fields.Many2one(
        related="company_id.privacy_request_user_id",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    privacy_unconfirmed_days = fields.Integer(related="company_id.privacy_unconfirmed_days", readonly=False)
