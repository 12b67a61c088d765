"""Dates, times and lists as messages say them, in the language of the client."""

import datetime

import pytest
from clicrdv_booking_logic.message_text import joined, short_date, spoken_date, spoken_time
from clicrdv_booking_logic.sms_text import outside_gsm
from hypothesis import given
from hypothesis import strategies as st

DAY = datetime.date(2027, 1, 11)


@pytest.mark.parametrize(
    ("lang", "spoken", "with_year", "short"),
    [
        ("fr_FR", "lundi 11 janvier", "lundi 11 janvier 2027", "lun. 11 janv."),
        ("fr_BE", "lundi 11 janvier", "lundi 11 janvier 2027", "lun. 11 janv."),
        ("en_US", "Monday, January 11", "Monday, January 11, 2027", "Mon, Jan 11"),
        ("en_GB", "Monday 11 January", "Monday, 11 January 2027", "Mon 11 Jan"),
        ("de_DE", "Montag, 11. Januar", "Montag, 11. Januar 2027", "Mo., 11. Jan."),
        ("es_ES", "lunes, 11 de enero", "lunes, 11 de enero de 2027", "lun, 11 ene"),
        ("nl_NL", "maandag 11 januari", "maandag 11 januari 2027", "ma 11 jan"),
    ],
)
def test_a_date_is_said_in_each_language(lang, spoken, with_year, short):
    assert spoken_date(DAY, lang) == spoken
    assert spoken_date(DAY, lang, with_year=True) == with_year
    assert short_date(DAY, lang) == short


def test_the_first_of_a_month_is_an_ordinal_in_french_only():
    first = datetime.date(2027, 2, 1)
    assert spoken_date(first, "fr_FR") == "lundi 1er février" and short_date(first, "fr_CH").startswith("lun. 1er f")
    assert spoken_date(first, "en_US") == "Monday, February 1"
    assert spoken_date(datetime.date(2027, 2, 21), "fr_FR") == "dimanche 21 février"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (14, 30, "14 h 30", "2:30 PM"),
        (9, 0, "9 h", "9:00 AM"),
        (0, 5, "0 h 05", "12:05 AM"),
        (12, 0, "12 h", "12:00 PM"),
    ],
)
def test_a_time_is_said_as_it_is_written_in_a_sentence(hour, minute, french, english):
    moment = datetime.time(hour, minute)
    assert (spoken_time(moment, "fr_FR"), spoken_time(moment, "en_US")) == (french, english)


@pytest.mark.parametrize("lang", ["", "xx_YY", "C", "fr-FR", "tlh", "../etc"])
def test_an_unknown_language_counts_as_french(lang):
    assert spoken_date(DAY, lang) == "lundi 11 janvier"
    assert spoken_time(datetime.time(9), lang) == "9 h"


@pytest.mark.parametrize(
    ("parts", "lang", "text"),
    [
        (["9 h", "11 h", "14 h 30"], "fr_FR", "9 h, 11 h et 14 h 30"),
        (["9 h", "11 h"], "fr_FR", "9 h et 11 h"),
        (["{0}"], "fr_FR", "{0}"),
        (["{0}", "{1}", "{x}"], "fr_FR", "{0}, {1} et {x}"),
        ([], "fr_FR", ""),
        (["a", "b", "c"], "en_GB", "a, b and c"),
        (["a", "b", "c"], "en_US", "a, b, and c"),
    ],
)
def test_an_enumeration_ends_with_and(parts, lang, text):
    assert joined(parts, lang) == text


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2050, 1, 1)), st.times(), st.sampled_from(["fr_FR", "en_US"]))
def test_dates_and_times_need_no_plain_space_put_in(day, moment, lang):
    said = [
        spoken_date(day, lang),
        spoken_date(day, lang, with_year=True),
        short_date(day, lang),
        spoken_time(moment, lang),
    ]
    assert set(outside_gsm("".join(said))) <= {"û"}
