"""Texts of establishments: what they may hold, what is put in, and what is cut to fit into an SMS."""

import re

import pytest
from clicrdv_booking_logic import message_text
from clicrdv_booking_logic.message_text import (
    PLACEHOLDERS,
    SHORTENABLE,
    EmptyText,
    Sms,
    SmsTooLong,
    StrayBrace,
    TextError,
    UnknownPlaceholder,
    check,
    names,
    render,
    render_sms,
)
from clicrdv_booking_logic.sms_text import GSM7, UCS2, measure, outside_gsm
from hypothesis import given
from hypothesis import strategies as st

REMINDER = "Rappel : {service} {date} à {time} avec {professional}, {establishment}, {address}. Gérer : {link}"
VALUES = {
    "date": "lundi 11 janvier",
    "time": "14 h 30",
    "service": "Examen de vue",
    "establishment": "Horizon Optique",
    "address": "12 rue de Turenne, 75003 Paris",
    "phone": "01 99 00 12 34",
    "professional": "Inès Lefèvre",
    "client": "Zoé Martin",
    "link": "https://rdv.horizon.example/a/k3y",
}
KEPT = [name for name in PLACEHOLDERS if name not in SHORTENABLE]

one_line = st.text(st.sampled_from("abcdef éêœ€😀{}.,-'"), max_size=60)
values = st.fixed_dictionaries(dict.fromkeys(PLACEHOLDERS, one_line))
literals = st.text(st.sampled_from("abc êœ€.,\n "), max_size=40)
templates = st.lists(literals | st.sampled_from([f"{{{name}}}" for name in PLACEHOLDERS]), max_size=9).map("".join)

# --- what a text may hold ----------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Bonjour", REMINDER, "".join(f"{{{name}}}" for name in PLACEHOLDERS), "{date}\n{date}"]
)
def test_a_text_with_known_placeholders_passes(text):
    check(text)


@pytest.mark.parametrize(
    ("text", "name", "suggestion"),
    [
        ("Bonjour {clent}", "clent", "client"),
        ("Le {dat} ou {tim}", "dat", "date"),
        ("{Date}", "Date", "date"),
        ("{ time }", " time ", "time"),
        ("{professionnel}", "professionnel", "professional"),
        ("{établissement}", "établissement", "establishment"),
        ("{heure}", "heure", ""),
        ("{object.env.cr}", "object.env.cr", ""),
        ("{client.name}", "client.name", "client"),
        ("{client!r}", "client!r", "client"),
        ("{0}", "0", ""),
    ],
)
def test_an_unknown_placeholder_is_refused_with_the_nearest_one(text, name, suggestion):
    with pytest.raises(UnknownPlaceholder) as refusal:
        check(text)
    assert (refusal.value.code, refusal.value.name, refusal.value.suggestion) == (
        "unknown_placeholder",
        name,
        suggestion,
    )


def test_a_placeholder_that_a_message_does_not_have_is_unknown_there():
    check("{date} {time}", ("date", "time"))
    with pytest.raises(UnknownPlaceholder) as refusal:
        check("{date} {link}", ("date", "time"))
    assert (refusal.value.name, refusal.value.suggestion) == ("link", "")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a { b", 2),
        ("a } b", 2),
        ("{}", 0),
        ("{date", 0),
        ("date}", 4),
        ("{{date}}", 0),
        ("{date}}", 6),
        ("{da\nte}", 0),
    ],
)
def test_a_brace_that_serves_no_placeholder_is_refused_where_it_is(text, position):
    with pytest.raises(StrayBrace) as refusal:
        check(text)
    assert (refusal.value.code, refusal.value.position) == ("stray_brace", position)


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0\t"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(EmptyText) as refusal:
        check(text)
    assert refusal.value.code == "empty_text"


@given(st.text(st.sampled_from("{}date client\n"), max_size=30))
def test_a_text_that_passes_has_only_known_names_and_no_other_brace(text):
    try:
        check(text)
    except TextError:
        return
    assert names(text) <= set(PLACEHOLDERS)
    assert not re.search(r"[{}]", re.sub("|".join(f"{{{name}}}" for name in PLACEHOLDERS), "", text))


# --- what is put in ----------------------------------------------------------


def test_a_text_is_rendered_with_its_values():
    assert render("{client}, le {date} à {time}.\n{link}", VALUES) == (
        "Zoé Martin, le lundi 11 janvier à 14 h 30.\nhttps://rdv.horizon.example/a/k3y"
    )


@pytest.mark.parametrize(
    "value", ["{link}", "{date}{link}", "{{link}}", "%(link)s", "\\g<0>", "${object.env}", "{", "}"]
)
def test_a_value_is_never_read_again(value):
    assert render("Bonjour {client} !", {"client": value}) == f"Bonjour {value} !"
    assert render_sms("Bonjour {client} !", {"client": value}, 1, True).text == f"Bonjour {value} !"


def test_a_brace_of_another_script_does_not_become_a_placeholder():
    sms = render_sms("\uff5blink\uff5d {client}", {"client": "\uff5blink\uff5d"}, 1, plain_letters=True)
    assert sms.text == "{link} {link}"


def test_a_value_comes_on_one_line_without_invisible_characters():
    assert render("- {client} -", {"client": " Zoé\r\n\u202eMar\u200btin\x00\t\u00a0Jr\x1b "}) == "- Zoé Martin Jr -"


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("Avec {client} à 9 h", "Avec à 9 h"),
        ("À 9 h avec {client}\nMerci", "À 9 h avec\nMerci"),
        ("{client} bonjour", "bonjour"),
        ("Bonjour\n{client}\nMerci", "Bonjour\nMerci"),
        ("Bonjour\n\n{client}{client}\n\nMerci", "Bonjour\n\n\nMerci"),
        ("{client}", ""),
    ],
)
def test_an_empty_value_leaves_no_hole(text, rendered):
    assert render(text, {"client": " \n"}) == rendered


@pytest.mark.parametrize("call", [render, lambda text, given: render_sms(text, given, 1, True)])
def test_a_placeholder_without_value_is_an_error(call):
    with pytest.raises(KeyError, match="link"):
        call("{date} {link}", {"date": "lundi"})


def test_a_value_that_the_text_does_not_ask_for_is_not_looked_at():
    assert render("Bonjour", {"client": None}) == "Bonjour"


@given(templates, values)
def test_a_rendered_text_has_no_hole(text, given_values):
    rendered = render(text, given_values)
    assert "  " not in rendered and rendered == rendered.strip()
    assert all(line == line.strip(" ") for line in rendered.split("\n"))


# --- fitting into an SMS -----------------------------------------------------


def test_a_text_that_fits_is_sent_whole():
    sms = render_sms(REMINDER, VALUES, 1, plain_letters=True)
    assert sms == Sms(render(REMINDER, VALUES), GSM7, 1, shortened=False)


def test_plain_letters_save_a_part():
    text, given = "Fête du cœur « {service} » " + "a" * 60, {"service": "Bien-être"}
    assert render_sms(text, given, 2, False) == Sms(render(text, given), UCS2, 2, shortened=False)
    assert render_sms(text, given, 1, True) == Sms('Fete du coeur "Bien-etre" ' + "a" * 60, GSM7, 1, shortened=False)


def test_a_link_keeps_its_letters():
    assert render_sms("Fête {link}", {"link": "https://fête.fr"}, 1, True).text == "Fete https://fête.fr"


@pytest.mark.parametrize(
    ("more", "cut"),
    [
        (3, {"address": "12 rue de Turenne, 75003."}),
        (9, {"address": "12 rue de Turenne."}),
        (14, {"address": "12 rue."}),
        (25, {"address": "12 rue.", "establishment": "Horizon."}),
        (32, {"address": "12 rue.", "establishment": "Horizon.", "service": "Examen."}),
    ],
)
def test_the_longest_value_is_cut_first_at_a_word(more, cut):
    text = REMINDER + " " + "x" * more
    sms = render_sms(text, VALUES, 1, plain_letters=True)
    assert sms == Sms(render(text, VALUES | cut), GSM7, 1, shortened=True)


def test_of_two_values_as_long_the_first_of_the_list_is_cut():
    given = {"client": "Anne Martin", "service": "Coupe homme"}
    assert render_sms("a" * 140 + "{client}{service}", given, 1, True).text[140:] == "Anne MartinCoupe."


def test_a_cut_value_at_the_end_of_a_sentence_has_one_full_stop():
    assert render_sms("a" * 150 + " {service}. A", {"service": "Examen de vue"}, 1, True).text[150:] == " Examen. A"
    assert render("{client}. {client}...", {"client": "Horizon S.A."}) == "Horizon S.A. Horizon S.A..."


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        ("12 rue de Turenne, 75003 Paris", ["12 rue de Turenne, 75003.", "12 rue de Turenne.", "12 rue.", "12 ru."]),
        ("Examen de vue", ["Examen.", "Exame.", "Exam.", "Exa.", ""]),
        ("Dr Le Fur", ["Dr Le F.", "Dr Le.", "Dr L.", ""]),
        ("Coupe - Couleur", ["Coupe."]),
        ("Salon d’été", ["Salon."]),
        ("Agnès", ["Agn.", ""]),
        ("Zoé", [""]),
        ("...", [""]),
        ("", [""]),
    ],
)
def test_a_value_loses_words_then_letters(value, steps):
    for step in steps:
        value = message_text._shorter(value)
        assert value == step


@pytest.mark.parametrize("name", KEPT)
def test_what_a_person_needs_is_never_cut(name):
    with pytest.raises(SmsTooLong) as refusal:
        render_sms(f"{{{name}}}", {name: "a " * 100}, 1, plain_letters=True)
    assert (refusal.value.code, refusal.value.parts, refusal.value.max_parts) == ("too_long", 2, 1)


def test_a_text_that_is_too_long_by_itself_is_refused():
    with pytest.raises(SmsTooLong):
        render_sms("a" * 158 + " {service}", VALUES, 1, plain_letters=True)


def test_nothing_to_say_is_no_sms():
    with pytest.raises(EmptyText):
        render_sms("{client}", {"client": " "}, 1, plain_letters=True)


def test_cutting_the_only_odd_word_brings_the_text_back_into_the_alphabet():
    text = "a" * 60 + " {service}"
    sms = render_sms(text, {"service": "Coupe bien-être"}, 1, plain_letters=False)
    assert sms == Sms("a" * 60 + " Coupe.", GSM7, 1, shortened=True)


@given(templates, values, st.integers(1, 3), st.booleans())
def test_an_sms_fits_and_keeps_what_a_person_needs(text, given_values, max_parts, plain_letters):
    try:
        sms = render_sms(text, given_values, max_parts, plain_letters)
    except TextError as refusal:
        assert refusal.code in {"empty_text", "too_long"}
        return
    assert (sms.encoding, sms.parts) == (measure(sms.text).encoding, measure(sms.text).parts)
    assert 1 <= sms.parts <= max_parts
    if not plain_letters:
        cut = dict.fromkeys(SHORTENABLE, "")
        assert sms.shortened == (measure(render(text, given_values)).parts > max_parts)
        assert sms.shortened or sms.text == render(text, given_values)
        assert measure(render(text, {**given_values, **cut})).parts <= max_parts
    elif "{link}" not in text:
        assert set(outside_gsm(sms.text)) <= {"😀"}
