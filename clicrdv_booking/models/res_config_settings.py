from odoo import api, fields, models

from .clicrdv_rate_limit import LIMITS

PARAMETER = "clicrdv_booking.limit_%s"


class ResConfigSettings(models.TransientModel):
    """How often one visitor may ask; the rules of booking are each establishment's own."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    clicrdv_limit_search = fields.Integer("Searches of establishments")
    clicrdv_limit_slots = fields.Integer("Pages of free times")
    clicrdv_limit_same_slots = fields.Integer("Same page of free times")
    clicrdv_limit_hold = fields.Integer("Times asked for")
    clicrdv_limit_held = fields.Integer("Times kept")
    clicrdv_limit_confirm = fields.Integer("Bookings sent")
    clicrdv_limit_contact = fields.Integer("Bookings for one contact")
    clicrdv_limit_token = fields.Integer("Pages of an appointment")

    # === BUSINESS METHODS === #

    @api.model
    def get_values(self):
        values = super().get_values()
        # settings are the administrator's: parameters are read as he may
        parameters = self.env["ir.config_parameter"].sudo()
        for name, (usual, _seconds) in LIMITS.items():
            value = parameters.get_param(PARAMETER % name)
            values[f"clicrdv_limit_{name}"] = int(value) if value and value.isdecimal() else usual
        return values

    def set_values(self):
        result = super().set_values()
        # see get_values; written by hand because zero, which switches a limit off, is a value here
        parameters = self.env["ir.config_parameter"].sudo()
        for name in LIMITS:
            parameters.set_param(PARAMETER % name, str(max(0, self[f"clicrdv_limit_{name}"])))
        return result
