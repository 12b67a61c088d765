"""BKG-01: the five parts without which an establishment is not shown."""

import pytest
from clicrdv_booking_logic.publication import PARTS, missing_parts

COMPLETE = {
    "title": "Horizon Optique Lyon",
    "street": "12 cours Vitton",
    "phone": "+33465710001",
    "activity": "Opticien",
    "city": "Lyon",
    "department": "69",
}


def test_a_complete_establishment_misses_nothing():
    assert missing_parts(**COMPLETE) == ()


@pytest.mark.parametrize("blank", ["", "  \t", None])
@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("title", "title"),
        ("street", "address"),
        ("phone", "address"),
        ("activity", "activity"),
        ("city", "locality"),
        ("department", "department"),
    ],
)
def test_each_blank_field_makes_its_part_miss(field, part, blank):
    assert missing_parts(**{**COMPLETE, field: blank}) == (part,)


def test_an_empty_establishment_misses_the_five_parts_in_order():
    assert missing_parts(*[""] * 6) == PARTS == ("title", "address", "activity", "locality", "department")
