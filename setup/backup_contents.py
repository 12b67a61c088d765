"""What a database holds, as numbers: they are kept inside the backup, and counted again after a restore."""

import contextlib
import hashlib
import pathlib
from collections.abc import Iterator

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
#: What never lets two clients have one time: a database without it is not brought back (DESIGN § 4).
GUARDS = """
    SELECT conrelid::regclass || '.' || conname FROM pg_constraint
     WHERE contype = 'x' AND convalidated AND connamespace = 'public'::regnamespace ORDER BY 1
"""


@contextlib.contextmanager
def snapshot(database: str) -> Iterator[tuple[psycopg2.extensions.cursor, str]]:
    """One state of a database for as long as the block lasts: a cursor that sees it, and its name for pg_dump."""
    connection = psycopg2.connect(dbname=database)
    try:
        connection.set_session(ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
    finally:
        connection.close()


def describe(cursor: psycopg2.extensions.cursor) -> dict:
    """Rows of every table, the latest appointments, the guards, and the files that attachments lead to."""
    cursor.execute(TABLES)
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        [counts[table]] = cursor.fetchone()
    cursor.execute("SELECT max(start)::text, max(create_date)::text, max(id) FROM calendar_event")
    latest = list(cursor.fetchone())
    cursor.execute(GUARDS)
    guards = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL ORDER BY 1")
    files = [name for (name,) in cursor.fetchall()]
    return {"counts": counts, "latest": latest, "guards": guards, "files": files}


def differences(wanted: dict, found: dict) -> list[str]:
    """What is not as it was, in words; nothing when all is."""
    lines = []
    for table in sorted(wanted["counts"].keys() | found["counts"].keys()):
        before, after = wanted["counts"].get(table), found["counts"].get(table)
        if before != after:
            lines.append(f"{table}: {before} rows before, {after} after")
    if wanted["latest"] != found["latest"]:
        lines.append(f"the latest appointment was {wanted['latest']} and is {found['latest']}")
    lines += [f"the guard {name} is missing" for name in wanted["guards"] if name not in found["guards"]]
    if not found["guards"]:
        lines.append("nothing guards appointments against each other")
    return lines


def altered_files(store: pathlib.Path, names: list[str]) -> list[str]:
    """Files that are missing or whose content is not what their name says, in words."""
    lines = []
    for name in names:
        path = store / name
        if not path.is_file():
            lines.append(f"the file {name} is missing")
        elif hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest() != path.name:
            lines.append(f"the file {name} has changed")
    return lines
