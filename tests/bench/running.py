"""The bench's servers, and the functions that fill its databases."""

import json
import pathlib
import subprocess
import sys

import databases
from server import OdooServer

HERE = pathlib.Path(__file__).resolve().parent


def begin(database: str, call: str, module: str = "scenery") -> subprocess.Popen:
    """Begin a function of scenery.py, or of another module here, in a database; what it prints can be read."""
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import {module}; {module}.{call}; env.cr.commit()"
    command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", database, "--no-http"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen([*command, "--log-level=error"], **pipes)
    process.stdin.write(script)
    process.stdin.close()
    return process


def fill(database: str, call: str, module: str = "scenery") -> str:
    """Run a function to its end, and give what it prints."""
    process = begin(database, call, module)
    with process.stdout:
        printed = process.stdout.read()
    assert process.wait() == 0, printed
    return printed


def took(database: str, call: str, module: str) -> dict:
    """What a function has told about itself, as one line of JSON after TOOK."""
    told = [line for line in fill(database, call, module).splitlines() if line.startswith("TOOK ")]
    return json.loads(told[-1].removeprefix("TOOK "))


def bench_server(database: str, workers: int, *options: str, cron_threads: int = 0) -> OdooServer:
    """A server that also has the routes of bench_floor."""
    line = next(line for line in pathlib.Path(databases.CONF).read_text().splitlines() if "addons_path" in line)
    addons_path = f"--addons-path={line.partition('=')[2].strip()},{HERE / 'addons'}"
    options = [addons_path, "--load=base,web,bench_floor", *options]
    return OdooServer(workers, database=database, cron_threads=cron_threads, options=options)
