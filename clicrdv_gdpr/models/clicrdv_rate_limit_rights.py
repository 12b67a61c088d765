from odoo import api, models

#: Name of a limit → (hits allowed, seconds), as those of booking: parameter `clicrdv_booking.limit_<name>` replaces the hits.
LIMITS = {
    "privacy_form": (10, 3600),  # by the visitor's address
    "privacy_contact": (3, 3600),  # by who is written to: nobody floods somebody else
    "privacy_page": (60, 60),
    "privacy_act": (20, 600),
    "privacy_export": (5, 600),  # an export is work
}


class ClicrdvRateLimit(models.Model):
    """Limits of the pages where persons ask for their data."""

    _inherit = "clicrdv.rate.limit"

    # === BUSINESS METHODS === #

    @api.model
    def _limit(self, name):
        if name not in LIMITS:
            return super()._limit(name)
        allowed, seconds = LIMITS[name]
        # a visitor may not read parameters; these hold no secret
        value = self.env["ir.config_parameter"].sudo().get_param(f"clicrdv_booking.limit_{name}")
        return (int(value) if value and value.isdecimal() else allowed), seconds
