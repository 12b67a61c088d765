"""Parts of an SMS as operators count them, and plain letters that make them fewer."""

import unicodedata

import pytest
import smsutil
from clicrdv_booking_logic.sms_text import GSM7, UCS2, Measure, measure, outside_gsm, split, transliterate
from hypothesis import example, given
from hypothesis import strategies as st

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"

gsm_texts = st.text(st.sampled_from(BASIC + EXTENSION * 6), max_size=700)
texts = gsm_texts | st.text(st.sampled_from("ab éêœ’€😀𝔸漢"), max_size=400) | st.text(max_size=400)

# --- counting ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "left"),
    [
        ("", GSM7, 0, 0, 160),
        ("a", GSM7, 1, 1, 159),
        ("é" * 160, GSM7, 160, 1, 0),
        ("a" * 161, GSM7, 161, 2, 145),
        ("a" * 306, GSM7, 306, 2, 0),
        ("a" * 307, GSM7, 307, 3, 152),
        ("€" * 80, GSM7, 160, 1, 0),
        ("€" * 81, GSM7, 162, 2, 143),
        # 152 units in each part but the last, as a pair is never split: a ceil division would say 2
        ("€" * 153, GSM7, 306, 3, 151),
        ("ê" * 70, UCS2, 70, 1, 0),
        ("ê" * 71, UCS2, 71, 2, 63),
        ("ê" * 134, UCS2, 134, 2, 0),
        ("ê" * 135, UCS2, 135, 3, 66),
        ("😀" * 35, UCS2, 70, 1, 0),
        ("😀" * 36, UCS2, 72, 2, 61),
        ("😀" * 67, UCS2, 134, 3, 65),
        ("€" * 69 + "ê", UCS2, 70, 1, 0),
    ],
)
def test_a_text_is_counted_as_operators_count_it(text, encoding, units, parts, left):
    assert measure(text) == Measure(encoding, units, parts, left)


def test_the_alphabet_has_127_letters_and_an_extension_of_ten_that_count_twice():
    assert len(set(BASIC)) == 127 and len(set(EXTENSION)) == 10
    assert all(measure(letter) == Measure(GSM7, 1, 1, 159) for letter in BASIC)
    assert all(measure(letter) == Measure(GSM7, 2, 1, 158) for letter in EXTENSION)


@pytest.mark.parametrize("letter", "àéèùäöüæÇÉ§€")
def test_these_french_letters_are_in_the_alphabet(letter):
    assert measure(letter).encoding == GSM7 and transliterate(letter) == letter


@pytest.mark.parametrize("letter", "âêîôûëïçœÀÈÊÔ«»’–…°")
def test_these_french_letters_turn_the_whole_text_to_ucs2(letter):
    assert measure(f"Bonjour{letter}").encoding == UCS2 and outside_gsm(f"Bonjour{letter}") == letter


@pytest.mark.parametrize("text", ["Fête", "Garçon", "cœur", "l’heure", "\t", "\u00a0", "\u202f"])
def test_one_character_outside_costs_a_part_that_plain_letters_save(text):
    assert measure(text + "a" * 71).parts == 2 and measure(transliterate(text) + "a" * 71).parts == 1


def test_the_escape_character_is_no_letter_of_the_alphabet():
    assert measure("\x1b").encoding == UCS2


def test_characters_outside_are_named_once_in_order():
    assert outside_gsm("Fête à l’hôtel, c’est la fête") == "ê’ô"
    assert outside_gsm("Déjà vu : 10 €") == ""


def test_an_escaped_letter_goes_whole_into_the_next_part():
    assert split("a" * 152 + "€" + "b" * 10) == ("a" * 152, "€" + "b" * 10)


def test_an_emoji_goes_whole_into_the_next_part():
    assert split("ê" * 66 + "😀" + "b" * 10) == ("ê" * 66, "😀" + "b" * 10)


@given(texts)
def test_the_parts_put_together_are_the_text(text):
    assert "".join(split(text)) == text


@given(texts)
def test_a_text_takes_the_parts_that_it_is_split_into(text):
    measured, parts = measure(text), split(text)
    limit = {GSM7: (160, 153), UCS2: (70, 67)}[measured.encoding][measured.parts > 1]
    cost = {GSM7: lambda part: len(part) + sum(map(part.count, EXTENSION)), UCS2: utf16_units}[measured.encoding]
    assert measured.parts == len(parts) and measured.units == sum(map(cost, parts))
    assert all(0 < cost(part) <= limit for part in parts)
    assert all(cost(part) >= limit - 1 for part in parts[:-1]), "only a pair may leave a unit free"
    assert measured.left == limit - (cost(parts[-1]) if parts else 0)


def utf16_units(part: str) -> int:
    return len(part.encode("utf-16-be", "surrogatepass")) // 2


@given(texts.filter(lambda text: text and "\x1b" not in text))
@example("€" * 153)
@example("a" * 152 + "€" * 5)
def test_an_independent_library_splits_alike(text):
    oracle = smsutil.split(text)
    assert [part.content for part in oracle.parts] == list(split(text))
    assert {"gsm0338": GSM7, "utf_16_be": UCS2}[oracle.encoding] == measure(text).encoding


# --- plain letters -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Fête du cœur, garçon !", "Fete du coeur, garcon !"),
        ("L’hôtel « Ô Île » – 9\u202fh…", 'L\'hotel "O Ile" - 9 h...'),
        ("ÀÂÈÊËÎÏÔÛÙŒŸ", "AAEEEIIOUUOEY"),
        ("âêëîïôûç", "aeeiiouc"),
        ("éèàùÇÉäöüñæØß", "éèàùÇÉäöüñæØß"),
        ("e\u0301te\u0301 a\u0302ge", "été age"),
        ("Łódź, Dvořák, Şişli, Tiếng", "Lodz, Dvorak, Sisli, Tieng"),
        ("n° 12 à 25 °C, 10 m², ½ heure", "no 12 à 25 oC, 10 m2, 1/2 heure"),
        ("\u00a0 \u2009\t\u200b|\u00ad", "    |"),
        ("10 € {x} [y] ~ ^ \\ |", "10 € {x} [y] ~ ^ \\ |"),
        ("ﬁn №3 ™ © ®", "fin No3 TM (c) (r)"),
        ("`a´ ‹b›", "'a' <b>"),
        ("ligne 1\r\nligne 2\u2028ligne 3", "ligne 1\r\nligne 2\nligne 3"),
    ],
)
def test_characters_outside_are_written_by_readable_ones(text, plain):
    assert transliterate(text) == plain
    assert measure(plain).encoding == GSM7


@pytest.mark.parametrize("text", ["😀", "❤\ufe0f", "αβγ", "漢字", "日本", "👨\u200d👩\u200d👧", "при", "ά", "\u0301"])
def test_what_has_no_equivalent_stays(text):
    assert transliterate(text) == text


@given(texts | st.text(st.sampled_from("œ«» \u00a0\u0301\u0302\u0327ê\u200b\u1100\u1161\u11a8e漢"), max_size=30))
def test_plain_letters_twice_are_the_same(text):
    plain = transliterate(text)
    assert transliterate(plain) == plain
    visible = "".join(letter for letter in text if transliterate(letter))
    assert set(outside_gsm(plain)) <= set(outside_gsm(unicodedata.normalize("NFC", visible)))


@given(gsm_texts)
def test_a_text_in_the_alphabet_stays_as_it_is(text):
    assert transliterate(text) == text


@given(st.text(st.sampled_from("aàâäéêëîïôöùûüçœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ’«»–—… \u00a0\u202f°€"), max_size=300))
def test_any_french_text_ends_in_the_alphabet(text):
    assert not outside_gsm(transliterate(text))
