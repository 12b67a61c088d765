"""A backup as one encrypted file: the database as pg_dump writes it, the file store, and a list of what is inside.

Everything streams: pg_dump → tar → gpg → file. Nothing lies on a disk unencrypted, and memory stays small. gpg (AES-256,
with its check of integrity) takes the passphrase from a file; a file that was cut, changed, or made with another key is
refused when it is read.
"""

import contextlib
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from typing import IO, NamedTuple

CHUNK = 32 << 20  # of the dump, one member of the archive each
CIPHER = "AES256"
LIST, DUMP, FILES = "contents.json", "database/", "files/"


class BackupError(Exception):
    """What went wrong and what to do about it, in one line."""


class Written(NamedTuple):
    size: int
    sha256: str


def _gpg(key_file: pathlib.Path, home: str, *options: str) -> list[str]:
    program = shutil.which("gpg")
    if not program:
        raise BackupError("gpg is missing: apt-get install gpg")
    if not key_file.is_file() or len(key_file.read_bytes().strip()) < 20:
        raise BackupError(f"the key {key_file} is missing or shorter than 20 characters")
    quiet = ["--batch", "--yes", "--quiet", "--no-symkey-cache", "--pinentry-mode=loopback"]
    return [program, "--homedir", home, *quiet, "--passphrase-file", str(key_file), *options]


@contextlib.contextmanager
def _home() -> Iterator[str]:
    """A folder of gpg's own, whose agent ends with it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        try:
            yield home
        finally:
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], capture_output=True)


@contextlib.contextmanager
def writing(path: pathlib.Path, key_file: pathlib.Path) -> Iterator[tuple[tarfile.TarFile, list[Written]]]:
    """Write an archive; it has its name only once it is whole. The list gets its size and hash at the end."""
    part, told = path.with_name(path.name + ".part"), []
    with _home() as home, part.open("wb") as target:
        # the cipher does not compress: the dump is compressed already
        command = _gpg(
            key_file, home, "--symmetric", "--cipher-algo", CIPHER, "--compress-algo", "none", "--output", "-"
        )
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=target, stderr=subprocess.PIPE)
        try:
            with tarfile.open(fileobj=process.stdin, mode="w|", bufsize=1 << 20) as archive:
                yield archive, told
            process.stdin.close()
            if process.wait():
                raise BackupError(f"gpg: {_last_line(process.stderr)}")
            os.fsync(target.fileno())
        except BaseException as error:
            process.kill()
            process.wait()
            part.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise BackupError(f"{path.parent} cannot be written to: {error.strerror}") from error
            raise
    told.append(measure(part))
    part.rename(path)


def measure(path: pathlib.Path) -> Written:
    """Size and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return Written(path.stat().st_size, digest.hexdigest())


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def add_dump(archive: tarfile.TarFile, database: str, snapshot: str) -> None:
    """The database as it was at a snapshot, in pieces."""
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        number = 0
        while piece := process.stdout.read(CHUNK):
            add(archive, f"{DUMP}{number:06}", piece)
            number += 1
        if process.wait():
            raise BackupError(f"pg_dump: {_last_line(process.stderr)}")


@contextlib.contextmanager
def reading(path: pathlib.Path, key_file: pathlib.Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Read an archive from its beginning to its end: names and contents.

    :raises BackupError: it was cut or changed, or the key is another one; also after its last member
    """
    with _home() as home:
        command = _gpg(key_file, home, "--decrypt", str(path))
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                with tarfile.open(fileobj=process.stdout, mode="r|", bufsize=1 << 20) as archive:
                    yield ((member.name, archive.extractfile(member)) for member in archive)
                while process.stdout.read(1 << 20):
                    pass
            except (tarfile.TarError, EOFError) as error:
                process.kill()
                reason = _last_line(process.stderr) or str(error)
                raise BackupError(
                    f"{path.name} cannot be read, it was cut or changed or this is not its key: {reason}"
                ) from error
            except BaseException:
                process.kill()
                raise
            if process.wait():
                raise BackupError(
                    f"{path.name} was cut or changed, or this is not its key: {_last_line(process.stderr)}"
                )


def read_list(content: IO[bytes]) -> dict:
    return json.load(content)


def _last_line(stream: IO[bytes]) -> str:
    lines = stream.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
