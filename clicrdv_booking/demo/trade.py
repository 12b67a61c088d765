"""How the tables of a trade are written: services, people, establishments."""

import re
from typing import NamedTuple


class Service(NamedTuple):
    """One service, the same in all establishments of a network; `online` is its public name."""

    code: str
    name: str
    online: str
    category: str
    short: str
    minutes: int
    price: float
    color: str
    description: str = ""
    before: int = 0
    after: int = 0
    places: int = 1
    room: str = ""
    weight: int = 1


class Agenda(NamedTuple):
    """One person; `role` says what he does, `user` is his user's xmlid, `away` when he takes his leave.

    `hours` is written "124 9:30-13:00 14:00-19:00; 3 12:00-20:30", days as Odoo counts them from Monday 0; the two
    weeks of a rotation are separated by " / ".
    """

    name: str
    role: str
    hours: str
    user: str = ""
    online: bool = True
    same_as: str = ""
    away: tuple = ()


class Establishment(NamedTuple):
    """One company of the demo files, with what makes it different from the others of its network."""

    company: str
    agendas: tuple
    presentation: str
    rooms: int = 1
    policy: dict = {}
    session: tuple = ()


class Trade(NamedTuple):
    """A network's catalogue. `roles` gives for each role the services it does, with its own minutes or 0."""

    services: tuple
    categories: tuple
    roles: dict
    room: str
    establishments: tuple
    questions: tuple
    pairs: tuple
    notice: str
    relay: tuple = ()


def attendances(text):
    """The lines of one week of hours.

    :param str text: see `Agenda`
    :return: list of (weekday, opens, closes, name), hours as decimal numbers
    """
    lines = []
    for part in text.split(";"):
        days, *spans = part.split()
        for weekday in days:
            for span in spans:
                opens, closes = (_hour(clock) for clock in span.split("-"))
                lines.append((weekday, opens, closes, "morning" if opens < 12 else "afternoon"))
    return sorted(lines)


def _hour(clock):
    hour, minute = re.fullmatch(r"(\d+):(\d\d)", clock).groups()
    return int(hour) + int(minute) / 60
