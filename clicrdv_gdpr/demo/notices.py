"""What clients are told and have agreed to: notices with their versions, consents, refusals, checklists."""

from ..models.clicrdv_consent import MARKETING
from .clients import files_of
from .story import ATELIER, HORIZON, company_of

#: Establishments that ask for a consent to advertising: their notice has a second version for it.
ADVERTISING = ("paris", "bordeaux")
OWN = {
    "paris": "La boutique est filmée pour la sécurité des personnes et des biens ; les images sont effacées après 15 jours.",
    "bordeaux": "La carte de fidélité du salon est en carton : elle n'est reliée à aucune donnée.",
}
CONSENTS = 12
#: What establishments have not confirmed yet on their checklists.
LEFT = {"paris": {"subprocessors"}, "lyon": {"supervised"}, "rennes": {"retention", "supervised"}}
DUTIES = ("described", "retention", "subprocessors", "supervised")


def publish_notices(env, story):
    """One notice for each establishment that is online, then what its clients do with it."""
    for name in (*HORIZON, *ATELIER):
        _publish(env, company_of(env, name), OWN.get(name))
    for name in ADVERTISING:
        company = company_of(env, name)
        company.booking_marketing_sms_on = True
        _current(env, company).action_new_version()
        _publish(env, company)
        _consent(env, company)
    _refuse(env)
    for name in (*HORIZON, *ATELIER):
        for code in DUTIES:
            if code not in LEFT.get(name, ()):
                company_of(env, name)._confirm_duty(code)


def _publish(env, company, own=None):
    draft = env["clicrdv.privacy.notice"].search(
        [("company_id", "=", company.id), ("kind", "=", "client"), ("state", "=", "draft")], limit=1
    )
    if own:
        draft.own_paragraph = own
    draft.action_publish()


def _current(env, company):
    notices = env["clicrdv.privacy.notice"]
    return notices.browse(notices._current_of(company.id, "client")["id"])


def _consent(env, company):
    """Most have ticked the box on the form, some told the staff; three have changed their mind since."""
    consents, text = env["clicrdv.consent"], company._privacy_consent_text()
    files = files_of(env, company, ("client_consent_sms", "=", True), ("email", "!=", False), limit=CONSENTS)
    for file in files[:-2]:
        consents._give(file, company, MARKETING, text, "public_form", _current(env, company).hash)
    files[-2:].action_give_marketing_sms()
    consents._withdraw(files[1], MARKETING, "stop_sms")
    consents._withdraw(files[4:6], MARKETING, "privacy_page")


def _refuse(env):
    """Some want no more reminders: by the page of an appointment, and at the counter."""
    for name, channel, source, places in (
        ("paris", "email", "page", (20, 34)),
        ("lyon", "sms", "staff", (15,)),
        ("bordeaux", "email", "page", (18,)),
    ):
        company = company_of(env, name)
        files = files_of(env, company, ("email", "!=", False))
        for place in places:
            address = files[place].email_normalized if channel == "email" else files[place].client_phone_key
            env["clicrdv.optout"]._note(company, channel, address, source)
