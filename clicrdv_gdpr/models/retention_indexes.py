from odoo import models

# Erasing 500 clients looks each of them up in every table: without these the job reads whole tables for each batch
# (tests/bench/test_bench_gdpr.py). Odoo drops them with this addon.


class ResPartner(models.Model):
    """Whoever shares an address with a client keeps what is found by it."""

    _inherit = "res.partner"

    # === CONSTRAINTS AND INDEXES === #

    _privacy_email_index = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")


class CalendarAttendee(models.Model):
    """Invitations are found by whom they are for."""

    _inherit = "calendar.attendee"

    # === CONSTRAINTS AND INDEXES === #

    _privacy_partner_index = models.Index("(partner_id)")
