"""Refusals in the life of a contract: its order, its terms, its notice, its changes and its end."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


class NotEligible(BillingRefused):
    """:ivar codes: what is missing or in doubt, as in `logic.eligibility`"""

    code = "not_eligible"
    sentence = _lt("“%(name)s” cannot be sent for signature yet:\n%(reasons)s")

    def __init__(self, env, codes, **values):
        super().__init__(env, **values)
        self.codes = codes


class NothingToApprove(BillingRefused):
    code = "nothing_to_approve"
    sentence = _lt("Nothing about “%(name)s” needs an approval.")


class ReasonMissing(BillingRefused):
    code = "reason_missing"
    sentence = _lt("Please write why: the reason is kept with the order.")


class TermsMissing(BillingRefused):
    code = "terms_missing"
    sentence = _lt("No version of “%(kind)s” is published yet: publish one under Configuration, General terms.")


class TermsPublished(BillingRefused):
    code = "terms_published"
    sentence = _lt("“%(name)s” is published and stays as it is: add a new version instead.")


class TermsFileRefused(BillingRefused):
    code = "terms_file"
    sentence = _lt("“%(name)s” needs a PDF file before it is published.")


class NotInForce(BillingRefused):
    code = "not_in_force"
    sentence = _lt("“%(name)s” is not in force: this is only possible while a contract runs.")


class DayOutsideContract(BillingRefused):
    code = "day_outside_contract"
    sentence = _lt("%(day)s is not a day of “%(name)s”: choose one from %(first)s to %(last)s.")


class DayOutsideSubscription(BillingRefused):
    code = "day_outside_subscription"
    sentence = _lt("%(establishment)s is not subscribed on %(day)s: choose another day.")


class OtherNetwork(BillingRefused):
    code = "other_network"
    sentence = _lt("%(establishment)s does not belong to the network of “%(name)s”: it needs an order of its own.")


class SubscribedAlready(BillingRefused):
    code = "subscribed_already"
    sentence = _lt("%(establishment)s is subscribed already from %(day)s on, or later.")


class SubscribedElsewhere(BillingRefused):
    code = "subscribed_elsewhere"
    sentence = _lt(
        "%(names)s: another contract serves them without an end. Have them leave it first, or take them off this order."
    )


class WrongNumber(BillingRefused):
    code = "wrong_number"
    sentence = _lt("%(establishment)s cannot join: %(reason)s")


class DeclarationMissing(BillingRefused):
    code = "declaration_missing"
    sentence = _lt("Write when and by whom the customer has certified the activity of %(establishment)s.")


class NothingChanges(BillingRefused):
    code = "nothing_changes"
    sentence = _lt("Nothing changes: choose another activity, offer, price or text.")


class LegalPersonChanged(BillingRefused):
    code = "legal_person_changed"
    sentence = _lt(
        "%(name)s is under contract, and a subscription is not transferable: another legal person needs a new order. "
        "End the subscription first."
    )


class EstablishmentSubscribed(BillingRefused):
    code = "establishment_subscribed"
    sentence = _lt("%(name)s is subscribed by the contract of its network: let it leave that contract first.")


class NoticeRefused(BillingRefused):
    code = "notice_refused"
    sentence = _lt("Notice cannot be received on %(day)s: the day is in the future, or before the contract.")


class NoticeGiven(BillingRefused):
    code = "notice_given"
    sentence = _lt("Notice has been given already: “%(name)s” ends on %(day)s.")


class NoticeOver(BillingRefused):
    code = "notice_over"
    sentence = _lt("This notice cannot be taken back: it was late, or the contract has ended.")


class ChangeSent(BillingRefused):
    code = "change_sent"
    sentence = _lt("The customer was told of this change, it stays as it is: withdraw it and prepare another one.")


class ChangeStateRefused(BillingRefused):
    code = "change_state_refused"
    sentence = _lt("A change that is %(current)s cannot become %(target)s.")


class ChangeClash(BillingRefused):
    code = "change_clash"
    sentence = _lt("Another change takes effect on %(day)s already: withdraw it, or wait until it applies.")


class SendingDayRefused(BillingRefused):
    code = "sending_day"
    sentence = _lt("A letter is sent today or was sent earlier, and after the contract began: check the sending date.")


class EmailMissing(BillingRefused):
    code = "email_missing"
    sentence = _lt("%(name)s has no e-mail address: write it on the customer, or send by post.")


class TerminationRefused(BillingRefused):
    code = "termination_refused"
    sentence = _lt("This contract cannot be ended like this.")


class TerminationAuthor(TerminationRefused):
    code = "termination_author"
    sentence = _lt("This party cannot end the contract for this cause.")


class ReceiptMissing(TerminationRefused):
    code = "termination_receipt_missing"
    sentence = _lt("For this cause the days count from the receipt of the letter: enter when it was received.")


class ReceiptBeforeSending(TerminationRefused):
    code = "termination_receipt_before_sending"
    sentence = _lt("The letter cannot be received before it was sent: check both dates.")


class ForceMajeureMissing(TerminationRefused):
    code = "termination_force_majeure_missing"
    sentence = _lt("Choose the case of force majeure that this termination is about.")


class ForceMajeureShort(TerminationRefused):
    code = "termination_force_majeure_short"
    sentence = _lt("Force majeure must last for more than 30 days before a letter can end the contract.")


class WindowMissing(TerminationRefused):
    code = "termination_window_missing"
    sentence = _lt("Choose the substantial change that the customer declines: only such a change can be declined.")


class WindowOver(TerminationRefused):
    code = "termination_window_over"
    sentence = _lt("The letter was sent after the 15 days in which the change could be declined.")


class NoticeDaysRefused(TerminationRefused):
    code = "termination_notice_days"
    sentence = _lt("The notice in the letter must be from 15 to 30 calendar days.")


class NotOnNotice(TerminationRefused):
    code = "termination_not_on_notice"
    sentence = _lt(
        "“%(name)s” has no formal notice that is proved and stayed unanswered: complete or send it under Late payment, or"
        " write down that things were put right."
    )


class TerminationTooEarly(TerminationRefused):
    code = "termination_too_early"
    sentence = _lt("The other party has until %(day)s to put things right: check on that day, then confirm.")


class LastDayTooEarly(TerminationRefused):
    code = "termination_last_day"
    sentence = _lt("The contract ends on %(day)s at the earliest: choose this day or a later one.")


class LastDayTooLate(TerminationRefused):
    code = "termination_last_day_late"
    sentence = _lt("The contract must end by %(day)s: choose this day or an earlier one.")


class TerminationOver(TerminationRefused):
    code = "termination_over"
    sentence = _lt("The contract has ended: this cannot be undone. A new order is needed.")


class TerminationStateRefused(TerminationRefused):
    code = "termination_state_refused"
    sentence = _lt("A termination that is %(current)s cannot become %(target)s.")


#: Codes of `logic.terminations.NotPossible`.
TERMINATIONS = {
    "author": TerminationAuthor,
    "receipt_missing": ReceiptMissing,
    "receipt_before_sending": ReceiptBeforeSending,
    "force_majeure_missing": ForceMajeureMissing,
    "force_majeure_short": ForceMajeureShort,
    "window_missing": WindowMissing,
    "window_over": WindowOver,
    "notice_days": NoticeDaysRefused,
}
