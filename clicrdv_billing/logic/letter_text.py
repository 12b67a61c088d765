"""Placeholders in the texts of letters: `{total}` and the like, and nothing that could be executed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PLACEHOLDERS: Final = frozenset(
    {"customer", "operator", "date", "total", "penalties", "indemnities", "deadline", "contracts", "count"}
)

_MARK: Final = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """Return the placeholders of a text that no letter can fill, in their order.

    >>> unknown("<p>Dear {customer}, {object.env} {}</p>")
    ['object.env', '']
    """
    return [name for name in _MARK.findall(text) if name not in PLACEHOLDERS]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; what is not known stays as it is written.

    :param values: placeholder → text, already escaped for HTML

    >>> fill("{total} by {deadline} {other}", {"total": "12.00 €", "deadline": "1 June"})
    '12.00 € by 1 June {other}'
    """
    return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)
