"""Names and numbers that an SMS may come from (ARCEP decision 2018-0881)."""

import pytest
from clicrdv_booking_logic.senders import problem
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        # names
        ("Zoe", ""),
        ("Salon Ana", ""),
        ("Optique 123", ""),
        ("123 Optique", ""),
        ("0612345678a", ""),
        ("AB", "malformed"),
        ("ABCDEFGHIJKL", "malformed"),
        ("Zoé", "malformed"),
        ("Salon-1", "malformed"),
        (" Salon", "malformed"),
        ("Salon ", "malformed"),
        ("Salon\n", "malformed"),
        ("   ", "malformed"),
        ("", "malformed"),
        # short numbers
        ("36111", ""),
        ("38123", ""),
        ("67890", ""),
        ("3611", "malformed"),
        ("361112", "malformed"),
        # numbers of people, however they are written
        ("0612345678", "mobile"),
        ("0712345678", "mobile"),
        ("06123 45678", "mobile"),
        ("06.12.34.56.78", "mobile"),
        ("+33612345678", "mobile"),
        ("+33712345678", "mobile"),
        ("+33 6 12 34 56 78", "mobile"),
        ("+330612345678", "mobile"),
        ("0033612345678", "mobile"),
        ("33612345678", "mobile"),
        ("0692123456", "mobile"),
        ("+262692123456", "mobile"),
        # other numbers
        ("+33939201234", ""),
        ("33939201234", ""),
        ("+14155550100", ""),
        ("+447700900123", ""),
        ("0939201234", "malformed"),
        ("+33 9 39 20 12 34", "malformed"),
        ("+123456", "malformed"),
        ("+1234567890123456", "malformed"),
        ("١٢٣٤٥", "malformed"),
    ],
)
def test_a_sender_is_a_name_a_short_number_or_a_number_of_no_person(sender, expected):
    assert problem(sender) == expected


@given(st.text(max_size=20))
def test_any_text_has_an_answer_and_what_is_taken_is_plain(sender):
    if not problem(sender):
        assert sender.isascii() and 3 <= len(sender) <= 16 and sender == sender.strip()
