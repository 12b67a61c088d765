"""When a change of prices or terms takes effect (general terms, art. 14)."""

from datetime import date, timedelta

import pytest
from clicrdv_billing_logic import contract_changes as changes
from clicrdv_billing_logic.terms import add_months
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("sent", "effect"),
    [
        ("2027-01-10", "2027-02-01"),
        # 15 days before the first of March is the 14th of February, which is the latest
        ("2027-02-14", "2027-03-01"),
        ("2027-02-15", "2027-04-01"),
        # 1.4-5: a letter of the 28th leaves more than two or three days
        ("2027-01-28", "2027-03-01"),
        ("2026-12-17", "2027-01-01"),
        ("2026-12-18", "2027-02-01"),
        ("2028-02-15", "2028-03-01"),
    ],
)
def test_a_price_begins_on_a_first_of_month_fifteen_days_after_sending(sent, effect):
    assert str(changes.effect_day(date.fromisoformat(sent), commercial=True, published=None)) == effect


@given(days)
def test_the_first_possible_month_is_taken(sent):
    effect = changes.effect_day(sent, commercial=True, published=None)
    assert effect.day == 1
    assert effect >= sent + timedelta(days=15)
    assert add_months(effect, -1) < sent + timedelta(days=15)


@given(days, days)
def test_a_change_of_both_takes_the_later_of_the_two(sent, published):
    both = changes.effect_day(sent, commercial=True, published=published)
    price = changes.effect_day(sent, commercial=True, published=None)
    assert both == changes.first_of_month_from(max(price, add_months(published, 1)))


@given(days, days)
def test_new_terms_apply_a_month_after_publication_and_not_before_they_were_told(sent, published):
    effect = changes.effect_day(sent, commercial=False, published=published)
    assert effect == max(sent, add_months(published, 1))


def test_a_change_of_nothing_has_no_effect_day():
    with pytest.raises(ValueError):
        changes.effect_day(date(2027, 1, 1), commercial=False, published=None)


def test_what_was_applied_stays():
    assert not {target for current, target in changes.TRANSITIONS if current in (changes.APPLIED, changes.CANCELLED)}
