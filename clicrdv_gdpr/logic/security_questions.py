"""The states of a controller's question about security (sub-annex C.3; GDP-71)."""

from __future__ import annotations

from typing import Final

ASKED: Final = "asked"
ANSWERED: Final = "answered"

STATES: Final = (ASKED, ANSWERED)
TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset({(ASKED, ANSWERED)})


def may(current: str, target: str) -> bool:
    """Tell whether a question may go from one state to another; a new doubt is a new question.

    >>> may(ASKED, ANSWERED), may(ANSWERED, ASKED)
    (True, False)
    """
    return (current, target) in TRANSITIONS
