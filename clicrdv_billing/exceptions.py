"""Each refusal that a person of the billing can meet: a stable code and a sentence that says what to do."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.clicrdv_booking.exceptions import Refused

_lt = LazyTranslate(__name__)


class BillingRefused(Refused):
    """What a person of the billing is refused."""


class StateRefused(BillingRefused):
    code = "state_refused"
    sentence = _lt("“%(name)s” is %(current)s: it cannot become %(target)s.")


class WrittenByHand(BillingRefused):
    code = "written_by_hand"
    sentence = _lt("%(fields)s: this is not written by hand, use the buttons of the record.")
