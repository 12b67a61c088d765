"""How data of clients is seen or changed: the kinds of the access log (sub-annex C.6; GDP-77)."""

from __future__ import annotations

from typing import Final

OPENED: Final = "opened"
LISTED: Final = "listed"
NAMED: Final = "named"
GROUPED: Final = "grouped"
EXPORTED: Final = "exported"
PRINTED: Final = "printed"
DOWNLOADED: Final = "downloaded"
CHANGED: Final = "changed"

#: Kinds by which data leaves the screen: these are watched by their number, the others by their number in an hour.
LEAVING: Final = frozenset({EXPORTED, PRINTED, DOWNLOADED})


def of_reading(fields: frozenset[str], number: int) -> str:
    """Return the kind of a reading, by the names of the fields and the number of records.

    Names alone are what a choice or a column of another record shows.

    >>> of_reading(frozenset({"id", "display_name"}), 1), of_reading(frozenset({"email"}), 1)
    ('named', 'opened')
    >>> of_reading(frozenset({"email"}), 2)
    'listed'
    """
    if fields <= {"id", "display_name"}:
        return NAMED
    return OPENED if number == 1 else LISTED


def without_names(kinds: frozenset[tuple[str, str]], persons: str) -> frozenset[tuple[str, str]]:
    """Return pairs (model, kind) without the names of persons that other records of the same page have shown.

    :param persons: model of the client files

    >>> sorted(without_names(frozenset({("event", "listed"), ("partner", "named")}), "partner"))
    [('event', 'listed')]
    >>> sorted(without_names(frozenset({("partner", "named")}), "partner"))
    [('partner', 'named')]
    """
    names = (persons, NAMED)
    return kinds - {names} if len(kinds) > 1 else kinds
