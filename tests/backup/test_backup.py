"""BKG-49, GDP-79, art. 17: real backups of a small database, brought back; and what a disaster does to them.

./setup/test tests/backup
"""

import argparse
import json
import os
import pathlib
import random
import shutil
from collections.abc import Iterator

import backup_commands as commands
import backup_restore as restores
import databases
import pytest
from backup_archive import BackupError

if not shutil.which("gpg"):
    pytest.skip("gpg is missing: apt-get install gpg", allow_module_level=True)

CLIENT = """
    INSERT INTO res_partner (name, complete_name, company_id, is_client_file, active, type, autopost_bills, email, create_date)
    VALUES (%s, %s, 1, true, true, 'contact', 'ask', %s, now()) RETURNING id
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with databases.scratch(demo=False) as name:
        databases.query("UPDATE ir_cron SET active = false", database=name)
        yield name


@pytest.fixture
def place(tmp_path: pathlib.Path, database: str) -> argparse.Namespace:
    """Where backups go, and the key."""
    key, folder = tmp_path / "key", tmp_path / "elsewhere"
    key.write_text("a passphrase that is long enough")
    folder.mkdir()
    return commands.options(["--db", database, "--to", str(folder), "--key-file", str(key)])


def make(place) -> dict:
    return commands.make(place.db, place.to, place.key_file)


def restore(place, **options) -> list[str]:
    return restores.restore(place.db, place.to, place.key_file, **options)


def last(database: str, table: str, *columns: str) -> tuple:
    return databases.query(
        f"SELECT {', '.join(columns)} FROM clicrdv_backup_{table} ORDER BY id DESC LIMIT 1", (), database
    )[0]


def new_client(database: str, name: str) -> int:
    [(number,)] = databases.query(CLIENT, (name, name, f"{name}@example.com"), database)
    return number


def test_a_backup_comes_back_whole_and_both_are_recorded(database: str, place, tmp_path):
    made = make(place)
    path = place.to / made["file_name"]
    assert last(database, "record", "outcome", "file_name", "size", "sha256", "is_encrypted", "place") == (
        "done", path.name, path.stat().st_size, made["sha256"], True, str(place.to),
    )  # fmt: skip
    assert [entry.name for entry in place.to.iterdir()] == [path.name], "nothing unfinished is left"
    content = path.read_bytes()
    assert b"PGDMP" not in content and b"res_partner" not in content, "nothing of it can be read"
    told = restore(place)
    assert "clicrdv_occupancy." in told[0] and "latest appointment" in told[0]
    outcome, seconds, agreed, findings = last(database, "event", "outcome", "seconds", "agreed_minutes", "findings")
    assert (outcome, agreed, findings) == ("done", 240, told[0])
    assert seconds > 0
    assert not databases.exists(f"{databases.PREFIX}_run_{os.getpid()}_restore"), "the scratch database is gone"


def test_a_restore_that_is_kept_sends_nothing_and_erases_again(database: str, place):
    kept, gone = new_client(database, "Keepme"), new_client(database, "Erasedlater")
    make(place)
    restores.SCRIPTS["test_erase"] = 'told = env["clicrdv.personal.data"]._erase_again(values["ids"])'
    restores.shell(database, "test_erase", {"ids": [gone]})
    name = f"{database}_kept"
    try:
        told = restore(place, keep=name)
        assert "1 client files were erased again" in told[0]
        rows = databases.query("SELECT id, name FROM res_partner WHERE id IN (%s, %s) ORDER BY id", (kept, gone), name)
        assert rows == [(kept, "Keepme"), (gone, "—")]
        parameter = "SELECT value FROM ir_config_parameter WHERE key = 'database.is_neutralized'"
        assert databases.query(parameter, (), name) == [("true",)]
        assert last(database, "event", "erased_again") == (1,)
    finally:
        databases.drop(name)


def refused(place, **options) -> str:
    with pytest.raises(BackupError) as error:
        restore(place, **options)
    outcome, findings = last(place.db, "event", "outcome", "findings")
    assert (outcome, findings) == ("failed", str(error.value)), "it is recorded"
    return str(error.value)


def test_an_altered_a_cut_and_a_missing_backup_are_refused(database: str, place):
    path = place.to / make(place)["file_name"]
    content = path.read_bytes()
    middle = random.Random(1).randrange(len(content) // 4, len(content) // 2)
    altered = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for broken in (altered, content[: len(content) // 2], b""):
        path.write_bytes(broken)
        assert "has changed since it was made" in refused(place)
        # also where no record tells its hash
        assert "cut or changed" in refused(place, file=path)
    path.unlink()
    assert "is missing" in refused(place)


def test_another_key_is_refused(place, tmp_path):
    make(place)
    place.key_file = tmp_path / "other"
    place.key_file.write_text("another passphrase, also long enough")
    assert "not its key" in refused(place)
    place.key_file = tmp_path / "none"
    assert "is missing or shorter" in refused(place)


def test_a_backup_that_cannot_be_written_is_recorded_as_failed(database: str, place, tmp_path):
    place.to = tmp_path / "not mounted"
    with pytest.raises(BackupError, match="is it mounted"):
        make(place)
    outcome, error = last(database, "record", "outcome", "error")
    assert outcome == "failed" and "is it mounted" in error


def test_a_file_that_is_missing_from_the_store_stops_the_backup(database: str, place):
    query = "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL ORDER BY id LIMIT 1"
    [(name,)] = databases.query(query, (), database)
    path = databases.FILESTORE / database / name
    content = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(BackupError, match="missing"):
            make(place)
        assert not list(place.to.iterdir())
    finally:
        path.write_bytes(content)


def test_after_a_disaster_the_list_beside_the_backups_tells_who_was_erased(database: str, place, tmp_path):
    gone = new_client(database, "Erasedbefore")
    made = make(place)
    lost = "lost_" + database  # as if this were another machine: nobody knows the database
    (place.to / made["file_name"]).rename(place.to / f"{lost}-20270111-010000.tar.gpg")
    name = f"{database}_back"
    with pytest.raises(BackupError, match="art. 17"):
        restores.restore(lost, place.to, place.key_file, keep=name)
    assert not databases.exists(name), "nothing half done is left"
    (place.to / f"erased-{lost}.json").write_text(json.dumps([gone]))
    try:
        told = restores.restore(lost, place.to, place.key_file, keep=name)
        assert "1 client files were erased again" in told[0] and "BY HAND" in told[0]
        assert databases.query("SELECT name FROM res_partner WHERE id = %s", (gone,), name) == [("—",)]
    finally:
        databases.drop(name)


def test_erased_files_are_noted_beside_the_backups(database: str, place):
    restores.SCRIPTS["test_erase"] = 'told = env["clicrdv.personal.data"]._erase_again(values["ids"])'
    gone = new_client(database, "Noted")
    restores.shell(database, "test_erase", {"ids": [gone]})
    assert commands.note_erased(database, place.to) >= 1
    noted = json.loads((place.to / f"erased-{database}.json").read_text())
    assert gone in noted and all(isinstance(number, int) for number in noted)
