"""Which files a customer may send: what a paper needs, and nothing that runs."""

from __future__ import annotations

import re
from typing import Final

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 10 * MEGABYTE
#: Files that one request may have; who needs more puts them into one document.
MOST: Final = 10
LONGEST_NAME: Final = 100
#: What a file begins with → its type and the ends that its name may have.
KINDS: Final = (
    (b"%PDF-", "application/pdf", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", ("png",)),
    (b"\xff\xd8\xff", "image/jpeg", ("jpg", "jpeg")),
)

EMPTY: Final = "upload_empty"
TOO_LARGE: Final = "upload_too_large"
WRONG_KIND: Final = "upload_wrong_kind"
TOO_MANY: Final = "upload_too_many"

_UNSAFE = re.compile(r"[^\w.,() \-]+")


def safe_name(name: str) -> str:
    """Return the name of a file without folders and signs that mean something to a computer.

    >>> safe_name("..\\\\..\\\\etc/my statutes <2026>.PDF"), safe_name("")
    ('my statutes _2026_.PDF', 'document')
    """
    last = re.split(r"[\\/]", name)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, end = cleaned.rpartition(".")
    return (f"{stem[: LONGEST_NAME - 10]}{dot}{end[:9]}" if dot else cleaned[:LONGEST_NAME]) or "document"


def kind_of(name: str, content: bytes) -> str | None:
    """Return the type of a file that may be sent: its first bytes and the end of its name must agree.

    >>> kind_of("id.pdf", b"%PDF-1.7 ..."), kind_of("id.pdf", b"MZ"), kind_of("id.html", b"%PDF-1.7 ...")
    ('application/pdf', None, None)
    """
    end = name.rpartition(".")[2].lower()
    return next((kind for head, kind, ends in KINDS if content.startswith(head) and end in ends), None)


def refusal(name: str, content: bytes, present: int) -> str | None:
    """Tell why a file is not taken; nothing when it is.

    :param content: the file; one byte more than LARGEST is enough to know that it is too large
    :param present: files that the request has already

    >>> refusal("kbis.pdf", b"%PDF-1.7", 0), refusal("kbis.pdf", b"", 0), refusal("kbis.pdf", b"%PDF-1.7", 10)
    (None, 'upload_empty', 'upload_too_many')
    """
    if present >= MOST:
        return TOO_MANY
    if not content:
        return EMPTY
    if len(content) > LARGEST:
        return TOO_LARGE
    return None if kind_of(name, content) else WRONG_KIND
