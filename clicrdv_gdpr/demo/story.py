"""The days of the demo, counted from today, who is in it, and how its letters leave."""

import base64
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from odoo import SUPERUSER_ID, fields

from odoo.addons.clicrdv_booking.demo.papers import paper
from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

HORIZON = ("paris", "lyon", "marseille", "lille", "strasbourg", "fort_de_france")
ATELIER = ("bordeaux", "nantes", "rennes")
ENDED = ("angers", "rochelle")


class Story(NamedTuple):
    """What happens when: days and moments before now."""

    now: datetime

    def day(self, ago: int) -> date:
        """The day some days ago, or ahead when negative."""
        return self.now.date() - timedelta(days=ago)

    def office_day(self, ago: int) -> date:
        """The same, or the working day before it."""
        day = self.day(ago)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of an earlier day, naive UTC."""
        return datetime.combine(self.day(ago), time(hour, minute))


def story_of_today() -> Story:
    """The story as it ends now."""
    return Story(fields.Datetime.now())


def company_of(env, name):
    """An establishment of the demo by its short name."""
    addon = "clicrdv_gdpr" if name in ENDED else "clicrdv_booking"
    return env.ref(f"{addon}.company_{name}")


def customers(env):
    """Everybody whom the operator serves.

    :return: {short name: values of `clicrdv.controller.mixin`}; Horizon Optique is one legal person
    """
    provider = {"provider_id": env.company.id}
    network = env.ref("clicrdv_booking.network_horizon")
    return {
        "horizon": {**provider, "network_id": network.id, "company_id": False},
        **{name: {**provider, "network_id": False, "company_id": company_of(env, name).id} for name in ATELIER},
    }


def file_of(title, *paragraphs):
    """A small PDF as a field of a form takes it."""
    return base64.b64encode(paper(title, *paragraphs))


def nobody(env):
    """The same environment for what no person of the demo does: client files, and visits of long ago."""
    return env(user=SUPERUSER_ID)


def post_letters(env, at):
    """Letters to controllers that were written by now have left.

    :param datetime at: naive UTC
    """
    letters = env["clicrdv.privacy.letter"].search([("state", "=", "waiting")])
    for letter in letters:
        letter._send(at)
    letters.filtered(lambda letter: letter.state == "queued")._left(at)
