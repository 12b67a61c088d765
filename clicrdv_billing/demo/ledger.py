"""The SMS that the establishments have sent under their contract, as a gateway of another house has accepted them."""

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from odoo.addons.clicrdv_booking.logic import sms_text
from odoo.addons.clicrdv_booking.logic.message_rules import CANCELLATION, CLIENT, CONFIRMATION, REMINDER, SMS

from ..logic import months
from .story import JOINS, LEAVES, company_of

#: About how many a day; the others have not chosen SMS.
A_DAY = {"paris": 9, "lyon": 6, "fort_de_france": 5, JOINS: 6, LEAVES: 5}
TEXTS = {
    REMINDER: "Rappel : votre rendez-vous chez {name} est demain à {hour} h. À demain !",
    CONFIRMATION: "Votre rendez-vous chez {name} est confirmé, à {hour} h. Pensez à apporter votre ordonnance et votre"
    " carte de mutuelle. Pour modifier ou annuler, répondez au message que vous avez reçu par e-mail. À bientôt !",
    CANCELLATION: "Votre rendez-vous chez {name} à {hour} h est annulé.",
}
KINDS = (REMINDER,) * 7 + (CONFIRMATION,) * 2 + (CANCELLATION,)
SUNDAY = 6


def write_ledger(env, story):
    """Three months of SMS, in one batch."""
    rng = random.Random("ledger")
    spans = {JOINS: (story.joins_on, None), LEAVES: (story.signed_on, story.leaves_on)}
    last = months.last_of(story.months[2])
    rows = []
    for name, a_day in A_DAY.items():
        company = company_of(env, name)
        first, until = spans.get(name, (story.signed_on, None))
        price = env["clicrdv.sms.price"]._price_on(company.network_id.id, first)
        for number in range(((until or last) - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() != SUNDAY:
                count = max(1, a_day + rng.randint(-2, 2))
                rows += [_row(company, day, price, rng) for _one in range(count)]
    env["clicrdv.message"].create(rows)


def _row(company, day, price, rng):
    # in the afternoon in Paris, in the morning in Fort-de-France
    sent_at = datetime.combine(day, time(rng.randint(13, 16), rng.randint(0, 59), rng.randint(0, 59)))
    kind = rng.choice(KINDS)
    text = sms_text.transliterate(TEXTS[kind].format(name=company.name, hour=rng.randint(9, 18)))
    size = sms_text.measure(text)
    return {
        "uuid": str(UUID(int=rng.getrandbits(128), version=4)),
        "company_id": company.id,
        "kind": kind,
        "target": CLIENT,
        "channel": SMS,
        "planned_at": sent_at,
        "due_at": sent_at,
        "try_at": sent_at,
        "sent_at": sent_at,
        "delivered_at": sent_at + timedelta(seconds=rng.randint(4, 90)),
        "state": "delivered",
        # numbers that ARCEP keeps for films and books
        "recipient": f"+3363998{rng.randint(0, 9999):04d}",
        "body": text,
        "lang": "fr_FR",
        "parts": size.parts,
        "encoding": size.encoding,
        "unit_price": price,
        "amount": size.parts * price,
        "gateway_code": "http",
    }
