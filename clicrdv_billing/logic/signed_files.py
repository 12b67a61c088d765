"""What a signed paper is made of: its kind by its first bytes, its hash, one bundle, the name of who signed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: First bytes → (MIME type, ending). The ending of a name proves nothing.
_MAGIC: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)
#: Scans of 20 pages at 300 dpi stay below.
MAX_SCAN_BYTES: Final = 20 * 1024 * 1024
MAX_DRAWING_BYTES: Final = 1024 * 1024
#: The earliest moment that a zip can hold: the same bytes make the same bundle at any time.
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a contract."""

    kind: str
    name: str
    content: bytes
    #: date in ISO format, of the day it was filed
    filed_on: str


def kind_of(content: bytes) -> tuple[str, str] | None:
    """Return MIME type and ending of a PDF, JPEG or PNG by its first bytes; None for anything else.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"<html>")
    (('application/pdf', 'pdf'), None)
    """
    return next(((mime, ending) for magic, mime, ending in _MAGIC if content.startswith(magic)), None)


def sha256(content: bytes) -> str:
    """Return the hash of a file, in lower-case hexadecimal.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def file_name(kind: str, name: str, number: int) -> str:
    """Return a name that every file system takes, that never says "..", unique by its number.

    >>> file_name("terms", "CGV mai 2023 / v2.pdf", 3), file_name("other", "../../état", 12)
    ('03_terms_CGV_mai_2023_v2.pdf', '12_other_etat')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9.-]+", "_", plain)).strip("._")[:80]
    return f"{number:02d}_{kind}_{kept or 'file'}"


def bundle(contract: str, facts: dict[str, str], papers: Sequence[Paper]) -> bytes:
    """Return one zip of all papers and a manifest that names each with its hash (general terms, art. 21 and 22).

    The same papers give the same bytes: no clock, no compression that a library may change.

    >>> made = bundle("CT1", {"signed_on": "2026-07-01"}, [Paper("order", "o.pdf", b"%PDF-", "2026-07-01")])
    >>> made == bundle("CT1", {"signed_on": "2026-07-01"}, [Paper("order", "o.pdf", b"%PDF-", "2026-07-01")])
    True
    >>> zipfile.ZipFile(io.BytesIO(made)).namelist()
    ['manifest.json', '01_order_o.pdf']
    """
    named = [(file_name(paper.kind, paper.name, number), paper) for number, paper in enumerate(papers, 1)]
    manifest = {
        "contract": contract,
        **facts,
        "documents": [
            {
                "file": file,
                "kind": paper.kind,
                "name": paper.name,
                "sha256": sha256(paper.content),
                "bytes": len(paper.content),
                "filed_on": paper.filed_on,
            }
            for file, paper in named
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for file, content in [("manifest.json", text.encode()), *((file, paper.content) for file, paper in named)]:
            entry = zipfile.ZipInfo(file, _ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return made.getvalue()


def same_person(one: str, other: str) -> bool:
    """Tell whether two spellings name one person: the same words in any order, case and accents.

    >>> same_person("Zoé Martin", "MARTIN Zoe"), same_person("Zoé Martin", "Zoé"), same_person("", "")
    (True, False, False)
    """
    return bool(_words(one)) and _words(one) == _words(other)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return sorted(re.findall(r"[a-z0-9]+", plain)) or sorted(name.casefold().split())
