"""Databases with the addons installed: built once, kept as templates, cloned in half a second.

``template``  Odoo's own addons that ours need, with asset bundles; changes with Odoo's version and our dependencies
``built``     its clone with our addons; changes with their files. Nobody connects to it, so it can be cloned any time
``only``      one of our addons in a database that never had the others; changes with their files too
``scratch``   a clone of ``built`` for one run, dropped afterwards
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import addons
import logs
import psycopg2
from psycopg2 import sql

CACHE = pathlib.Path(os.environ["CLICRDV_CACHE"])
CONF = os.environ["CLICRDV_CONF"]
FILESTORE = CACHE / "data" / "filestore"
SETUP = pathlib.Path(__file__).resolve().parent
# a file store belongs to one cache: caches that share a PostgreSQL server must not share databases
PREFIX = "clicrdv_" + hashlib.sha256(bytes(CACHE)).hexdigest()[:6]
# asset bundles: a test that finds none compiles them again, and again. The other line: or the first administrator who
# opens the back office makes Odoo ask an outside service about each company
PREPARE = """
env["ir.qweb"]._pregenerate_assets_bundles()
if "iap_enrich_auto_done" in env["res.company"]._fields: env["res.company"].search([]).iap_enrich_auto_done = True
env.cr.commit()
"""


class SetupError(Exception):
    """What went wrong and what to do about it, in one line."""


@contextlib.contextmanager
def database_server() -> Iterator[int]:
    """Keep the database server running inside the block; stop it after the last user, if one of them started it.

    Gives the descriptor of a lock: a process that inherits it counts as a user until it ends.
    """
    with open(CACHE / "users.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if subprocess.run([SETUP / "pg.sh", "use"]).returncode:
            raise SystemExit(1)
        try:
            yield lock.fileno()
        finally:
            lock.close()
            subprocess.run([SETUP / "pg.sh", "release"])


@contextlib.contextmanager
def _building() -> Iterator[None]:
    """One process at a time builds or clones."""
    with open(CACHE / "build.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def query(statement: str | sql.Composable, parameters: tuple = (), database: str = "postgres") -> list[tuple]:
    """Run one statement and give its rows."""
    connection = psycopg2.connect(dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _on(statement: str, *identifiers: str) -> None:
    query(sql.SQL(statement).format(*map(sql.Identifier, identifiers)))


def exists(name: str) -> bool:
    return bool(query("SELECT 1 FROM pg_database WHERE datname = %s", (name,)))


def clone(source: str, target: str) -> None:
    """Copy a database; its file store is shared by hard links, as it is addressed by content."""
    _on("CREATE DATABASE {} TEMPLATE {}", target, source)
    shutil.rmtree(FILESTORE / target, ignore_errors=True)
    if (FILESTORE / source).is_dir():
        shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=os.link)


def drop(name: str) -> None:
    _on("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def _rename(source: str, target: str) -> None:
    _on("ALTER DATABASE {} RENAME TO {}", source, target)
    shutil.rmtree(FILESTORE / target, ignore_errors=True)
    if (FILESTORE / source).is_dir():
        (FILESTORE / source).rename(FILESTORE / target)


def odoo(database: str, log: str, *arguments: str) -> None:
    """Run Odoo once, for an installation or an upgrade, without a single unexpected warning."""
    path = CACHE / "log" / log
    command = [sys.executable, "-m", "odoo", "server", "-c", CONF, "-d", database, "--no-http", "--stop-after-init"]
    with path.open("w") as output:
        failed = subprocess.run([*command, *arguments], stdout=output, stderr=subprocess.STDOUT).returncode
    lines = path.read_text().splitlines()
    bad = logs.unexpected(lines)
    if failed or bad:
        for line in bad or lines[-20:]:
            print(line, file=sys.stderr)
        raise SetupError(f"Odoo could not install the addons cleanly: read {path}")


def neutralize(database: str) -> None:
    """Make a copy harmless: it sends nothing to anybody."""
    command = [sys.executable, "-m", "odoo", "neutralize", "-c", CONF, "-d", database]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"{database} could not be neutralized: {done.stderr.strip().splitlines()[-1]}")


def prepare(database: str) -> None:
    """Do what an installation leaves for the first request."""
    path = CACHE / "log" / "prepare.log"
    command = [sys.executable, "-m", "odoo", "shell", "-c", CONF, "-d", database, "--no-http", "--log-level=error"]
    with path.open("w") as output:
        done = subprocess.run(command, input=PREPARE.encode(), stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        raise SetupError(f"the new database could not be prepared: {path.read_text().strip().splitlines()[-1]}")


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def _names(demo: bool) -> tuple[str, str]:
    """The names of the template and of the built database of the code as it is now."""
    lock = (SETUP / "requirements" / "run.txt").read_text()
    odoo_version = (CACHE / "odoo.id").read_text()
    kind = "demo" if demo else "empty"
    template = f"{PREFIX}_tmpl_{kind}_{_key(*addons.needs(), odoo_version, lock)}"
    return template, f"{PREFIX}_built_{kind}_{_key(template, addons.digest())}"


def _install(target: str, names: list[str], demo: bool, source: str | None = None) -> None:
    """Make the database *target*, under another name until it is complete."""
    print(f"setup: installing {', '.join(names)}", file=sys.stderr, flush=True)
    part = f"{PREFIX}_part"
    drop(part)
    if source:
        clone(source, part)
    options = ["--with-demo"] if demo else []
    if not source:
        options.append("--load-language=fr_FR")
    odoo(part, f"install-{target}.log", "-i", ",".join(names), *options)
    prepare(part)
    # once, not in each clone: what an installation leaves behind, and what the planner wants to know
    query("VACUUM ANALYZE", database=part)
    kind = target.rsplit("_", 1)[0]
    for (old,) in query("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{kind}_%",)):
        drop(old)
    _rename(part, target)


def built(demo: bool = True) -> str:
    """The name of the template database with our addons as they are now; call it under the build lock."""
    template, name = _names(demo)
    if not exists(name):
        if not exists(template):
            _install(template, addons.needs(), demo)
        _install(name, addons.names(), demo, template)
    return name


def built_only(addon: str) -> str:
    """The name of the template database with one of our addons and nothing but its needs; under the build lock, too."""
    name = f"{PREFIX}_only_{addon}_{_key(_names(demo=False)[1])}"
    if not exists(name):
        _install(name, [addon], demo=False)
    return name


@contextlib.contextmanager
def scratch(demo: bool = True, only: str | None = None) -> Iterator[str]:
    """A database of one's own, with our addons or one of them only, dropped at the end."""
    prefix = f"{PREFIX}_run_"
    with _building():
        for (old,) in query("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{prefix}%",)):
            if not pathlib.Path("/proc", old.removeprefix(prefix).split("_")[0].split("-")[0]).exists():
                drop(old)  # its run was killed
        number = len(query("SELECT 1 FROM pg_database WHERE datname LIKE %s", (f"{prefix}{os.getpid()}_%",)))
        name = f"{prefix}{os.getpid()}_{number}"
        clone(built_only(only) if only else built(demo), name)
    try:
        yield name
    finally:
        drop(name)


def site(name: str, demo: bool, fresh: bool = False) -> None:
    """Make the database of a site, or bring an existing one up to the code as it is now (its data is kept)."""
    with _building():
        if fresh:
            drop(name)
        template, wanted = _names(demo)
        if not exists(name):
            clone(built(demo), name)
        else:
            made = _made(name)
            if made["demo"] != demo:
                raise SetupError(
                    f"the database {name} was made {'with' if made['demo'] else 'without'} demo data: "
                    "choose another with --db NAME, or make it anew with --fresh"
                )
            if made["built"] == wanted:
                return
            print(f"setup: the code has changed, upgrading the database {name}", file=sys.stderr, flush=True)
            names = addons.names() if made["template"] == template else ["base", *addons.names()]
            odoo(name, f"upgrade-{name}.log", "-u", ",".join(names), "-i", ",".join(addons.names()))
            prepare(name)
        note = json.dumps({"demo": demo, "template": template, "built": wanted})
        query(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(note)))


def _made(name: str) -> dict:
    """What the database of a site was made of, as noted in its comment."""
    [(note,)] = query("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (name,))
    if not note or not note.startswith("{"):
        raise SetupError(f"the database {name} was not made by setup/run: choose another with --db NAME")
    return json.loads(note)


if __name__ == "__main__" and sys.argv[1:] == ["clean"]:
    with database_server(), _building():
        for (cached,) in query("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{PREFIX}_%",)):
            drop(cached)
