"""Refusals of whoever accepts the data-protection agreement on screen."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class AgreementUnpublished(PrivacyRefused):
    code = "agreement_unpublished"
    sentence = _lt(
        "There is no agreement to accept yet. Ask the provider to publish one: Data protection, Registers, "
        "Versions of the agreement."
    )


class MayNotSign(PrivacyRefused):
    code = "may_not_sign"
    sentence = _lt(
        "Whoever answers for “%(name)s” accepts the agreement: a manager of the establishment, or of its integrated "
        "network. What was signed on paper is recorded under Data protection, Registers, Signatures of the agreement."
    )


class NotConfirmed(PrivacyRefused):
    code = "not_confirmed"
    sentence = _lt("Write your name, and tick that you have read the agreement and may accept it.")
