"""Who gets the client without preference."""

from clicrdv_booking_logic.assignment import fair_order
from hypothesis import given
from hypothesis import strategies as st

idents = st.integers(1, 20)


def test_the_least_booked_comes_first():
    assert fair_order([1, 2, 3], {1: 90, 2: 30, 3: 60}, {}) == [2, 3, 1]


def test_whoever_has_nothing_yet_comes_before_all():
    assert fair_order([1, 2], {1: 15}, {}) == [2, 1]


def test_ties_follow_the_order_of_the_establishment():
    assert fair_order([1, 2, 3], {1: 60, 2: 60, 3: 60}, {1: 3, 2: 1, 3: 2}) == [2, 3, 1]


def test_ties_in_the_order_follow_the_id():
    assert fair_order([3, 1, 2], {}, {1: 5, 2: 5, 3: 5}) == [1, 2, 3]


@given(st.lists(idents, unique=True), st.dictionaries(idents, st.integers(0, 600)), st.dictionaries(idents, idents))
def test_everybody_is_in_the_order_once_and_nobody_waits_behind_someone_busier(agendas, booked, order):
    found = fair_order(agendas, booked, order)
    loads = [booked.get(agenda_id, 0) for agenda_id in found]
    assert sorted(found) == sorted(agendas)
    assert loads == sorted(loads)
    assert found == fair_order(agendas[::-1], booked, order)
