"""A person's words are found however they are stored."""

import html
import json
import re

from clicrdv_gdpr_logic import searched_text
from hypothesis import assume, given
from hypothesis import strategies as st

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=3, max_size=30)


def ascii_lower(text):
    return re.sub("[A-Z]", lambda match: match[0].lower(), text)


@given(WORDS)
def test_a_word_is_found_as_typed_in_json_and_in_html(word):
    word = word.strip()
    assume(len(word) >= searched_text.SHORTEST)
    needles = searched_text.needles([word])
    for stored in (word, json.dumps({"name": word}), f"<p>{html.escape(word)}</p>", word.upper()):
        assert any(needle in ascii_lower(stored) for needle in needles), stored


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_the_pattern_takes_every_character_as_it_is(words):
    needles = searched_text.needles(words)
    pattern = searched_text.pattern(needles)
    for needle in needles:
        assert re.search(pattern, needle)


def test_too_short_words_are_not_searched():
    assert searched_text.needles(["", "Al", "  x "]) == ()


def test_a_foreign_number_is_searched_as_it_is_given():
    assert searched_text.phone_forms("+32470123456") == ("+32470123456",)
