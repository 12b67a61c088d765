"""The export of one database, imported into an empty one by the command line, is exported there byte for byte (GDP-31)."""

import json
import pathlib
import subprocess
import sys
import zipfile

import databases
import pytest

#: The register of requests is for the controller to keep: no import takes it in.
ONLY_EXPORTED = {"README.txt", *(f"{folder}/{table}.{kind}" for folder, kind in (("data", "jsonl"), ("csv", "csv"))
                                 for table in ("privacy_requests", "privacy_request_events"))}  # fmt: skip
ESTABLISHMENTS = ("Horizon Optique Lyon 6e", "Atelier Coupe Bordeaux")


def command(database: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run the product's own command."""
    line = next(line for line in pathlib.Path(databases.CONF).read_text().splitlines() if "addons_path" in line)
    program = [sys.executable, "-m", "odoo", f"--addons-path={line.partition('=')[2].strip()}", "clicrdv_data"]
    program += ["-d", database, "-c", databases.CONF]
    return subprocess.run([*program, *arguments], capture_output=True, text=True)


def files(path: pathlib.Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("manifest.json"))["files"]
    # the description names what each installation has
    return {name: values for name, values in told.items() if name not in ONLY_EXPORTED}


@pytest.mark.parametrize("name", ESTABLISHMENTS)
def test_what_leaves_one_database_enters_an_empty_one(name: str, tmp_path: pathlib.Path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    with databases.scratch() as full, databases.scratch(demo=False) as empty:
        made = command(full, "export", name, str(first))
        assert made.returncode == 0, made.stderr
        sha256 = made.stdout.split()[-1]
        wrong = command(empty, "import", str(first), "--sha256", "0" * 64)
        assert wrong.returncode and not databases.query("SELECT 1 FROM res_company WHERE name = %s", (name,), empty), (
            "nothing was imported"
        )
        read = command(empty, "import", str(first), "--sha256", sha256)
        assert read.returncode == 0, read.stderr
        again = command(empty, "export", name, str(second))
        assert again.returncode == 0, again.stderr
    told = files(first)
    for table in ("clients", "appointments", "agendas", "services", "messages", "history"):
        assert told[f"data/{table}.jsonl"]["rows"], f"the demonstration has no {table}"
    assert files(second) == told
