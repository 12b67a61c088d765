"""Each refusal that a person can meet when a customer pays late."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


class InterestRateMissing(BillingRefused):
    code = "interest_rate_missing"
    sentence = _lt(
        "The legal interest rate of the half-year that begins on %(half_year)s is missing, so no penalty can be"
        " computed. Type the rate for businesses under ClicRDV Billing ▸ Configuration ▸ Legal interest rates: the"
        " order (arrêté) is published in the Journal officiel on legifrance.gouv.fr in June and December, and the"
        " Banque de France shows the rate."
    )


class NothingToBill(BillingRefused):
    code = "nothing_to_bill"
    sentence = _lt(
        "Nothing is left to bill for lateness: these invoices were paid in time, are in dispute, or their penalties and"
        " indemnities are on a debit note already."
    )


class CourtCostsUndocumented(BillingRefused):
    code = "court_costs_undocumented"
    sentence = _lt("Court costs need a positive amount, a description and a document that proves them.")


class LateNoteEmpty(BillingRefused):
    code = "late_note_empty"
    sentence = _lt(
        "The debit note “%(name)s” was cancelled or has lost its lines: make a new one from the late invoice instead."
    )


class SomebodyElseWorks(BillingRefused):
    code = "busy"
    sentence = _lt("Somebody else is working on this customer's late invoices: try again in a moment.")


class LetterStateRefused(BillingRefused):
    code = "letter_state_refused"
    sentence = _lt("The letter “%(name)s” is %(current)s: it cannot become %(target)s.")


class LetterFrozen(BillingRefused):
    code = "letter_frozen"
    sentence = _lt("The letter “%(name)s” is written already: only the proof of its delivery can be added.")


class LetterEmpty(BillingRefused):
    code = "letter_empty"
    sentence = _lt("“%(name)s”: these invoices are not due any more, there is nothing to write.")


class NoEmail(BillingRefused):
    code = "no_email"
    sentence = _lt("“%(name)s” has no e-mail address: add one, or send the letter by post.")


class ProofMissing(BillingRefused):
    code = "proof_missing"
    sentence = _lt(
        "Type the day on which the letter was posted and its tracking number, or attach the proof of posting."
    )


class TerminationTooEarly(BillingRefused):
    code = "termination_too_early"
    sentence = _lt(
        "The contracts cannot be terminated yet: seven days must have passed since a formal notice whose posting is"
        " proved. Complete the formal notice with its posting date and tracking number."
    )


class PostedTooEarly(BillingRefused):
    code = "posted_too_early"
    sentence = _lt("The letter is of %(written)s: it cannot have been posted or received before, nor in the future.")


class PauseReasonMissing(BillingRefused):
    code = "pause_reason_missing"
    sentence = _lt("Say why the dunning pauses.")


class SharedPolicy(BillingRefused):
    code = "shared_policy"
    sentence = _lt("This policy is shared by all operators: duplicate it and change the copy.")


class NotTerminated(BillingRefused):
    code = "not_terminated"
    sentence = _lt(
        "No contract of this customer is terminated: his payment goes to the invoice that he names"
        " (general terms, art. 6)."
    )


class NothingToAllocate(BillingRefused):
    code = "nothing_to_allocate"
    sentence = _lt("Either nothing is left of this payment, or the customer owes nothing.")
