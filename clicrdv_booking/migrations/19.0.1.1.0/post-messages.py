from odoo import SUPERUSER_ID, api

from odoo.addons.clicrdv_booking.hooks import give_standard_rules


def migrate(cr, _version):
    """Messages are new: establishments get their notifications, and a job plans those of the coming appointments."""
    give_standard_rules(api.Environment(cr, SUPERUSER_ID, {}))
