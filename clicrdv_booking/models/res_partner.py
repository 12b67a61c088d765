from odoo import api, fields, models

from ..logic import contacts

# What public pages show of the partner of an establishment, see res.company._booking_front.
SHOWN_ADDRESS = frozenset({"name", "street", "street2", "zip", "city", "phone", "type"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === FIELDS === #

    is_client_file = fields.Boolean("Client file", index="btree_not_null", copy=False)
    client_lastname = fields.Char("Last name")
    client_firstname = fields.Char("First name")
    client_from_web = fields.Boolean("Created by an online booking", readonly=True, copy=False)
    client_consent_email = fields.Boolean("Accepts e-mails", default=True)
    client_consent_sms = fields.Boolean("Accepts SMS", default=True)
    client_phone_key = fields.Char(
        "Phone in international form", compute="_compute_client_phone_key", store=True, index="btree_not_null"
    )
    client_comments = fields.Text("Staff comments", help="Never shown to the client.")
    client_properties = fields.Properties(
        "Further details", definition="company_id.client_properties_definition", copy=True
    )
    appointment_ids = fields.One2many("calendar.event", "client_id", "Appointments")
    appointment_count = fields.Integer("Number of appointments", compute="_compute_appointment_counts")
    no_show_count = fields.Integer("Missed appointments", compute="_compute_appointment_counts")

    # === COMPUTE METHODS === #

    @api.depends("phone", "country_id", "company_id.country_id", "is_client_file")
    def _compute_client_phone_key(self):
        for partner in self:
            partner.client_phone_key = partner._phone_key() if partner.is_client_file and partner.phone else False

    def _phone_key(self):
        country = (self.country_id or self.company_id.country_id).code or "FR"
        try:
            return contacts.normalise_phone(self.phone, country)
        except contacts.ContactError:
            return False  # staff may keep a number that is not one, such as an extension

    def _compute_appointment_counts(self):
        groups = self.env["calendar.event"]._read_group(
            [("client_id", "in", self.ids), ("lead_id", "=", False)], ["client_id", "booking_state"], ["__count"]
        )
        counts = {}
        for client, state, count in groups:
            total, missed = counts.get(client.id, (0, 0))
            counts[client.id] = (total + count, missed + count * (state == "no_show"))
        for partner in self:
            partner.appointment_count, partner.no_show_count = counts.get(partner.id, (0, 0))

    # === ONCHANGE METHODS === #

    @api.onchange("client_lastname", "client_firstname")
    def _onchange_client_names(self):
        if self.is_client_file and self.client_lastname:
            self.name = self._client_display_name(self.client_lastname, self.client_firstname)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("is_client_file", self.env.context.get("default_is_client_file")):
                self._complete_client_file(vals)
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if SHOWN_ADDRESS & vals.keys():
            # the address of an establishment is its partner's; whose it is, is no secret to the cache
            companies = self.env["res.company"].sudo()
            if companies.search_count([("partner_id", "in", self.ids)], limit=1):
                self.env["clicrdv.catalogue.mixin"]._forget_catalogues()
        if "company_id" in vals:
            # core checks the rights before a write only: a file is not sent to an establishment out of reach
            self.filtered("is_client_file").check_access("write")
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _client_display_name(self, lastname, firstname):
        """How a client file is called in lists, sorted by last name.

        :param str lastname: last name as typed
        :param str firstname: first name as typed, or falsy
        :rtype: str
        """
        return " ".join(filter(None, [(lastname or "").upper(), firstname]))

    @api.model
    def _complete_client_file(self, vals):
        """Fill in what a client file always has: its establishment, its two names.

        :param dict vals: values for `create`, changed in place
        """
        vals.setdefault("company_id", self.env.context.get("default_company_id") or self.env.company.id)
        if vals.get("client_lastname"):
            vals["name"] = self._client_display_name(vals["client_lastname"], vals.get("client_firstname"))
        elif vals.get("name"):
            vals["client_lastname"], _space, vals["client_firstname"] = vals["name"].strip().partition(" ")
            vals["name"] = self._client_display_name(vals["client_lastname"], vals["client_firstname"])
