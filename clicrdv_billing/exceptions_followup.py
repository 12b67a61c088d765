"""Refusals of the follow-up: quotes, claims, documents asked, integrity, audit time."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


# === QUOTES === #


class QuoteEmpty(BillingRefused):
    code = "quote_empty"
    sentence = _lt("“%(name)s” has no line: add what it is about before it is sent.")


class QuoteFrozen(BillingRefused):
    code = "quote_frozen"
    sentence = _lt("“%(name)s” was sent: take it back to a draft, or make another quote.")


class QuoteExpired(BillingRefused):
    code = "quote_expired"
    sentence = _lt("“%(name)s” was valid until %(day)s: ask for a new one.")


class QuoteNeedsProof(BillingRefused):
    code = "quote_needs_proof"
    sentence = _lt("Say who accepted “%(name)s” and on which day, and add the signed scan.")


class QuoteNeedsSignature(BillingRefused):
    code = "quote_needs_signature"
    sentence = _lt("Write your name and tick the box to accept.")


class QuoteContractNotInForce(BillingRefused):
    code = "quote_contract_not_in_force"
    sentence = _lt("Contract %(contract)s is not in force: nothing can be sold under it.")


class ChargeWithoutQuote(BillingRefused):
    code = "charge_without_quote"
    sentence = _lt("A surcharge comes from an accepted quote only, at its price and for its establishment.")


class ReversibilityIsFree(BillingRefused):
    code = "reversibility_is_free"
    sentence = _lt("“%(product)s” gives a customer his data back: it costs nothing and is never billed.")


# === CLAIMS === #


class ClaimLate(BillingRefused):
    code = "claim_late"
    sentence = _lt(
        "This claim came after %(deadline)s, the last day for it: write why it is accepted nevertheless, or refuse it."
    )


class ClaimUndecided(BillingRefused):
    code = "claim_without_reason"
    sentence = _lt("Write the reason of the decision: the customer is told it.")


class ClaimIndirectLoss(BillingRefused):
    code = "indirect_loss"
    sentence = _lt("Only the direct loss is made good, here %(direct)s: profits and commercial losses are excluded.")


class ClaimAboveEventCap(BillingRefused):
    code = "above_event_cap"
    sentence = _lt("At most %(cap)s may be paid: what was billed over the six months before the month of the event.")


class ClaimAboveYearCap(BillingRefused):
    code = "above_year_cap"
    sentence = _lt(
        "At most %(payable)s may still be paid this year: %(granted)s are granted, and %(cap)s were billed over the last"
        " twelve months."
    )


class ClaimDecided(BillingRefused):
    code = "claim_decided"
    sentence = _lt("This claim is decided and kept as it is: open it again to change it.")


class ClaimUnreadable(BillingRefused):
    code = "claim_unreadable"
    sentence = _lt("%(problem)s")


class ClaimTooMany(BillingRefused):
    code = "claim_too_many"
    sentence = _lt("Many claims came today already: add to one of them by e-mail, or come back tomorrow.")


# === INTEGRITY === #


class IntegrityRefused(BillingRefused):
    code = "integrity_refused"
    sentence = _lt("“%(name)s” cannot be signed. %(problems)s")


class ReviewIncomplete(BillingRefused):
    code = "review_incomplete"
    sentence = _lt("%(count)s questions have no answer: answer them before the result is set.")


class ReviewClosed(BillingRefused):
    code = "review_closed"
    sentence = _lt("This review is closed and kept as it is: make another one.")


# === DOCUMENTS ASKED === #


class UploadEmpty(BillingRefused):
    code = "upload_empty"
    sentence = _lt("“%(file)s” is empty: choose the file again.")


class UploadTooLarge(BillingRefused):
    code = "upload_too_large"
    sentence = _lt("“%(file)s” is larger than 10 MB: send a smaller one.")


class UploadWrongKind(BillingRefused):
    code = "upload_wrong_kind"
    sentence = _lt("“%(file)s” is not a PDF, JPEG or PNG file: send one of these.")


class UploadTooMany(BillingRefused):
    code = "upload_too_many"
    sentence = _lt("Ten files are here already: put “%(file)s” into one document with others, or write to us.")


class DocumentNotWaited(BillingRefused):
    code = "document_not_waited"
    sentence = _lt("Nothing more is to be sent for “%(name)s”.")


UPLOADS = {refusal.code: refusal for refusal in (UploadEmpty, UploadTooLarge, UploadWrongKind, UploadTooMany)}


# === PUBLICITY AND AUDITS === #


class ConsentMissing(BillingRefused):
    code = "consent_missing"
    sentence = _lt("Write on which day the author agreed: without it a comment may not be shown.")


class ConsentOver(BillingRefused):
    code = "consent_over"
    sentence = _lt("The year for this comment ended on %(day)s: ask its author again and note the new day.")


class LogoWithoutContract(BillingRefused):
    code = "logo_without_contract"
    sentence = _lt("Contract %(contract)s is not in force: its logo may not be shown.")


class AuditTimeBilled(BillingRefused):
    code = "audit_time_billed"
    sentence = _lt("Time of audit “%(audit)s” up to %(day)s is billed: it stays as it is.")
