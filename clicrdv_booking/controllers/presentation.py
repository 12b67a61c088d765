"""Dates, times and durations as people read them, in the language of the page."""

import functools
from datetime import date, time, timezone

import babel.dates
from markupsafe import Markup, escape

from odoo import fields
from odoo.http import request
from odoo.tools.misc import babel_locale_parse

from ..logic import minutes
from ..logic.iso import LocalClock

NOON = 720


# Babel works out the form of a date for a tenth of a millisecond each time: a week shows ten of them, hundreds of times.
@functools.lru_cache(maxsize=16384)
def _clock(lang, minute_of_day):
    moment = time(minute_of_day // 60 % 24, minute_of_day % 60)
    return babel.dates.format_time(moment, "short", locale=babel_locale_parse(lang)).replace("\u202f", "\u00a0")


@functools.lru_cache(maxsize=4096)
def _day(lang, value):
    return babel.dates.format_skeleton("MMMMEEEEd", value, locale=babel_locale_parse(lang))


@functools.lru_cache(maxsize=4096)
def _day_with_year(lang, value):
    return babel.dates.format_date(value, "full", locale=babel_locale_parse(lang))


@functools.lru_cache(maxsize=1024)
def _zone(lang, key):
    return babel.dates.get_timezone_location(key, locale=babel_locale_parse(lang), return_city=True)


def _lang():
    return request.env.lang or "en_US"


def clock(minute_of_day):
    """The time of day: 14:30, or 2:30 PM.

    :param int minute_of_day: since midnight, more than 1440 in the next day
    """
    return _clock(_lang(), minute_of_day % 1440)


def day(value):
    """A day with its name: Monday, March 2."""
    return _day(_lang(), value)


def day_with_year(value):
    """A day in full: Monday, March 2, 2026."""
    return _day_with_year(_lang(), value)


def moment(value):
    """A local time in full, ready for a page.

    :param datetime value: aware, in the zone to show
    """
    return {
        "iso": value.isoformat(),
        "day": day_with_year(value.date()),
        "time": clock(value.hour * 60 + value.minute),
    }


def weekdays():
    """Names of the days, Monday first."""
    names = babel.dates.get_day_names("wide", context="stand-alone", locale=babel_locale_parse(_lang()))
    return [names[weekday] for weekday in range(7)]


def duration(total):
    """How long something lasts: 45 min, 1 h, 1 h 30 min."""
    hours, rest = divmod(total, 60)
    env = request.env
    if not hours:
        return env._("%s min", rest)
    return env._("%(hours)s h %(minutes)s min", hours=hours, minutes=rest) if rest else env._("%s h", hours)


def zone(key):
    """A time zone as people call it: its main town and its name."""
    return _zone(_lang(), key) or key


def today(zone):
    """The date it is now in a time zone."""
    return fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone).date()


def first_free(page):
    """The first free time of all, as `moment` shows it, None when there is none."""
    if page.first_slot is None:
        return None
    return moment(minutes.to_utc(page.first_slot).replace(tzinfo=timezone.utc).astimezone(page.zone))


def local_day(page):
    """The day of the first free time of all."""
    return date.fromordinal(LocalClock(page.zone).local(page.first_slot)[0])


def days(page, today):
    """The free times of a page, by day and by half of the day.

    :param SlotPage page: what `clicrdv.availability._search` gave
    :param date today: in the zone of the establishment
    :return: one dict a day: date, name, halves of (name, buttons), number of free times
    """
    local, lang = LocalClock(page.zone), _lang()
    found = {page.first_day.toordinal() + number: ([], []) for number in range(page.days)}
    is_group = any(slot.capacity > len(slot.agendas) for slot in page.slots)
    for slot in page.slots:
        ordinal, minute = local.local(slot.start)
        if ordinal in found:
            places = slot.capacity if is_group else 0
            found[ordinal][minute >= NOON].append(_button(local.iso(slot.start), _clock(lang, minute), places))
    return [
        {
            "date": date.fromordinal(ordinal),
            "name": day(date.fromordinal(ordinal)),
            "is_today": ordinal == today.toordinal(),
            "halves": [
                (name, Markup("".join(buttons)))
                for name, buttons in zip(("morning", "afternoon"), halves, strict=True)
                if buttons
            ],
            "count": len(halves[0]) + len(halves[1]),
        }
        for ordinal, halves in found.items()
    ]


def _button(iso, label, places):
    """The button of one free time, as HTML text; a busy week has hundreds, too many for a template."""
    if not places:
        return f'<button name="start" value="{iso}">{escape(label)}</button>'
    left = request.env._("1 place left") if places == 1 else request.env._("%s places left", places)
    return f'<button name="start" value="{iso}">{escape(label)} <small>{escape(left)}</small></button>'
