"""Hand a file to another program through a folder: whole or not at all, and never over another file.

Approved platforms offer such a folder (synchronised, or mounted) for whoever has no contract for their interface. A file
in it is handed over, not transmitted: what the platform does with it is only known from the platform.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Final

#: A name is what people look for: the number of the invoice, with what a file system does not take replaced.
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LENGTH: Final = 80


class DropRefused(Exception):
    """The file was not handed over; the reason is one of `REASONS`."""

    REASONS: Final = ("folder", "name", "content", "taken", "write")

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def file_name(number: str, content: bytes, extension: str = "pdf") -> str:
    """Return the name of a file: its number, and the beginning of the SHA-256 of what is in it.

    >>> file_name("VT/2027/00001", b"x")
    'VT-2027-00001_2d711642b726b044.pdf'
    """
    stem = _UNSAFE.sub("-", number).strip("-._")[:_LENGTH]
    if not stem:
        raise DropRefused("name", number)
    return f"{stem}_{hashlib.sha256(content).hexdigest()[:16]}.{extension}"


def deliver(folder: str, number: str, content: bytes, extension: str = "pdf") -> str:
    """Put a file into a folder and return its name; the same file a second time changes nothing.

    It is written beside its place, flushed to the disk and then linked under its name, which fails where the name is
    taken: a reader never sees half a file, and nothing is overwritten.

    :param folder: absolute path of a folder that exists
    :raises DropRefused: the folder is missing or relative, the name is empty, or the disk refuses
    """
    if not content:
        raise DropRefused("content")
    place = Path(folder)
    if not folder or not place.is_absolute() or ".." in place.parts or not place.is_dir():
        raise DropRefused("folder", folder)
    name = file_name(number, content, extension)
    target = place / name
    try:
        if target.is_symlink() or target.exists():
            return _same(target, content)
        _write(target, content)
    except FileExistsError:
        return _same(target, content)
    except OSError as error:
        raise DropRefused("write", error.strerror or "") from error
    return name


def _same(target: Path, content: bytes) -> str:
    if target.is_symlink() or not target.is_file() or target.read_bytes() != content:
        raise DropRefused("taken", target.name)
    return target.name


def _write(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o640)
        os.link(temporary, target)
    finally:
        os.unlink(temporary)
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
