"""The name of an establishment in its address."""

import pytest
from clicrdv_booking_logic.slug import MAX_LENGTH, RESERVED, is_slug, slugify
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Horizon Optique", "horizon-optique"),
        ("L'Atelier d'Anaïs & Zoë", "l-atelier-d-anais-zoe"),
        ("Cœur de Bœuf", "coeur-de-boeuf"),
        ("  --Été--  ", "ete"),
        ("Straße", "strasse"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("北京", ""),
        ("", ""),
        ("A", "a-rdv"),
        ("My", "my-rdv"),
    ],
)
def test_a_name_becomes_a_slug(name, slug):
    assert slugify(name) == slug


def test_a_long_name_is_cut_between_words():
    assert slugify("mot " * 30) == "-".join(["mot"] * 15)


def test_a_long_word_is_cut_anyway():
    assert slugify("x" * 99) == "x" * MAX_LENGTH


@pytest.mark.parametrize("text", ["", "-a", "b-", "b--c", "B", "é", "b c", "b/c", "b\n", "x" * 61, *sorted(RESERVED)])
def test_what_is_no_slug_is_refused(text):
    assert not is_slug(text)


@pytest.mark.parametrize("text", ["b", "horizon-optique-2", "75003", "x" * 60])
def test_a_slug_is_accepted(text):
    assert is_slug(text)


@given(st.text(max_size=200))
def test_whatever_the_name_its_slug_is_one_or_empty(name):
    slug = slugify(name)
    assert not slug or (is_slug(slug) and slugify(slug) == slug)
