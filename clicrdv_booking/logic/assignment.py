"""Who gets the client who has no preference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def fair_order(agenda_ids: Sequence[int], booked_minutes: Mapping[int, int], order: Mapping[int, int]) -> list[int]:
    """Return agendas in the order to try: the least booked that day first, ties by rank, then by id.

    ``booked_minutes``: minutes already booked that local day, by agenda, none when missing. ``order``: rank of each
    agenda in the establishment. Rule: issue 2 § 2.

    >>> fair_order([1, 2, 3], {1: 60, 2: 30}, {1: 0, 2: 1, 3: 2})
    [3, 2, 1]
    """
    return sorted(
        agenda_ids, key=lambda agenda_id: (booked_minutes.get(agenda_id, 0), order.get(agenda_id, 0), agenda_id)
    )
