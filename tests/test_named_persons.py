"""Whom a text names: whole words, as a reader sees them, whatever the case and the escapes."""

import html
import json

import pytest
from clicrdv_gdpr_logic import named_persons
from clicrdv_gdpr_logic.named_persons import Names, is_telling, telling, words_of
from hypothesis import given
from hypothesis import strategies as st

LETTERS = st.text("abcdéèçñüöABCÉÈÇ-", min_size=2, max_size=8).filter(lambda text: text.strip("-") and len(text) > 1)
FULL_NAMES = st.lists(LETTERS, min_size=2, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    "text", ["zélie", "Anna", "Le", "A. B.", "75011 Paris", "12", "@", "", "Anna M", "rue 9", "O'", "2026-01-11"]
)
def test_a_first_name_a_place_or_a_few_digits_tell_nobody(text: str):
    assert is_telling(text) == (text == "2026-01-11"), "eight digits may be a number"
    if text != "2026-01-11":
        assert not Names([(1, [text])])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Anna Martin", True),
        ("MARTIN Anna", False),
        ("From: anna  MARTIN <anna@b.example>", True),
        ("Joanna Martin", False),
        ("Anna Martinet", False),
        ("Anna, Martin", True),
        ("Anna and Martin", False),
        ("<b>Anna</b> Martin.", False),
        ('{"name": "Anna Martin"}', True),
        (r"{\"name\": \"Anna\nMartin\"}", True),
    ],
)
def test_a_full_name_is_found_as_whole_words_in_their_order(text: str, named: bool):
    assert bool(Names([(1, ["anna martin"])]).find(text)) == named


def test_an_address_is_no_part_of_a_longer_one():
    names = Names([(1, ["anna@b.example"])])
    assert names.find("<Anna@B.example>, other@c.example.") == {"anna@b.example"}
    assert not names.find("joanna@b.example") and not names.find("anna@b.example.com")


@given(FULL_NAMES)
def test_whatever_is_told_is_found_typed_in_capitals_in_html_and_in_json(name: str):
    names = Names([(1, [name])])
    for text in (name, name.upper(), name.lower(), html.escape(name), json.dumps({"a": f"({name})"}), f"x,{name};y"):
        if not is_telling(name):
            assert not names
        elif "ß" not in text.lower():
            assert {1} <= {key for found in names.find(text) for key in names.keys_of(found)}, text


@given(st.lists(st.tuples(st.integers(1, 9), st.lists(FULL_NAMES, max_size=3)), max_size=6), FULL_NAMES)
def test_many_are_found_as_each_one_alone_would_be(known: list, text: str):
    together = Names(known)
    found = {key for name in together.find(text) for key in together.keys_of(name)}
    assert found == {key for key, texts in known if Names([(key, texts)]).find(text)}


@given(st.lists(FULL_NAMES, max_size=5))
def test_what_is_forgotten_is_found_no_more(texts: list[str]):
    names = Names([(1, texts)])
    for text in texts:
        names.forget(names.find(text))
    assert not names and not any(names.find(text) for text in texts)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str):
    assert not Names([(1, ["anna martin"])]).find(text) or "martin" in words_of(text)
    assert set(telling([text])) <= {text}


def test_words_that_are_no_list_are_no_person():
    with pytest.raises(TypeError):
        named_persons.Names([(1, 5)])  # type: ignore[list-item]
