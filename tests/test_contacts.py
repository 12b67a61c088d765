"""Phones, e-mail addresses and texts as clients type them, tricks included."""

import pytest
from clicrdv_booking_logic.contacts import (
    InvalidEmail,
    InvalidPhone,
    TextTooLong,
    clean_name,
    clean_text,
    normalise_email,
    normalise_phone,
)
from hypothesis import given
from hypothesis import strategies as st

# --- phones ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06.12.34.56.78", "fr", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "FR", "+33612345678"),
        ("0033612345678", "FR", "+33612345678"),
        (" 01-42-68-53-00 ", "FR", "+33142685300"),
        ("٠٦١٢٣٤٥٦٧٨", "FR", "+33612345678"),
        ("02 555 12 12", "BE", "+3225551212"),
        ("+41 44 668 18 00", "FR", "+41446681800"),
    ],
)
def test_a_phone_number_becomes_e164(typed, country, number):
    assert normalise_phone(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0590 81 02 03", "+590590810203"),
        ("0690 30 12 34", "+590690301234"),
        ("0594 30 12 34", "+594594301234"),
        ("0694 20 12 34", "+594694201234"),
        ("0596 30 12 34", "+596596301234"),
        ("0696 30 12 34", "+596696301234"),
        ("0262 30 12 34", "+262262301234"),
        ("0692 30 12 34", "+262692301234"),
        ("0269 61 12 34", "+262269611234"),
        ("0639 01 12 34", "+262639011234"),
        ("06 12 34 56 78", "+33612345678"),
    ],
)
@pytest.mark.parametrize("country", ["FR", "MQ", "RE", "BL"])
def test_all_of_france_dials_the_same_ten_digits(typed, number, country):
    assert normalise_phone(typed, country) == number


@pytest.mark.parametrize("start", ["01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98"])
@pytest.mark.parametrize("country", ["FR", "MQ"])
def test_numbers_reserved_for_fiction_are_taken(start, country):
    typed = f"{start} 12 34"
    assert normalise_phone(typed, country) == "+33" + typed.replace(" ", "")[1:]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "0", "06", "06 12 34 56 7", "06 12 34 56 789", "0700 12 34 56", "+", "+33", "abc", "112", "+999 12345678",
     "06 12 34\n56 78", "06 12 34 56 78\u202e", "06\u200b12345678", "06 39 98 12 3", "1" * 5000, "' OR 1=1 --", "\x00"],
)  # fmt: skip
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(InvalidPhone) as refusal:
        normalise_phone(typed, "FR")
    assert refusal.value.code == "invalid_phone"


@given(
    st.text(max_size=60) | st.from_regex(r"\+?[0-9 .()/-]{6,20}", fullmatch=True),
    st.sampled_from(["FR", "MQ", "BE", "??"]),
)
def test_whatever_is_typed_is_a_number_or_refused(typed, country):
    try:
        number = normalise_phone(typed, country)
    except InvalidPhone:
        return
    assert number.startswith("+") and number[1:].isdecimal() and number.isascii() and len(number) <= 16
    assert normalise_phone(number, "FR") == number


# --- e-mail ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("jeanne.martin@exemple.fr", "jeanne.martin@exemple.fr"),
        ("  Jeanne.MARTIN@Exemple.FR ", "jeanne.martin@exemple.fr"),
        ("o'neil+rdv@mail.exemple.co.uk", "o'neil+rdv@mail.exemple.co.uk"),
        ("a@café.fr", "a@xn--caf-dma.fr"),
        ("a@xn--caf-dma.fr", "a@xn--caf-dma.fr"),
        ("x" * 64 + "@exemple.fr", "x" * 64 + "@exemple.fr"),
    ],
)
def test_an_address_is_brought_into_one_form(typed, address):
    assert normalise_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "@", "a", "a@", "@b.fr", "a@b", "a@b.", "a@.fr", "a@b..fr", ".a@b.fr", "a.@b.fr", "a..b@c.fr", "a b@c.fr",
     "a@b c.fr", "a@-b.fr", "a@b-.fr", "a@b_c.fr", "a@127.0.0.1", "a@[127.0.0.1]", "a@b.fr\n", "a\n@b.fr",
     "a@b.fr\r\nBcc: c@d.fr", "Jeanne <a@b.fr>", '"a b"@c.fr', "a@b.fr, c@d.fr", "a@b@c.fr", "é@b.fr", "\u212a@b.fr",
     "a\u200b@b.fr", "a@b\u200b.fr", "a@b.fr\u202e", "a\x00@b.fr", "a@b.fr\t", "x" * 65 + "@b.fr",
     "a@" + "b" * 64 + ".fr", "a@" + "b.fr" * 80, "a@" + "é" * 250 + ".fr", "mailto:a@b.fr", "a@b.fr;c@d.fr"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(InvalidEmail) as refusal:
        normalise_email(typed)
    assert refusal.value.code == "invalid_email"


def test_an_address_of_254_characters_is_the_longest():
    domain = ".".join(["b" * 60] * 4) + ".fr"
    longest = "a" * (253 - len(domain)) + "@" + domain
    assert normalise_email(longest) == longest and len(longest) == 254
    with pytest.raises(InvalidEmail):
        normalise_email("a" + longest)


def test_an_address_is_measured_in_its_ascii_form():
    typed = "a@" + ".".join(["é" + "b" * 54] * 4) + ".fr"
    assert len(typed) < 254
    with pytest.raises(InvalidEmail):
        normalise_email(typed)


@given(st.text(max_size=80) | st.tuples(st.text(max_size=20), st.text(max_size=40)).map("@".join) | st.emails())
def test_whatever_is_typed_is_an_ascii_address_or_refused(typed):
    try:
        address = normalise_email(typed)
    except InvalidEmail:
        return
    assert address.isascii() and address.count("@") == 1 and len(address) <= 254
    assert not set(address) & set(' \t\r\n<>",;:\\')
    assert normalise_email(address) == address


# --- texts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Anne   Marie ", "Anne Marie"),
        ("Anne\nMarie", "Anne Marie"),
        ("Jose\u0301", "José"),
        ("\u202eeiraM\u202c", "eiraM"),
        ("An\u200bne\ufeff", "Anne"),
        ("An\x00ne", "Anne"),
        ("Anne\u2028Marie", "Anne Marie"),
        ("\ud800Anne", "Anne"),
        ("", ""),
        ("\u200b \n", ""),
        ("Łukasz 李", "Łukasz 李"),
        ("<b>O'Neil</b>", "<b>O'Neil</b>"),
    ],
)
def test_a_name_is_one_line_of_visible_characters(typed, clean):
    assert clean_name(typed) == clean


def test_a_name_of_64_characters_is_the_longest():
    assert clean_name(" " * 50 + "é" * 64) == "é" * 64
    with pytest.raises(TextTooLong) as refusal:
        clean_name("é" * 65)
    assert refusal.value.code == "too_long"


def test_a_text_keeps_its_lines_and_one_empty_line_between():
    assert clean_text("\n Bonjour,\r\n\r\n\r\n\r\n\tmerci   bien\rà vous \n", 100) == "Bonjour,\n\nmerci bien\nà vous"


def test_a_text_is_measured_when_clean():
    assert clean_text("a\u200b" * 50, 50) == "a" * 50
    with pytest.raises(TextTooLong):
        clean_text("a" * 51, 50)


@given(st.text(st.characters(codec=None), max_size=200))
def test_cleaning_twice_changes_nothing_and_leaves_text_the_database_takes(typed):
    for clean in (lambda text: clean_name(text, 999), lambda text: clean_text(text, 999)):
        once = clean(typed)
        assert clean(once) == once
        assert "\x00" not in once and once == once.strip()
        once.encode()
