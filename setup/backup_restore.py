"""Bringing a backup back into a database of its own, and proving that it is whole."""

import json
import os
import pathlib
import subprocess
import sys
import time

import backup_archive as archives
import databases
from backup_archive import BackupError
from backup_contents import altered_files, describe, differences, snapshot

ERASED = "SELECT id FROM res_partner WHERE is_client_file AND client_erased_on IS NOT NULL"
#: What runs inside ``odoo shell``: each prints one line of JSON after TOLD.
SCRIPTS = {
    "record": """
record = env["clicrdv.backup.record"]._note(values)
old = env["clicrdv.backup.record"]._expired(__import__("datetime").date.today())
told = {"expired": [{"id": r.id, "path": f"{r.place}/{r.file_name}"} for r in old]}
""",
    "deleted": """
record = env["clicrdv.backup.record"].browse(values["id"])
told = env["clicrdv.backup.event"]._note(record, "deleted", "done").id
""",
    "last": """
record = env["clicrdv.backup.record"]._last(outcome="done")
told = {"id": record.id, "path": f"{record.place}/{record.file_name}", "sha256": record.sha256} if record else None
""",
    "restored": """
record = env["clicrdv.backup.record"].browse(values.pop("id"))
event = env["clicrdv.backup.event"]._note(record, "restore", values.pop("outcome"), **values)
told = {"in_time": event.is_in_time, "agreed": event.agreed_minutes}
""",
    "erase": """
told = env["clicrdv.personal.data"]._erase_again(values["ids"])
""",
}


def shell(database: str, script: str, values: dict | None = None):
    """Run one of the scripts in a database.

    :return: what it tells
    :raises BackupError: Odoo could not be started there, or the script has failed
    """
    code = f"import json; values = json.loads({json.dumps(values or {})!r})\n{SCRIPTS[script]}\n"
    code += 'env.cr.commit(); print("TOLD " + json.dumps(told))\n'
    command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", database, "--no-http"]
    done = subprocess.run([*command, "--log-level=error"], input=code, capture_output=True, text=True)
    told = [line for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    if done.returncode or not told:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["nothing was said"]
        raise BackupError(f"Odoo in {database}: {lines[-1]}")
    return json.loads(told[-1].removeprefix("TOLD "))


def erased_here(database: str) -> list[int]:
    """Numbers of the client files that are erased in a database."""
    return sorted(number for (number,) in databases.query(ERASED, database=database))


def restore(database: str, folder: pathlib.Path, key_file, file=None, keep=None) -> list[str]:
    """Bring a backup back, check it, and record how it went in the database it is of, if that is still there.

    :param file: instead of the last one that was recorded
    :param str keep: name of the database to keep; None: it is dropped after the checks
    :return: what was done, in words
    :raises BackupError: it cannot be read, or something is not as it was
    """
    began, is_alive = time.monotonic(), databases.exists(database)
    record = shell(database, "last") if is_alive and not file else None
    target = keep or f"{databases.PREFIX}_run_{os.getpid()}_restore"
    if databases.exists(target):
        raise BackupError(f"there is a database {target} already: choose another name")
    outcome = {"outcome": "failed"}
    is_good = False
    try:
        path = _choose(database, folder, file, record)
        contents = _load(path, pathlib.Path(key_file), target)
        _check(target, contents)
        ids, source = _erased_since(database, folder, is_alive)
        again = shell(target, "erase", {"ids": ids})
        is_good = True
        outcome = {"outcome": "done", "erased_again": again, "findings": _words(path, contents, again, source)}
    except BackupError as error:
        outcome["findings"] = str(error)
        raise
    finally:
        if not (keep and is_good):
            databases.drop(target)
        if is_alive:
            values = {"id": record["id"] if record else None, "seconds": time.monotonic() - began}
            shell(database, "restored", values | outcome)
    return [
        outcome["findings"],
        f"It took {time.monotonic() - began:.0f} s.",
        *([f"It is kept as {keep}."] if keep else []),
    ]


def _choose(database: str, folder: pathlib.Path, file, record: dict | None) -> pathlib.Path:
    """The file to read; one that was recorded has to be what it was."""
    if file:
        path = pathlib.Path(file)
    elif record:
        path = pathlib.Path(record["path"])
    else:
        found = sorted(folder.glob(f"{database}-*.tar.gpg"))
        if not found:
            raise BackupError(f"there is no backup of {database} in {folder}")
        path = found[-1]
    if not path.is_file():
        raise BackupError(f"the backup {path} is missing")
    if record and archives.measure(path).sha256 != record["sha256"]:
        raise BackupError(f"the backup {path.name} has changed since it was made")
    return path


def _load(path: pathlib.Path, key_file: pathlib.Path, target: str) -> dict:
    """Make a database and a file store of a backup.

    :return: what it says about its contents
    """
    contents: dict = {}
    store = databases.FILESTORE / target
    databases.query(f'CREATE DATABASE "{target}" TEMPLATE template0')
    command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "-d", target]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            with archives.reading(path, key_file) as members:
                for name, content in members:
                    if name == archives.LIST:
                        contents = archives.read_list(content)
                    elif name.startswith(archives.DUMP):
                        process.stdin.write(content.read())
                    else:
                        _store(store, name.removeprefix(archives.FILES), content.read())
            process.stdin.close()
        except BaseException as error:
            process.kill()
            if isinstance(error, BrokenPipeError):
                raise BackupError(f"pg_restore: {process.stderr.read().decode().strip()}") from error
            raise
        if process.wait():
            raise BackupError(f"pg_restore: {process.stderr.read().decode().strip()}")
    if not contents:
        raise BackupError(f"{path.name} does not say what is in it: it is not one of ours")
    return contents


def _store(store: pathlib.Path, name: str, content: bytes) -> None:
    path = (store / name).resolve()
    if store.resolve() not in path.parents:
        raise BackupError(f"{name} would leave the file store")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _check(target: str, contents: dict) -> None:
    with snapshot(target) as (cursor, _identifier):
        lines = differences(contents, describe(cursor))
    lines += altered_files(databases.FILESTORE / target, contents["files"])
    if lines:
        raise BackupError("it is not what was backed up: " + "; ".join(lines[:20]))
    # before anything starts on it: a copy never writes to a client
    databases.neutralize(target)


def _erased_since(database: str, folder: pathlib.Path, is_alive: bool) -> tuple[list[int], str]:
    """Client files that were erased since, by the database itself or by the list beside the backups."""
    noted = folder / f"erased-{database}.json"
    if is_alive:
        return erased_here(database), "the database itself"
    if noted.is_file():
        when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(noted.stat().st_mtime))
        return json.loads(
            noted.read_text()
        ), f"the list of {when} UTC; WHAT WAS ERASED LATER MUST BE ERASED AGAIN BY HAND"
    raise BackupError(
        "nobody can tell which clients were erased since: the database is gone and there is no list beside the backups. "
        f"Put erased-{database}.json there, with [] only if you are sure that nobody was (GDPR, art. 17)"
    )


def _words(path: pathlib.Path, contents: dict, again: int, source: str) -> str:
    rows = sum(contents["counts"].values())
    return (
        f"{path.name}: {rows:,} rows in {len(contents['counts'])} tables, {len(contents['files'])} files, guards "
        f"{', '.join(contents['guards'])}, latest appointment {contents['latest'][0]}. "
        f"{again} client files were erased again, as told by {source}."
    )
