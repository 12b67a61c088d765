"""Each refusal that a person of the billing can meet: a stable code and a sentence that says what to do."""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class BillingRefused(UserError):
    """Something that was understood and is refused; nothing was changed.

    :param env: environment whose language the sentence is written in
    :param values: what the sentence names, in words that a person reads
    """

    code = "refused"
    sentence = _lt("This is not possible.")

    def __init__(self, env, **values):
        self.values = values
        sentence = env._(self.sentence)
        super().__init__(sentence % values if values else sentence)


class StateRefused(BillingRefused):
    code = "state_refused"
    sentence = _lt("“%(name)s” is %(current)s: it cannot become %(target)s.")


class WrittenByHand(BillingRefused):
    code = "written_by_hand"
    sentence = _lt("%(fields)s: this is not written by hand, use the buttons of the record.")
