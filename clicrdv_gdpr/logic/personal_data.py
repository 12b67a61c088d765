"""What a table holds about a person: whose a row is, which columns are personal, for what, and what becomes of them.

The words of a declaration. The declarations themselves are data (``clicrdv_gdpr/declarations``); lookup, export, erasure,
retention and the register of processings are computed from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

#: Key of the declaration that every other one leads to: the client file itself.
ROOT = "client_file"


class Category(Enum):
    """Groups of data of sub-annex A, and the technical traces of using the service."""

    IDENTITY = "identity"
    CONTACT = "contact"
    APPOINTMENT = "appointment"
    FREE_TEXT = "free_text"
    TECHNICAL = "technical"


class Purpose(Enum):
    """The four purposes of sub-annex A: nothing is kept for another one."""

    BOOKING = "booking"
    HOSTING = "hosting"
    MESSAGES = "messages"
    MARKETING = "marketing"


class Fate(Enum):
    """What erasure does with the rows of a table."""

    REPLACE = "replace"
    DELETE = "delete"
    KEEP = "keep"


# === WHOSE A ROW IS === #


@dataclass(frozen=True)
class Itself:
    """The row is the client file."""


@dataclass(frozen=True)
class Through:
    """A column holds the id of a row of another declaration, of the client file by default."""

    column: str
    of: str = ROOT


@dataclass(frozen=True)
class Record:
    """A pair of columns (model, id) names a row of another declaration."""

    model: str
    of: str = ROOT
    model_column: str = "res_model"
    id_column: str = "res_id"


@dataclass(frozen=True)
class Relation:
    """A table of pairs leads from the row to one of another declaration."""

    table: str
    own: str
    other: str
    of: str = ROOT


@dataclass(frozen=True)
class Address:
    """A column holds the e-mail address or the number of the person, within his establishment if that has a column."""

    column: str
    company: str = ""


@dataclass(frozen=True)
class Mention:
    """A text names the person: full name, address or number. Looked for only where the whole table is read anyway."""

    columns: tuple[str, ...]


Link = Itself | Through | Record | Relation | Address | Mention


@dataclass(frozen=True)
class Where:
    """Only rows whose column is one of some values, is none of them (an empty one counts as none), or is empty."""

    column: str
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    is_null: bool | None = None
    is_true: bool | None = None


# === WHAT BECOMES OF A COLUMN === #


@dataclass(frozen=True)
class Blank:
    """Nothing: null, or an empty value where null is refused."""


@dataclass(frozen=True)
class Value:
    """The same value for everybody."""

    value: str | bool | int


@dataclass(frozen=True)
class Numbered:
    """A prefix and the number of the row, where every row needs its own value."""

    prefix: str


@dataclass(frozen=True)
class WithoutKeys:
    """A JSON object without some of its keys."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Another value for one certain value; others stay."""

    old: str
    new: str


@dataclass(frozen=True)
class IfMentioned:
    """A fixed text where the person is named in it; the words of others stay."""

    text: str


@dataclass(frozen=True)
class Masked:
    """A dash for each word that names the person; the rest of the text stays, as a proof."""


Replacement = Blank | Value | Numbered | WithoutKeys | Change | IfMentioned | Masked


@dataclass(frozen=True)
class Column:
    """A personal column.

    ``kept_by_law``: it stays as long as the law keeps a document of the person. ``is_secret``: it opens something, so it
    is in no export.
    """

    name: str
    category: Category
    becomes: Replacement = Blank()
    kept_by_law: bool = False
    is_secret: bool = False


@dataclass(frozen=True)
class Kept:
    """Why rows are kept, and how long: months after the end of the year of a date."""

    reason: str
    months: int
    date_column: str


@dataclass(frozen=True)
class Period:
    """A period of its own: counted from a date of the row, set per purpose (``logic.retention.Policy``).

    ``columns``: those that are replaced when it is over; none: the row is deleted.
    """

    name: str
    date_column: str
    company_column: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declaration:
    """What one table, or some of its rows, holds about persons.

    ``row`` names the column that tells rows apart; ``context`` the columns that make an export readable without being
    personal; ``stays`` says what erasure leaves and why.
    """

    key: str
    table: str
    label: str
    purpose: Purpose
    links: tuple[Link, ...]
    columns: tuple[Column, ...] = ()
    fate: Fate = Fate.REPLACE
    row: str = "id"
    context: tuple[str, ...] = ()
    only: tuple[Where, ...] = ()
    stays: str = ""
    kept: Kept | None = None
    period: Period | None = None
    with_unknown_columns: bool = False

    def parents(self) -> frozenset[str]:
        """Keys of the declarations that must be known before this one."""
        leads = (link.of for link in self.links if isinstance(link, Through | Record | Relation))
        return frozenset(leads) - {self.key}

    def covers(self) -> frozenset[str]:
        """Columns that the declaration speaks about: personal ones, context, and those that lead to the person."""
        leading = {link.column for link in self.links if isinstance(link, Through | Address)}
        texts = {name for link in self.links if isinstance(link, Mention) for name in link.columns}
        pairs = {link.model_column for link in self.links if isinstance(link, Record)}
        return frozenset({column.name for column in self.columns} | {*self.context} | leading | texts | pairs)


@dataclass(frozen=True)
class Exemption:
    """A column, or all columns of a table (``*``), that holds nothing about clients, and why."""

    table: str
    columns: tuple[str, ...]
    reason: str


def faults(declarations: Iterable[Declaration]) -> list[str]:
    """Return what is wrong with declarations, in words; nothing when they can be worked with.

    A key stands once, a parent comes first, what is kept says why, what is replaced says which columns.

    >>> odd = Declaration("a", "a", "A", Purpose.BOOKING, (Through("x", of="later"),))
    >>> faults([odd])
    ['a: later comes after it or is not there', 'a: nothing to replace']
    """
    found: list[str] = []
    known: set[str] = set()
    for declaration in declarations:
        key = declaration.key
        if key in known:
            found.append(f"{key}: declared twice")
        found += [f"{key}: {of} comes after it or is not there" for of in sorted(declaration.parents() - known)]
        if declaration.fate is Fate.KEEP and not declaration.kept and not declaration.stays:
            found.append(f"{key}: kept without a reason")
        if declaration.fate is Fate.REPLACE and not declaration.columns:
            found.append(f"{key}: nothing to replace")
        known.add(key)
    return found
