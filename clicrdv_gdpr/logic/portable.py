"""Data of an establishment as files that another system reads: the same data gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

#: What names a row in every file: it tells nothing, and another system can keep it.
KEY: Final = "id"
_KEY = re.compile(r"[0-9a-f]{32}")
#: A text that a spreadsheet would take for a formula begins like this.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: The longest line that an import reads.
LONGEST_LINE: Final = 4_000_000


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "date and time, UTC"
    JSON = "JSON"
    KEY = "key"
    KEYS = "keys"


@dataclass(frozen=True)
class Table:
    """One file of an export: which records of a model, which of their fields.

    ``scope``: SQL condition on ``t``, the table; ``%(companies)s`` are the establishments, and ``portable_<key>`` holds
    the numbers of the rows of another file. ``order``: columns before the key, such as a time. ``later``: references that
    may lead to a row of a later line or file. ``ids``: JSON fields that hold numbers of records, and which file they are
    of: a name for a whole list, a mapping for a dictionary. ``missing``: fields that must lead somewhere, when what they
    led to is not part of the export. ``made``: fields that an import gives a new secret. ``adopt``: the rows are there
    before the import, as they come with their establishment. ``replace``: values that are told as others. ``imported``:
    no for what the controller gets to keep, and no other register takes in.
    """

    key: str
    model: str
    label: Any
    fields: tuple[str, ...]
    scope: str
    order: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    ids: Mapping[str, str | Mapping[str, str]] | None = None
    missing: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    adopt: bool = False
    replace: Mapping[str, Mapping[str, str]] | None = None
    imported: bool = True


def words(text: str) -> tuple[str, ...]:
    """Return the names in a text.

    >>> words("name email")
    ('name', 'email')
    """
    return tuple(text.split())


@dataclass(frozen=True)
class Left:
    """Columns that an export leaves out, and why."""

    model: str
    fields: tuple[str, ...]
    reason: Any


@dataclass(frozen=True)
class Column:
    """A column of a file as its reader sees it; ``choices`` are the values it may have, none for any."""

    name: str
    kind: Kind
    of: str = ""
    choices: tuple[str, ...] = ()


class PortableError(ValueError):
    """Data that cannot be read back; ``code`` is stable, ``what`` says where."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(f"{code}: {what}")
        self.code, self.what = code, what


def plain(value: Any) -> Any:
    """Return a value of the database as JSON holds it.

    :param value: times are naive UTC

    >>> plain(datetime(2026, 3, 29, 1)), plain(Decimal("30.50")), plain(date(2026, 3, 29))
    ('2026-03-29T01:00:00Z', 30.5, '2026-03-29')
    """
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def line(row: Mapping[str, Any]) -> bytes:
    """Return a row as one line of JSON: the same bytes for the same row.

    >>> line({"b": None, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":null}\\n'
    """
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def cell(value: Any) -> str:
    """Return a value for a spreadsheet; no text of it is taken for a formula.

    Source: OWASP, CSV injection.

    >>> cell("=1+1"), cell(-3), cell(None), cell(True), cell(["a", "b"])
    ("'=1+1", '-3', '', '1', '["a", "b"]')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def csv_lines(rows: Sequence[Sequence[Any]]) -> bytes:
    r"""Return rows for a spreadsheet: UTF-8, semicolons, CRLF.

    >>> csv_lines([["id", "name"], ["1", "a;b"]])
    b'id;name\r\n1;"a;b"\r\n'
    """
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def parse(text: bytes, columns: Sequence[Column]) -> dict[str, Any]:
    """Return the row of one line, as the database takes it; every cell is checked.

    :param columns: all that the line has to hold, beside its key

    Raises ``PortableError``: the line is no JSON, has other columns, a cell of another kind, or no key.

    >>> parse(b'{"id":"00000000000000000000000000000001","at":"2026-03-29T01:00:00Z"}', [Column("at", Kind.TIME)])["at"]
    datetime.datetime(2026, 3, 29, 1, 0)
    """
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PortableError("not_json", "") from error
    if not isinstance(row, dict) or row.keys() != {KEY, *(column.name for column in columns)}:
        raise PortableError("other_columns", "")
    if not is_key(row[KEY]):
        raise PortableError("not_a_key", KEY)
    return {KEY: row[KEY], **{column.name: _read(row[column.name], column) for column in columns}}


def is_key(value: Any) -> bool:
    """Tell whether a value may name a row.

    >>> is_key("0" * 32), is_key("0" * 31), is_key(7)
    (True, False, False)
    """
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _read(value: Any, column: Column) -> Any:
    if value is None:
        return None
    try:
        read = _READERS[column.kind](value)
    except (TypeError, ValueError) as error:
        raise PortableError("other_kind", column.name) from error
    if column.choices and read not in column.choices:
        raise PortableError("other_kind", column.name)
    return read


def _text(value: Any) -> str:
    # PostgreSQL holds neither a NUL nor half a character
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    value.encode()
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**31 - 1:
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 1e15:
        raise TypeError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _time(value: Any) -> datetime:
    text = _text(value)
    if not text.endswith("Z"):
        raise ValueError
    moment = datetime.fromisoformat(text[:-1])
    if moment.tzinfo is not None:
        raise ValueError
    return moment


def _json(value: Any) -> Any:
    # neither may text inside of it
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError
    return value


def _one_key(value: Any) -> str:
    if not is_key(value):
        raise TypeError
    return str(value)


def _keys(value: Any) -> list[str]:
    if not isinstance(value, list) or len({*map(str, value)}) != len(value):
        raise TypeError
    return [_text(item) for item in value]


_READERS: Final = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.JSON: _json,
    Kind.KEY: _one_key,
    Kind.KEYS: _keys,
}
