"""Phone numbers as they may be shown to whoever pays for a message: enough to recognise one, too little to call it."""

from __future__ import annotations

from typing import Final

HIDDEN: Final = "•"
_SHOWN_FIRST: Final = 4
_SHOWN_LAST: Final = 2


def mask(number: str) -> str:
    """Return a phone number with its middle hidden; a short one is hidden altogether.

    :param number: in the international form, "+33639981234"; empty once retention has purged it

    >>> mask("+33639981234")
    '+336••••••34'
    >>> mask("36111"), mask("")
    ('•••••', '')
    """
    hidden = len(number) - _SHOWN_FIRST - _SHOWN_LAST
    if hidden < _SHOWN_LAST:
        return HIDDEN * len(number)
    return number[:_SHOWN_FIRST] + HIDDEN * hidden + number[-_SHOWN_LAST:]
