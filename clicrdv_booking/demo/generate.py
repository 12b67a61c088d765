"""The order in which the demo is written."""

import random

from . import hairdressers, opticians
from .appointments import write_appointments
from .catalogue import company_of, write_establishment
from .messages import choose_sms, write_messages
from .people import Person, everybody
from .website import write_site

# where the portal user of the demo is a client
REGULAR_AT = ("paris", "bordeaux")


def everything(env):
    """Catalogues first, as one person works in two establishments, then the diaries with their messages, then the site."""
    trades = (opticians.TRADE, hairdressers.TRADE)
    places = [(trade, establishment) for trade in trades for establishment in trade.establishments]
    for trade, establishment in places:
        write_establishment(env, trade, establishment)
    choose_sms(env)
    people = everybody(random.Random("people"))
    partner = env.ref("clicrdv_booking.user_client").partner_id
    regular = (Person("Marchetti", "Élodie", partner.email, "+33639989999"), partner)
    for trade, establishment in places:
        here = regular if establishment.company in REGULAR_AT else None
        write_appointments(env, trade, establishment, people, here)
        write_messages(env, company_of(env, establishment.company))
    write_site(env)
