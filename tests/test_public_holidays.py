"""Public holidays by zone (compliance sheet, § 2.7)."""

from datetime import date

import pytest
from clicrdv_booking_logic.places import DEPARTMENTS
from clicrdv_booking_logic.public_holidays import ZONES, holidays_of, zone_of_department

NATIONAL_2026 = [
    (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
]  # fmt: skip


def days(zone: str, year: int = 2026) -> list[tuple[int, int]]:
    return [(day.month, day.day) for day, _ in holidays_of(zone, year)]


@pytest.mark.parametrize("zone", ["FR", "975"])
def test_the_eleven_days_of_the_labour_code(zone):
    assert days(zone) == NATIONAL_2026


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("FR-6AE", [(4, 3), (12, 26)]),
        ("FR-57", [(4, 3), (12, 26)]),
        ("971", [(5, 27)]),
        ("972", [(5, 22)]),
        ("973", [(6, 10)]),
        ("974", [(12, 20)]),
        ("976", [(4, 27)]),
        ("BL", [(10, 9)]),
        ("MF", [(5, 28)]),
    ],
)
def test_a_local_zone_adds_its_statutory_days_and_no_custom(zone, local):
    assert days(zone) == sorted(NATIONAL_2026 + local)


def test_no_zone_closes_nothing():
    assert holidays_of("", 2026) == []


def test_an_unknown_zone_is_refused():
    with pytest.raises(ValueError, match="67"):
        holidays_of("67", 2026)


def test_names_are_french():
    assert dict(holidays_of("FR-57", 2026))[date(2026, 4, 3)] == "Vendredi saint"
    assert dict(holidays_of("FR", 2026))[date(2026, 7, 14)] == "Fête nationale"


def test_two_holidays_on_one_day_are_one_closed_day():
    found = holidays_of("FR", 2008)  # Ascension fell on 1 May
    assert [day for day, _ in found].count(date(2008, 5, 1)) == 1 and len(found) == 10


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone])
@pytest.mark.parametrize("year", range(2024, 2036))
def test_every_zone_has_at_least_the_national_days_in_order(zone, year):
    found = days(zone, year)
    assert set(days("FR", year)) <= set(found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("department", "zone"),
    [("75", "FR"), ("67", "FR-6AE"), ("68", "FR-6AE"), ("57", "FR-57"), ("2A", "FR"), ("971", "971"), ("972", "972"),
     ("973", "973"), ("974", "974"), ("975", "975"), ("976", "976"), ("977", "BL"), ("978", "MF"), ("988", ""), ("", "")],
)  # fmt: skip
def test_a_department_has_its_zone(department, zone):
    assert zone_of_department(department) == zone


def test_the_zone_of_every_department_is_one_that_is_known():
    assert {zone_of_department(code) for code in DEPARTMENTS} <= set(ZONES)
