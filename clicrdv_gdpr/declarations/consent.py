"""What clients have agreed to, and the notices that they were shown."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import Declaration, Exemption, Fate, Purpose, Through

_lt = LazyTranslate(__name__)

ALL = (
    Declaration(
        "consent",
        "clicrdv_consent",
        _lt("Consents"),
        Purpose.MARKETING,
        (Through("partner_id"),),
        fate=Fate.KEEP,
        context=(
            "purpose",
            "text",
            "text_hash",
            "notice_hash",
            "lang",
            "channel",
            "given_at",
            "withdrawn_at",
            "withdrawn_channel",
        ),
        stays=_lt(
            "Which words were agreed to and until when, withdrawn: the proof that the law wants (GDPR art. 7(1)) leads to "
            "an empty file."
        ),
    ),
)

EXEMPTIONS = (
    Exemption(
        "clicrdv_privacy_notice", ("*",), "What an establishment tells everybody about data: nobody is named in it."
    ),
    Exemption("calendar_event", ("privacy_notice_hash",), "The hash of a text that is public."),
    *(
        Exemption(table, ("*",), "A form on a screen: core drops it after an hour.")
        for table in ("clicrdv_privacy_dashboard", "clicrdv_privacy_dashboard_line", "clicrdv_processing_register")
    ),
)
