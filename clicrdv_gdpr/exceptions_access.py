"""Each refusal about who may see data and how he proves it is him: a stable code and a sentence that says what to do."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class AccessLogIsForever(PrivacyRefused):
    code = "access_log_is_forever"
    sentence = _lt("The access log proves who saw what: nobody writes, changes or deletes a line of it.")


class AlertByHand(PrivacyRefused):
    code = "alert_by_hand"
    sentence = _lt("Alerts are raised by the supervision only: write down what you found out, and close it.")


class ThresholdOutOfRange(PrivacyRefused):
    code = "threshold_out_of_range"
    sentence = _lt("An alert needs a threshold between %(low)s and %(high)s client files.")


class PasswordTooWeak(PrivacyRefused):
    code = "password_too_weak"
    sentence = _lt(
        "This password is too easy to guess: choose %(advice)s. Names, dates, common words and rows of the keyboard "
        "count as one character."
    )


class LoginIsGeneric(PrivacyRefused):
    code = "login_is_generic"
    sentence = _lt(
        "“%(login)s” is nobody's login: whoever reads client files has an account of his own. Use the name of the person."
    )


class ExternalNeedsSponsor(PrivacyRefused):
    code = "external_needs_sponsor"
    sentence = _lt("“%(name)s” works for another company: choose a sponsor and the day on which the access ends.")


class SponsorOutsider(PrivacyRefused):
    code = "sponsor_outsider"
    sentence = _lt("“%(name)s” cannot be a sponsor: choose somebody of the house with an active account of his own.")


class ExternalEndsLate(PrivacyRefused):
    code = "external_ends_late"
    sentence = _lt("The access of somebody from outside ends within a year: %(day)s at the latest.")


class ReviewByHand(PrivacyRefused):
    code = "review_by_hand"
    sentence = _lt(
        "A review is a proof: it changes by its buttons only, and it is closed when every account is answered for."
    )


class ReviewClosed(PrivacyRefused):
    code = "review_closed"
    sentence = _lt("This review is closed: begin a new one to decide again.")


class JustificationMissing(PrivacyRefused):
    code = "justification_missing"
    sentence = _lt("Write down what “%(name)s” needs the access for, and keep the account then.")


class OwnAccount(PrivacyRefused):
    code = "own_account"
    sentence = _lt("Somebody else answers for your own account: ask another privacy officer.")


class AccountSpared(PrivacyRefused):
    code = "account_spared"
    sentence = _lt("“%(name)s” cannot be disabled: %(reason)s.")
