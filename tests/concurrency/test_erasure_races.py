"""A client books while the job erases him: who commits first wins, and nobody has an appointment on a closed file."""

import json
import pathlib
import subprocess
import sys

import databases

HERE = pathlib.Path(__file__).resolve().parent


def test_whoever_books_before_his_row_is_locked_is_spared_and_nobody_books_for_an_erased_file():
    """GDP-57, with real concurrent transactions."""
    with databases.scratch(demo=False) as name:
        script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import erasure_program; erasure_program.races(env)"
        command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", name, "--no-http"]
        done = subprocess.run(
            [*command, "--log-level=critical"], input=script, capture_output=True, text=True, timeout=300
        )
    lines = [line for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, done.stdout + done.stderr
    told = json.loads(lines[0].removeprefix("TOLD "))
    kept, erased = [None, 1], ["destroyed", 0]
    assert told["states"] == {
        "before": kept,  # his booking was not committed yet: the job leaves him alone
        "between": kept,  # committed after the job had chosen him
        "during": erased,  # the job held his row: his booking waits, and is refused
        "after": erased,  # his booking had begun before
        "request": kept,  # the request is done again, and sees the booking
        "quiet": erased,
    }
    assert told["during"] == told["after"] == "SerializationFailure", "Odoo does the request again, and finds no file"
    assert told["request"] == "again"
    assert told["states next day"] == told["states"], "those who came back are spared"
