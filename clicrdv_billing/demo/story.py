"""The days of the demo, counted from today, so that it reads the same on any date."""

from datetime import date, datetime
from typing import NamedTuple

from odoo import fields

from ..logic import months

HORIZON = ("paris", "lyon", "marseille", "lille", "strasbourg", "fort_de_france")
#: In this addon: the first joins in mid-month, the second leaves in mid-month.
JOINS, LEAVES = "nice", "tours"
LATE_PAYER = "marseille"
PAYS_IN_PART = "strasbourg"
CHANGES_OFFER = "lille"


class Story(NamedTuple):
    """What happens when: the three months that are billed, and the days in them."""

    now: datetime
    months: tuple[date, date, date]

    @property
    def today(self) -> date:
        """Today, by the clock of the server."""
        return self.now.date()

    @property
    def signed_on(self) -> date:
        """About 14 weeks ago."""
        return self.months[0].replace(day=8)

    @property
    def joins_on(self) -> date:
        """In the middle of the second month."""
        return self.months[1].replace(day=16)

    @property
    def changes_on(self) -> date:
        """In the middle of the second month too, but it is noted only once that month is billed."""
        return self.months[1].replace(day=16)

    @property
    def leaves_on(self) -> date:
        """In the middle of the last month."""
        return self.months[2].replace(day=14)

    def invoiced_on(self, month: date) -> date:
        """The date of the invoices of a month."""
        return min(months.following(month).replace(day=2), self.today)

    def in_last_month(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment of the last month, UTC."""
        return datetime.combine(self.months[2].replace(day=day), datetime.min.time()).replace(hour=hour, minute=minute)


def story_of_today() -> Story:
    """The three whole months before today."""
    now = fields.Datetime.now()
    first = months.first_of(now.date())
    return Story(now, tuple(months.following(first, -ago) for ago in (3, 2, 1)))


def company_of(env, name):
    """An establishment of the demo by its short name."""
    addon = "clicrdv_billing" if name in (JOINS, LEAVES) else "clicrdv_booking"
    return env.ref(f"{addon}.company_{name}")
