"""Which answers to an SMS ask for silence, and which do not."""

import pytest
from clicrdv_booking_logic.opt_out_words import is_opt_out
from hypothesis import given
from hypothesis import strategies as st

STOPS = [
    "STOP",
    "stop",
    "Stop.",
    " STOP \r\n",
    "«STOP»",
    "STOP SMS",
    "STOPSMS",
    "stop pub",
    "STOP 36111",
    "stop36111",
    "STOP au 36111",
    "ARRET",
    "Arrêt",
    "ARRE\N{COMBINING CIRCUMFLEX ACCENT}T",
    "arrêtez",
    "Désabonnement",
    "me désinscrire",
    "UNSUBSCRIBE",
    "Opt-out",
    "\N{FULLWIDTH LATIN CAPITAL LETTER S}top",
    "Stop svp",
    "STOP, s'il vous plaît !",
]
OTHERS = [
    "",
    " ",
    "OUI",
    "NON",
    "ok merci",
    "merci",
    "Annuler",
    "CANCEL",
    "FIN",
    "stopper",
    "Je ne peux pas venir, stop",
    "STOP mais je viens",
    "stop stop",
    "36111",
    "Arrêt de bus ?",
    "Je serai en retard de 10 minutes",
    "ΣTOP",
    "STOP" + " " * 60,
    "stop " + "1" * 13,
]


@pytest.mark.parametrize("text", STOPS)
def test_a_word_of_refusal_alone_is_one(text):
    assert is_opt_out(text)


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_no_refusal(text):
    assert not is_opt_out(text)


@given(st.sampled_from(STOPS), st.text(st.sampled_from(" .!?-_\t\n«»\"'"), max_size=5))
def test_case_and_punctuation_around_it_change_nothing(text, around):
    assert is_opt_out(around + text.swapcase() + around)


@given(st.text())
def test_any_text_is_judged(text):
    assert is_opt_out(text) in (True, False)
