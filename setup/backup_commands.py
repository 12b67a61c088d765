"""What ./setup/backup does. Each run leaves its line in the record of backups of the database (Data protection, Backups).

./setup/backup                make one, and delete those whose time is over     plan it daily, before the check at night
./setup/backup erased         write down which client files were erased          plan it hourly
./setup/backup restore        bring the last one back into a scratch database, check it, drop it
./setup/backup restore --keep NAME    the same, and keep it under this name: after a disaster
"""

import argparse
import contextlib
import json
import os
import pathlib
import sys
import time
from datetime import datetime, timezone

import backup_archive as archives
import backup_restore as restores
import databases
from backup_archive import BackupError
from backup_contents import describe, snapshot


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./setup/backup", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("make", "erased", "restore"), default="make")
    parser.add_argument("--db", default="demo", help="the database (default: demo)")
    parser.add_argument("--to", type=pathlib.Path, default=os.environ.get("BACKUP_FOLDER"), metavar="FOLDER",
                        help="a folder on another machine, mounted here (default: $BACKUP_FOLDER)")  # fmt: skip
    parser.add_argument("--key-file", type=pathlib.Path, default=os.environ.get("BACKUP_KEY_FILE"), metavar="FILE",
                        help="the passphrase, kept elsewhere than the backups (default: $BACKUP_KEY_FILE)")  # fmt: skip
    parser.add_argument("--file", type=pathlib.Path, help="restore this one instead of the last one that was recorded")
    parser.add_argument("--keep", metavar="NAME", help="keep what was restored as this database")
    chosen = parser.parse_args(arguments)
    if not chosen.to or not (chosen.key_file or chosen.command == "erased"):
        parser.error("say where backups go and where the key is: --to FOLDER --key-file FILE, or the two variables")
    chosen.to = pathlib.Path(chosen.to).resolve()
    return chosen


def make(database: str, folder: pathlib.Path, key_file: pathlib.Path) -> dict:
    """Make a backup and record it, also when it fails.

    :return: what was recorded
    :raises BackupError:
    """
    made_at, began = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0), time.monotonic()
    name = f"{database}-{made_at:%Y%m%d-%H%M%S}.tar.gpg"
    values = {"made_at": made_at.isoformat(), "place": str(folder), "file_name": name, "cipher": archives.CIPHER}
    try:
        written = _write(database, folder / name, pathlib.Path(key_file))
    except BackupError as error:
        failed = {"made_at": values["made_at"], "place": str(folder), "outcome": "failed", "error": str(error)}
        restores.shell(database, "record", failed | {"seconds": time.monotonic() - began})
        raise
    values |= {"size": written.size, "sha256": written.sha256, "outcome": "done", "seconds": time.monotonic() - began}
    told = restores.shell(database, "record", values)
    for old in told["expired"]:
        pathlib.Path(old["path"]).unlink(missing_ok=True)
        restores.shell(database, "deleted", {"id": old["id"]})
    return values


def _write(database: str, path: pathlib.Path, key_file: pathlib.Path) -> archives.Written:
    if not databases.exists(database):
        raise BackupError(f"there is no database {database}")
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent} is no folder: is it mounted?")
    store = databases.FILESTORE / database
    with snapshot(database) as (cursor, identifier):
        contents = describe(cursor)
        with archives.writing(path, key_file) as (archive, told):
            archives.add(archive, archives.LIST, json.dumps(contents).encode())
            archives.add_dump(archive, database, identifier)
            for name in contents["files"]:
                try:
                    archives.add(archive, archives.FILES + name, (store / name).read_bytes())
                except FileNotFoundError as error:
                    raise BackupError(f"the file {name} of the file store is missing: make the backup again") from error
    return told[0]


def note_erased(database: str, folder: pathlib.Path) -> int:
    """Write down the numbers of erased client files beside the backups: a restore erases them again.

    :return: how many
    """
    found = restores.erased_here(database)
    path = folder / f"erased-{database}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(found))
    part.replace(path)
    return len(found)


def run(chosen: argparse.Namespace) -> str:
    if chosen.command == "erased":
        return f"{note_erased(chosen.db, chosen.to)} erased client files are noted in {chosen.to}"
    if chosen.command == "restore":
        told = restores.restore(chosen.db, chosen.to, chosen.key_file, chosen.file, chosen.keep)
        return "\n".join(told)
    made = make(chosen.db, chosen.to, chosen.key_file)
    with contextlib.suppress(OSError):
        note_erased(chosen.db, chosen.to)
    return f"{made['file_name']}: {made['size']:,} bytes in {made['seconds']:.0f} s, SHA-256 {made['sha256']}"


def main() -> int:
    chosen = options()
    with databases.database_server():
        try:
            print(run(chosen))
        except (BackupError, databases.SetupError) as error:
            print(f"backup: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
