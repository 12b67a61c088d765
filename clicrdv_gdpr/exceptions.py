"""What each refusal of the data protection is; the refusals themselves stand by their part in `exceptions_….py`."""

from odoo.addons.clicrdv_booking.exceptions import Refused


class PrivacyRefused(Refused):
    """What a person of the data protection is refused."""
