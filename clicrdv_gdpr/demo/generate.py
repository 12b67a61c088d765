"""The order in which the demo of data protection is written."""

from .access import write_access
from .agreement import sign_agreement
from .audits import write_audits
from .breaches import write_breaches
from .ending import end_contracts
from .instructions import write_instructions
from .measures import write_measures
from .notices import publish_notices
from .processor import prepare_processor
from .requests import write_requests
from .retention import write_policies, write_retention
from .staff import write_staff
from .story import story_of_today
from .subprocessors import write_subprocessors


def everything(env):
    """First the processor and what it has agreed on, then what establishments and persons do."""
    operator, officer = env.ref("clicrdv_booking.company_operator"), env.ref("clicrdv_gdpr.user_dpo1")
    if env["clicrdv.privacy.agreement"].search_count([("company_id", "=", operator.id)]):
        return
    _speak_french(env)
    companies = operator | officer.company_ids
    context = {
        "allowed_company_ids": [operator.id, *(companies - operator).ids],
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "tracking_disable": True,
        "mail_create_nosubscribe": True,
    }
    env, story = env(user=officer.id, su=True, context=context), story_of_today()
    last_mail = env["mail.mail"].search([], order="id desc", limit=1).id or 0
    prepare_processor(env)
    sign_agreement(env, story)
    write_subprocessors(env, story)
    write_instructions(env, story)
    write_measures(env, story)
    write_breaches(env, story)
    write_audits(env, story)
    write_staff(env, story)
    write_policies(env)
    publish_notices(env, story)
    write_requests(env, story)
    write_retention(env, story)
    write_access(env, story)
    end_contracts(env, story)
    # as if they had left: nobody is written to from a demo, and core forgets e-mails once they are gone
    env["mail.mail"].search([("id", ">", last_mail)]).unlink()


def _speak_french(env):
    """Load this addon's French terms now: Odoo does it after the demo, and letters keep the words they are made with."""
    env["ir.module.module"].search([("name", "=", "clicrdv_gdpr")])._update_translations(["fr_FR"])
