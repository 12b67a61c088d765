"""The manifest of an export: what each file of the archive has to be, checked before anything of it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .portable import PortableError

FORMAT: Final = "clicrdv-portable"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"

_NAME = re.compile(r"(?:README\.txt|appointments\.ics|(?:data|csv|files)/[a-z0-9_]+(?:\.jsonl|\.csv)?)")
_HASH = re.compile(r"[0-9a-f]{64}")
#: Larger than any manifest: two hundred thousand files.
LARGEST_MANIFEST: Final = 50_000_000
#: An archive that unpacks to more than so many times its size is no export of ours.
HIGHEST_RATIO: Final = 200


@dataclass(frozen=True)
class File:
    """One file of the archive; ``rows`` only of those with lines."""

    name: str
    sha256: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class Entry:
    """One entry of the archive as its directory tells it; sizes in bytes, ``is_plain``: neither a link nor encrypted."""

    name: str
    size: int
    packed: int
    is_plain: bool


def render(files: Iterable[File], about: Mapping[str, Any]) -> bytes:
    """Return the manifest.

    :param about: whose export it is and when it was made

    >>> read(render([File("data/clients.jsonl", "0" * 64, 2, 1)], {"controller": "Salon"}))["data/clients.jsonl"].rows
    1
    """
    told = {
        file.name: {"sha256": file.sha256, "bytes": file.size, "rows": file.rows}
        for file in sorted(files, key=lambda file: file.name)
    }
    manifest = {"format": FORMAT, "version": VERSION, **about, "files": told}
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(text: bytes) -> dict[str, File]:
    """Return the files that a manifest tells of, by name.

    Raises ``PortableError``: it is no manifest of ours (``not_ours``), of another version (``other_version``), or names
    a file that no export has (``bad_name``).
    """
    try:
        manifest = json.loads(text)
        is_ours = manifest["format"] == FORMAT
        version = manifest["version"]
        told = dict(manifest["files"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PortableError("not_ours", MANIFEST) from error
    if not is_ours:
        raise PortableError("not_ours", MANIFEST)
    if version != VERSION:
        raise PortableError("other_version", str(version)[:20])
    return {name: _file(name, values) for name, values in told.items()}


def _file(name: str, values: Any) -> File:
    if not _NAME.fullmatch(name):
        raise PortableError("bad_name", name[:80])
    try:
        digest, size, rows = values["sha256"], values["bytes"], values["rows"]
    except (TypeError, KeyError) as error:
        raise PortableError("not_ours", name) from error
    is_count = isinstance(size, int) and size >= 0 and (rows is None or isinstance(rows, int) and rows >= 0)
    if not (is_count and isinstance(digest, str) and _HASH.fullmatch(digest)):
        raise PortableError("not_ours", name)
    return File(name, digest, size, rows)


def check_entries(entries: Iterable[Entry], largest: int) -> None:
    """Check the directory of an archive, before anything is unpacked.

    :param largest: bytes that all files may have together

    Raises ``PortableError``: two entries of one name, a name outside of the archive, a link, too much to unpack, or no
    manifest.

    >>> check_entries([Entry("../manifest.json", 1, 1, True)], 10)
    Traceback (most recent call last):
    clicrdv_gdpr_logic.portable.PortableError: bad_name: ../manifest.json
    """
    seen: set[str] = set()
    total = 0
    for entry in entries:
        if entry.name in seen:
            raise PortableError("twice", entry.name[:80])
        if not entry.is_plain or not (entry.name == MANIFEST or _NAME.fullmatch(entry.name)):
            raise PortableError("bad_name", entry.name[:80])
        total += entry.size
        if total > largest or entry.size > HIGHEST_RATIO * max(entry.packed, 1_000):
            raise PortableError("too_large", entry.name[:80])
        seen.add(entry.name)
    if MANIFEST not in seen:
        raise PortableError("missing", MANIFEST)


def check_files(entries: Iterable[Entry], files: Mapping[str, File], wanted: Iterable[str]) -> None:
    """Compare an archive with its manifest.

    :param wanted: names that an export must have

    Raises ``PortableError``: a file is missing, is not told of, or has another size.

    >>> check_files([Entry("csv/a.csv", 3, 3, True)], {"csv/a.csv": File("csv/a.csv", "0" * 64, 4, None)}, [])
    Traceback (most recent call last):
    clicrdv_gdpr_logic.portable.PortableError: changed: csv/a.csv
    """
    there = {entry.name: entry.size for entry in entries if entry.name != MANIFEST}
    for name in [*wanted, *files]:
        if name not in there or name not in files:
            raise PortableError("missing", name)
    for name, size in there.items():
        if name not in files:
            raise PortableError("bad_name", name)
        if files[name].size != size:
            raise PortableError("changed", name)
