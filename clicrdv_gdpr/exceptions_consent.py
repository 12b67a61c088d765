"""Each refusal of notices, consents and purposes: a stable code and a sentence that says what to do."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class NoticeIncomplete(PrivacyRefused):
    code = "notice_incomplete"
    sentence = _lt("The notice of “%(name)s” cannot be published yet. Fill in first: %(missing)s.")


class NoticeForProvider(PrivacyRefused):
    code = "notice_for_provider"
    sentence = _lt("Only privacy officers publish the notice about accounts of professionals.")


class ConsentByHand(PrivacyRefused):
    code = "consent_by_hand"
    sentence = _lt("Consents are not written by hand: use the buttons of the client's file, which keep the proof.")


class ConsentNotOffered(PrivacyRefused):
    code = "consent_not_offered"
    sentence = _lt(
        "“%(name)s” does not send advertising by SMS: a manager switches it on in the establishment's booking form first."
    )


class ConsentOfNobody(PrivacyRefused):
    code = "consent_of_nobody"
    sentence = _lt(
        "“%(name)s” is no client file of “%(company)s”: a consent is given to one establishment by its client."
    )


class MarketingRefused(PrivacyRefused):
    code = "marketing_refused"
    sentence = _lt(
        "This SMS reads like advertising (%(words)s), and %(count)s of its recipients have not agreed to advertising "
        "(article L34-5 CPCE). Take them off, or leave these words out."
    )


class PurposeRefused(PrivacyRefused):
    code = "outside_purpose"
    sentence = _lt(
        "This is not possible: %(what)s is tied to none of the agreed purposes (sub-annex A of the data-protection "
        "agreement). Leave it out, or have the purposes changed by a signed amendment."
    )


class AccountsOff(PrivacyRefused):
    code = "accounts_off"
    sentence = _lt(
        "“%(name)s” offers its clients no account: they book, move and cancel without one. "
        "A manager switches accounts on in the establishment's booking form first."
    )
