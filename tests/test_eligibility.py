"""What stands against an order: one thing at a time, on an order that is otherwise complete."""

from dataclasses import replace
from datetime import date

import pytest
from clicrdv_billing_logic.eligibility import DOUBTS, MISSING, Establishment, Order, Problem, problems
from stdnum import luhn

SIREN = "999084122"
TODAY = date(2027, 1, 11)


def siret(number, siren=SIREN):
    stem = f"{siren}{number:04d}"
    return stem + luhn.calc_check_digit(stem)


SHOPS = tuple(Establishment(f"Shop {number}", siret(number), True, date(2027, 1, 4)) for number in range(1, 6))
GOOD = Order(
    kind="integrated",
    siren=SIREN,
    establishments=SHOPS,
    brand="Horizon",
    inpi_number="4012345",
    inpi_class="44",
    inpi_date=date(2015, 5, 1),
    has_inpi_document=True,
    negotiator="Jeanne Exemple",
    negotiator_rights="owner",
    has_mandate=True,
    grouping_in_doubt=False,
)


def shops(**first):
    return (replace(SHOPS[0], **first), *SHOPS[1:])


def test_a_complete_order_has_no_problem():
    assert problems(GOOD, TODAY) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"establishments": ()}, Problem("no_establishment")),
        ({"establishments": SHOPS[:4]}, Problem("too_few")),
        ({"siren": ""}, None),
        ({"kind": "franchise"}, Problem("franchise")),
        ({"establishments": shops(siret="")}, Problem("siret_missing", "Shop 1")),
        ({"establishments": shops(siret=siret(1)[:-1] + "x")}, Problem("siret_invalid", "Shop 1")),
        ({"establishments": shops(siret=siret(1, "404833048"))}, Problem("siret_other_siren", "Shop 1")),
        ({"establishments": shops(declared_on=None)}, Problem("declaration", "Shop 1")),
        ({"establishments": shops(declared_on=date(2027, 1, 12))}, Problem("declaration", "Shop 1")),
        ({"brand": " "}, Problem("brand")),
        ({"inpi_number": ""}, Problem("inpi_number")),
        ({"inpi_class": ""}, Problem("inpi_class")),
        ({"inpi_date": None}, Problem("inpi_date")),
        ({"inpi_date": date(2027, 1, 12)}, Problem("inpi_date")),
        ({"has_inpi_document": False}, Problem("inpi_document")),
        ({"negotiator": ""}, Problem("negotiator")),
        ({"negotiator_rights": " "}, Problem("negotiator_rights")),
        ({"has_mandate": False}, Problem("mandate")),
        ({"grouping_in_doubt": True}, Problem("grouping")),
    ],
)
def test_one_thing_that_is_missing_is_named_alone(change, expected):
    found = problems(replace(GOOD, **change), TODAY)
    assert found == [expected] if expected else "network_siren" in {problem.code for problem in found}


def test_an_establishment_that_is_closed_does_not_count_among_the_five():
    found = problems(replace(GOOD, establishments=shops(active=False)), TODAY)
    assert found == [Problem("too_few"), Problem("inactive", "Shop 1")]


def test_the_same_number_twice_is_named_for_both():
    found = problems(replace(GOOD, establishments=shops(siret=f" {siret(2)}")), TODAY)
    assert found == [Problem("siret_twice", "Shop 1"), Problem("siret_twice", "Shop 2")]


def test_a_franchise_may_have_as_many_legal_persons_as_establishments():
    others = tuple(replace(shop, siret=siret(1, siren)) for shop, siren in zip(SHOPS, SIRENS, strict=True))
    found = problems(replace(GOOD, kind="franchise", siren="", establishments=others), TODAY)
    assert found == [Problem("franchise")]


SIRENS = ("404833048", "732829320", "552100554", "443061841", SIREN)


def test_every_code_is_either_missing_or_in_doubt():
    worst = Order(
        "integrated", "", (Establishment("A", "1", False, None),), "", "", "", None, False, "", "", False, True
    )
    assert {problem.code for problem in problems(worst, TODAY)} <= {*MISSING, *DOUBTS}
    assert not set(MISSING) & set(DOUBTS)
