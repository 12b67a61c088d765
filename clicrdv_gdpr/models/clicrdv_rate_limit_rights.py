"""Limits of the pages where persons ask for their data, counted as those of booking (`clicrdv.rate.limit`)."""

from odoo.addons.clicrdv_booking.models.clicrdv_rate_limit import LIMITS

LIMITS.update(
    {
        "privacy_form": (10, 3600),  # by the visitor's address
        "privacy_contact": (3, 3600),  # by who is written to: nobody floods somebody else
        "privacy_page": (60, 60),
        "privacy_act": (20, 600),
        "privacy_export": (5, 600),  # an export is work
    }
)
