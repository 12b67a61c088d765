"""The registers of duties: proofs, in which a client may be named by accident, and representatives are by design.

Purpose: to prove that the duties of the agreement were met (GDPR art. 5(2), 24 and 28). Reason to keep: the proof is needed
until claims are barred, five years (Code civil, art. 2224). What follows from it:

* A client who is named in a text of a register is masked when he is erased: his words become a dash, the proof stays.
* The names and addresses of representatives of controllers, auditors included, go after five years.
* The copy of what an authority got stays: it is the only proof of what left, and the controller may ask for it
  (agreement 3.3.2; GDPR art. 17(3) b and e).
"""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import (
    Category,
    Column,
    Declaration,
    Exemption,
    Fate,
    Masked,
    Mention,
    Period,
    Purpose,
    Record,
    Where,
)

_lt = LazyTranslate(__name__)

STAYS = _lt("The proof of a duty, with a dash instead of the person's words.")
#: Registers whose discussions may name somebody.
MODELS = (
    "clicrdv.authority.request",
    "clicrdv.breach",
    "clicrdv.breach.notice",
    "clicrdv.instruction",
    "clicrdv.privacy.audit",
    "clicrdv.privacy.document.request",
    "clicrdv.privacy.letter",
    "clicrdv.privacy.termination",
    "clicrdv.reversibility",
    "clicrdv.security.question",
    "clicrdv.subprocessor.answer",
)


def _texts(key, label, *columns, context=(), only=(), table=""):
    """Free texts of a register in which a client may be named."""
    return Declaration(
        f"register_{key}",
        table or f"clicrdv_{key}",
        label,
        Purpose.HOSTING,
        (Mention(columns),),
        tuple(Column(name, Category.FREE_TEXT, Masked()) for name in columns),
        context=context,
        only=only,
        stays=STAYS,
    )


def _people(key, label, date_column, *columns):
    """Names and addresses of representatives: no client's, and gone five years after a date of the row."""
    return Declaration(
        f"register_{key}_people",
        f"clicrdv_{key}",
        label,
        Purpose.HOSTING,
        (),
        tuple(Column(name, Category.IDENTITY) for name in columns),
        stays=_lt("The proof of a duty, without the name of who acted."),
        period=Period("register", date_column, "provider_id", columns),
    )


ALL = (
    _texts("instruction", _lt("Instructions of controllers"), "text", "unlawful_reason", "document_name"),
    _people("instruction", _lt("Who gave instructions"), "received_on", "author"),
    _texts(
        "authority_request", _lt("Requests of authorities"), "demand", "legal_basis", "secrecy_basis", "handed_over_name"
    ),
    Declaration(
        "register_authority_copy",
        "ir_attachment",
        _lt("Copies of what authorities got"),
        Purpose.HOSTING,
        (Record("clicrdv.authority.request", "register_authority_request"),),
        (Column("name", Category.FREE_TEXT),),
        Fate.KEEP,
        context=("create_date", "mimetype"),
        stays=_lt("The copy of what an authority got: the proof of what left."),
    ),
    _texts(
        "breach", _lt("Breaches"), "subject", "circumstances", "consequences", "measures", "further", "incident",
        "person_categories", "record_categories",
    ),
    _texts("breach_notice", _lt("Notifications of breaches"), "decision_note"),
    _people("breach_notice", _lt("Who decided about breaches"), "decided_on", "decided_by"),
    _texts(
        "privacy_audit", _lt("Audits by controllers"), "scope", "schedule", "security_exceptions", "refusal_note",
        "protocol_name", "report_name", "nda_name",
    ),
    _people("privacy_audit", _lt("Auditors"), "planned_on", "auditor", "auditor_qualification"),
    _texts("privacy_audit_action", _lt("Actions after audits"), "name", "finding"),
    _texts("privacy_document_request", _lt("Documents asked for"), "name", "document_name"),
    _texts("security_question", _lt("Questions about security"), "question", "answer"),
    _texts("subprocessor_answer", _lt("Answers to notices of sub-processors"), "reason", "outcome"),
    _people(
        "privacy_acceptance", _lt("Who signed the agreement"), "controller_signed_on", "controller_signer",
        "processor_signer",
    ),
    _texts("privacy_termination", _lt("Formal notices"), "reasons", "remedy", "proof_name"),
    _texts("privacy_letter", _lt("Letters to controllers"), "subject", "body"),
    _people("privacy_letter", _lt("Addresses of letters to controllers"), "create_date", "email_to", "error"),
    # no client's; those of staff that has left go five years later, with their files (see clicrdv_staff_evidence_period)
    Declaration(
        "staff_evidence",
        "clicrdv_staff_evidence",
        _lt("Undertakings and training of staff that has left"),
        Purpose.HOSTING,
        (),
        (Column("document_name", Category.IDENTITY),),
        Fate.DELETE,
        context=("kind", "done_on", "closed_on"),
        stays=_lt("The proof that staff was bound to secrecy and trained, until claims are barred (Code civil, art. 2224)."),
        period=Period("register", "closed_on"),
    ),
    _texts(
        "chatter", _lt("Discussions about registers"), "body", "subject",
        table="mail_message", only=(Where("model", one_of=MODELS),),
    ),
)  # fmt: skip

CODE = "A code from a list, or a number of the register."
FIRMS = "What the operator notes about firms, countries and its own measures: no client is named in it."
FORM = "A form on a screen: core drops it after an hour."

EXEMPTIONS = (
    *(
        Exemption(table, ("*",), FIRMS)
        for table in (
            "clicrdv_breach_clock", "clicrdv_privacy_agreement", "clicrdv_hds_certificate", "clicrdv_security_measure",
            "clicrdv_security_measure_change", "clicrdv_subprocessor", "clicrdv_subprocessor_notice", "clicrdv_transfer",
        )
    ),
    Exemption("clicrdv_impact_export", ("*",), FORM),
    Exemption("clicrdv_privacy_signing", ("*",), FORM),
    *(
        Exemption(f"clicrdv_{table}", columns, CODE)
        for table, columns in {
            "authority_request": ("name", "state"),
            "breach": ("name", "state"),
            "breach_notice": ("decision",),
            "instruction": ("name", "state", "kind"),
            "privacy_acceptance": ("document_name", "signed_with"),
            "privacy_termination": ("name", "state", "cause", "registered_letter"),
            "privacy_audit": ("name", "state", "refusal_ground"),
            "privacy_document_request": ("asked_of", "state"),
            "privacy_letter": ("kind", "res_model", "state"),
            "security_question": ("name", "state", "kind"),
            "subprocessor_answer": ("state",),
        }.items()
    ),
    Exemption("clicrdv_authority_request", ("authority",), "The name of a court or of another authority."),
)  # fmt: skip
