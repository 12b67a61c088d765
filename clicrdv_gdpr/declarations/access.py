"""Who saw what, and what the supervision of it leaves: numbers of records, never a name of a client."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import Category, Column, Declaration, Exemption, Fate, Period, Purpose

_lt = LazyTranslate(__name__)

ALL = (
    Declaration(
        "access_log",
        "clicrdv_access",
        _lt("Access log"),
        Purpose.HOSTING,
        (),
        (Column("user_id", Category.TECHNICAL),),
        Fate.DELETE,
        context=("at", "model", "kind"),
        stays=_lt(
            "Which numbers of client files staff has seen, without a name, until the period of the logs is over."
        ),
        period=Period("log", "at"),
    ),
)

STAFF = "Accounts of staff and what was decided about them: a proof of the yearly review, without clients."

EXEMPTIONS = (
    *(Exemption(table, ("*",), STAFF) for table in ("clicrdv_access_review", "clicrdv_access_review_line")),
    Exemption("clicrdv_login_failure", ("*",), "A number of wrong passwords, for a day at most."),
    Exemption(
        "clicrdv_access_alert",
        ("*",),
        "What an officer found out about staff or a job; the screen asks him to name no client.",
    ),
)
