"""BKG-02: places as people type them."""

from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.places import (
    DEPARTMENTS,
    ZONES,
    Place,
    arrondissement_of,
    department_of,
    fold,
    matches,
    parse_place,
    time_zone_of,
)
from hypothesis import given
from hypothesis import strategies as st

LYON_3 = Place(None, "69", "Lyon", 3)


@pytest.mark.parametrize(
    "text",
    ["Lyon 3", "Lyon 3e", "lyon 03", "LYON 3ème", "Lyon 3eme", "Lyon, 3e", "Lyon (3e)", "Lyon-3", "lyon3",
     "Lyon 3ᵉ", "Lyon 3e arr.", "lyon  3e  arrondissement"],
)  # fmt: skip
def test_every_spelling_of_an_arrondissement_is_understood(text):
    assert parse_place(text) == LYON_3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Paris 3ème", Place(None, "75", "Paris", 3)),
        ("paris 1er", Place(None, "75", "Paris", 1)),
        ("Paris 16", Place(None, "75", "Paris", 16)),
        ("Marseille 13", Place(None, "13", "Marseille", 13)),
        ("75003", Place("75003", "75", "Paris", 3)),
        ("75 003", Place("75003", "75", "Paris", 3)),
        ("75116 Paris", Place("75116", "75", "Paris", 16)),
        ("69120 Vaulx-en-Velin", Place("69120", "69", "Vaulx-en-Velin")),
        ("97150", Place("97150", "978")),
        ("69", Place(department="69")),
        ("1", Place(department="01")),
        ("2a", Place(department="2A")),
        ("972", Place(department="972")),
        ("Martinique", Place(department="972")),
        ("la réunion", Place(department="974")),
        ("Réunion", Place(department="974")),
        ("cotes d'armor", Place(department="22")),
        ("VAL D’OISE", Place(department="95")),
        ("Saint-Étienne", Place(city="Saint-Étienne")),
        ("lyon", Place(city="Lyon")),
        ("Saint-Denis (974)", Place(department="974", city="Saint-Denis")),
        ("Ajaccio 2A", Place(department="2A", city="Ajaccio")),
        ("Lyon 69", Place(department="69", city="Lyon")),
        ("Vienne", Place(city="Vienne")),
        ("", Place()),
        ("  ,- ", Place()),
    ],
)
def test_a_place_is_read_from_what_people_type(text, place):
    assert parse_place(text) == place


@given(st.text(max_size=150))
def test_whatever_is_typed_gives_a_place(text):
    place = parse_place(text)
    assert place.department is None or place.department in DEPARTMENTS
    assert place.city is None or place.city.strip()


@given(st.sampled_from([("Paris", "750", 20), ("Lyon", "690", 9), ("Marseille", "130", 16)]), st.data())
def test_an_arrondissement_finds_its_own_addresses_and_no_others(city, data):
    name, prefix, count = city
    asked, lived = (data.draw(st.integers(1, count)) for _ in range(2))
    assert matches(parse_place(f"{name} {asked}"), f"{prefix}{lived:02}", name) == (asked == lived)


@pytest.mark.parametrize(
    ("text", "postcode", "city", "found"),
    [
        ("Lyon 3", "69006", "Lyon", False),
        ("Lyon 3", "69003", "LYON 3EME", True),
        ("Lyon 12", "69003", "Lyon", False),
        ("Paris 16", "75116", "Paris", True),
        ("75016", "75116", "Paris", True),
        ("Lyon", "69006", "Lyon", True),
        ("Lyon", "69433", "LYON CEDEX 03", True),
        ("Lyon", "69100", "Villeurbanne", False),
        ("Paris", "75003", "Paris 3e Arrondissement", True),
        ("69", "69100", "Villeurbanne", True),
        ("69", "42000", "Saint-Étienne", False),
        ("69100", "69100", "Villeurbanne", True),
        ("69100", "69120", "Vaulx-en-Velin", False),
        ("st etienne", "42000", "Saint-Étienne", True),
        ("Sainte-Maxime", "83120", "Ste Maxime", True),
        ("Saint-Denis 93", "93200", "Saint-Denis", True),
        ("Saint-Denis 93", "97400", "Saint-Denis", False),
        ("Martinique", "97200", "Fort-de-France", True),
        ("Vienne", "38200", "Vienne", True),
        ("", "38200", "Vienne", True),
    ],
)
def test_a_search_finds_the_addresses_of_its_place_only(text, postcode, city, found):
    assert matches(parse_place(text), postcode, city) is found


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("75003", "75"), ("01000", "01"), ("20000", "2A"), ("20137", "2A"), ("20200", "2B"), ("20600", "2B"),
        ("20300", ""), ("97110", "971"), ("97133", "977"), ("97150", "978"), ("97200", "972"), ("97300", "973"),
        ("97400", "974"), ("97500", "975"), ("97600", "976"), ("98600", "986"), ("98714", "987"), ("98800", "988"),
        ("98000", ""), ("97900", ""), ("96000", ""), ("00100", ""), (" 69 003 ", "69"), ("6900", ""), ("690033", ""),
        ("", ""), ("abcde", ""), ("٧٥٠٠٣", ""),
    ],
)  # fmt: skip
def test_a_post_code_gives_its_department(postcode, department):
    assert department_of(postcode) == department


def test_only_french_addresses_have_a_department():
    assert department_of("75003", "de") == ""
    assert department_of("97200", "MQ") == "972"


@pytest.mark.parametrize(
    ("postcode", "found"),
    [
        ("75001", ("Paris", 1)), ("75020", ("Paris", 20)), ("75021", None), ("75000", None), ("75116", ("Paris", 16)),
        ("69001", ("Lyon", 1)), ("69009", ("Lyon", 9)), ("69010", None), ("13001", ("Marseille", 1)),
        ("13016", ("Marseille", 16)), ("13017", None), ("13100", None), ("", None), ("7500٣", None),
    ],
)  # fmt: skip
def test_a_post_code_gives_its_arrondissement(postcode, found):
    assert arrondissement_of(postcode) == found


def test_the_table_has_the_101_departments_and_seven_collectivities():
    metropolitan = {f"{number:02}" for number in range(1, 96)} - {"20"} | {"2A", "2B"}
    assert set(DEPARTMENTS) == metropolitan | {"971", "972", "973", "974", "976"} | {
        "975", "977", "978", "984", "986", "987", "988",
    }  # fmt: skip
    assert len(set(DEPARTMENTS.values())) == len(DEPARTMENTS) == 101 + 7


def test_every_department_is_found_by_its_code_and_by_its_name():
    towns_too = {"Paris", "Vienne", "Saint-Martin", "Saint-Barthélemy"}
    for code, name in DEPARTMENTS.items():
        assert parse_place(code).department == code
        assert parse_place(name.upper()) == (
            Place(city=parse_place(name.upper()).city) if name in towns_too else Place(department=code)
        )


def test_every_time_zone_exists_and_the_metropolis_lives_on_paris_time():
    assert all(ZoneInfo(zone).key == zone for zone in ZONES.values())
    assert [time_zone_of(code) for code in ("75", "972", "974", "988", "")] == [
        "Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "Europe/Paris",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ŒUVRE", "oeuvre"),
        ("L’Haÿ", "l hay"),
        ("ẞ", "ss"),
        ("\u0130zmir", "izmir"),
        ("", ""),
    ],
)
def test_folding_forgets_case_accents_and_punctuation(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
