"""The order in which the demo of billing is written."""

from .activity import live
from .contracts import order_atelier, sign_horizon
from .followup import write_claim, write_quote
from .late import dun
from .ledger import write_ledger
from .operator import prepare_operator
from .service import watch
from .story import story_of_today


def everything(env):
    """First the books, then the contract and its months, then what goes with it."""
    _speak_french(env)
    operator = env.ref("clicrdv_booking.company_operator")
    env = env(
        context={
            "allowed_company_ids": operator.ids,
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "tracking_disable": True,
        }
    )
    story = story_of_today()
    prepare_operator(env, story)
    contract = sign_horizon(env, story)
    write_ledger(env, story)
    moves = live(env, contract, story)
    dun(env, story, moves)
    order_atelier(env, story)
    write_quote(env, contract, story)
    write_claim(env, contract, story)
    watch(env, contract, story)


def _speak_french(env):
    """Load this addon's French terms now: Odoo does it after the demo, and invoices keep the words they are made with."""
    env["ir.module.module"].search([("name", "=", "clicrdv_billing")])._update_translations(["fr_FR"])
