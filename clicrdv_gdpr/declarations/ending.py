"""The end of contracts: proofs, in which somebody may be named by accident."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import Category, Column, Declaration, Exemption, IfMentioned, Mention, Purpose

_lt = LazyTranslate(__name__)

PROOF = "Proof of a return or a destruction: states, hashes, numbers and names of establishments."


def _texts(key, label, *columns):
    return Declaration(
        key,
        f"clicrdv_{key}",
        label,
        Purpose.HOSTING,
        (Mention(columns),),
        tuple(Column(name, Category.FREE_TEXT, IfMentioned("—")) for name in columns),
        context=("create_date",),
        stays=_lt("The proof that data was returned or destroyed, with a dash instead of the person's words."),
    )


ALL = (
    _texts("reversibility", _lt("Requests at the end of contracts"), "author", "return_to"),
    _texts("reversibility_task", _lt("Tasks of sub-processors at the end of contracts"), "answer"),
)

EXEMPTIONS = (
    Exemption(
        "clicrdv_reversibility",
        ("choice", "destroyed_counts", "document_name", "kept_counts", "minutes_name", "name", "planned_counts", "problem",
         "progress_label", "sha256", "state", "warned"),
        PROOF,
    ),
    Exemption("clicrdv_reversibility_task", ("kind", "document_name"), PROOF),
    Exemption("clicrdv_reversibility_download", ("*",), "Who of the staff has fetched an export: a log of accesses."),
    Exemption("clicrdv_destruction_certificate", ("*",), PROOF),
    Exemption("clicrdv_portable_key", ("*",), "Random keys of imported records."),
    Exemption("clicrdv_destruction_confirm", ("*",), "A form on a screen: core drops it after an hour."),
    Exemption("clicrdv_portability_import", ("*",), "A form on a screen: core drops it after an hour."),
)  # fmt: skip
