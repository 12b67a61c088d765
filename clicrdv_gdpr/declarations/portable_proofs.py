"""What an establishment gets back at the end of its contract: what persons agreed to, were told, and asked for.

And what it does not get, as the processor keeps it: registers and logs that prove that he did his duty.
"""

from odoo.tools.translate import LazyTranslate

from ..logic.portable import Left, Table, words
from .portable_catalogue import OURS

_lt = LazyTranslate(__name__)

CONSENTS = Table(
    "consents",
    "clicrdv.consent",
    _lt("Consents"),
    words(
        "company_id partner_id purpose text text_hash lang notice_hash channel given_at user_id withdrawn_at "
        "withdrawn_channel withdrawn_by"
    ),
    OURS + " AND t.partner_id IN (SELECT id FROM portable_clients)",
    order=("given_at",),
)
#: After consents and before appointments: an appointment leads to the notice that its client was shown.
NOTICES = Table(
    "information_notices",
    "clicrdv.privacy.notice",
    _lt("Information notices"),
    words("company_id kind version state own_paragraph sections hash published_at published_by"),
    OURS,
    order=("version",),
)
REQUESTS = (
    Table(
        "privacy_requests",
        "clicrdv.privacy.request",
        _lt("Requests of persons about their data"),
        words(
            "name company_id partner_ids claimant address right channel received_at due_at details note state user_id "
            "identity_state identity_reason extension_reason extended_at answer refusal_ground refusal_text closed_at "
            "forward_company_id forward_name forward_email forwarded_from"
        ),
        OURS,
        order=("received_at",),
        imported=False,
    ),
    Table(
        "privacy_request_events",
        "clicrdv.privacy.request.event",
        _lt("Log of requests of persons"),
        words("request_id company_id at user_id kind number digest detail"),
        OURS,
        order=("at",),
        imported=False,
    ),
)

PROOF = _lt(
    "Proof of the processor that a duty was met: it names no client. The controller has his letters and reports."
)
DESTROYED = _lt("Numbers, dates and hashes of what was destroyed: the register is shown and printed before the end.")
ENDING = _lt("What becomes of the data at the end of the contract: it comes with the archive or after it.")
WORK = _lt("Work in progress of this installation.")
BOOKKEEPING = _lt("A number of this installation.")


def _models(reason, names):
    return tuple(Left(f"clicrdv.{name}", ("*",), reason) for name in words(names))


PROOFS = (
    Left("clicrdv.consent", ("partner_id: accounts",), _lt("Of the accounts of clients: they are their owners.")),
    Left("clicrdv.consent", ("partner_id: erased",), _lt("Of erased people: nobody is left whom they are of.")),
    Left("clicrdv.privacy.request", ("alarm_at", "alarmed_at", "purge_ids"), BOOKKEEPING),
    Left(
        "clicrdv.privacy.request",
        ("identity_file", "identity_file_name"),
        _lt("A copy of an identity document is destroyed once it was looked at."),
    ),
    *_models(
        PROOF,
        "access access.alert access.review access.review.line authority.request backup.event backup.record breach "
        "breach.clock breach.notice hds.certificate instruction privacy.acceptance privacy.agreement privacy.audit "
        "privacy.audit.action privacy.document.request privacy.letter privacy.termination security.measure "
        "security.measure.change security.question staff.evidence subprocessor subprocessor.answer subprocessor.notice "
        "transfer",
    ),
    *_models(DESTROYED, "purge retention.count retention.run"),
    *_models(ENDING, "destruction.certificate reversibility reversibility.download reversibility.task"),
    *_models(WORK, "login.failure portable.key privacy.confirmation"),
)
