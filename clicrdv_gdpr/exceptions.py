"""Each refusal that a person of the data protection can meet: a stable code and a sentence that says what to do."""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class PrivacyRefused(UserError):
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
