"""Requests of persons about their data, and the links that confirm them."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import (
    Address,
    Category,
    Column,
    Declaration,
    Exemption,
    Fate,
    Period,
    Purpose,
    Relation,
    Through,
)

_lt = LazyTranslate(__name__)

IDENTITY, CONTACT, FREE_TEXT, TECHNICAL = Category.IDENTITY, Category.CONTACT, Category.FREE_TEXT, Category.TECHNICAL

WORDS = ("claimant", "address", "details", "note", "identity_reason", "extension_reason", "answer", "refusal_text")

ALL = (
    Declaration(
        "privacy_request",
        "clicrdv_privacy_request",
        _lt("Requests about personal data"),
        Purpose.HOSTING,
        (
            Relation("clicrdv_privacy_request_partner_rel", "request_id", "partner_id"),
            Address("address", company="company_id"),
        ),
        (
            Column("claimant", IDENTITY),
            Column("address", CONTACT),
            Column("details", FREE_TEXT),
            Column("note", FREE_TEXT),
            Column("identity_reason", FREE_TEXT),
            Column("identity_file_name", FREE_TEXT),
            Column("extension_reason", FREE_TEXT),
            Column("answer", FREE_TEXT),
            Column("refusal_text", FREE_TEXT),
        ),
        context=("name", "right", "channel", "received_at", "state", "closed_at"),
        stays=_lt("The number, the dates and the log of the request, without a name: the proof that it was answered."),
        period=Period("file", "closed_at", "company_id", WORDS),
    ),
    Declaration(
        "privacy_request_file",
        "clicrdv_privacy_request_partner_rel",
        _lt("Client files that requests are about"),
        Purpose.HOSTING,
        (Through("partner_id"),),
        (Column("request_id", TECHNICAL),),
        Fate.DELETE,
        row="partner_id",
    ),
    Declaration(
        "privacy_confirmation",
        "clicrdv_privacy_confirmation",
        _lt("Links that were sent to confirm a request"),
        Purpose.HOSTING,
        (
            Relation("clicrdv_privacy_confirmation_partner_rel", "confirmation_id", "partner_id"),
            Address("address", company="company_id"),
        ),
        (Column("address", CONTACT), Column("details", FREE_TEXT), Column("digest", TECHNICAL, is_secret=True)),
        Fate.DELETE,
        context=("kind", "right", "state", "asked_at"),
    ),
    Declaration(
        "privacy_confirmation_file",
        "clicrdv_privacy_confirmation_partner_rel",
        _lt("Client files that such links are about"),
        Purpose.HOSTING,
        (Through("partner_id"),),
        (Column("confirmation_id", TECHNICAL),),
        Fate.DELETE,
        row="partner_id",
    ),
)

EXEMPTIONS = (
    Exemption(
        "clicrdv_erasure_rest",
        ("*",),
        "Words that the job of an erasure looks for in whole tables: it drops them with its row, within minutes.",
    ),
    Exemption(
        "clicrdv_privacy_request_event",
        ("*",),
        "Proof of what was done with a request: times, codes, numbers and hashes, without a name.",
    ),
    Exemption(
        "clicrdv_privacy_request",
        ("identity_state", "refusal_ground", "forwarded_from"),
        "A code from a list, or a number that only software reads.",
    ),
    Exemption(
        "clicrdv_privacy_request",
        ("forward_name", "forward_email"),
        "Who the right controller is: an organisation, and its published contact.",
    ),
)
