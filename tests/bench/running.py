"""The bench's servers, and the functions that fill its databases."""

import pathlib
import subprocess
import sys

import databases
from server import OdooServer

HERE = pathlib.Path(__file__).resolve().parent


def fill(database: str, call: str, module: str = "scenery") -> str:
    """Run a function of scenery.py, or of another module here, in a database; give what it prints."""
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import {module}; {module}.{call}; env.cr.commit()"
    command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", database, "--no-http"]
    done = subprocess.run(
        [*command, "--log-level=error"], input=script, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def bench_server(database: str, workers: int, *options: str, cron_threads: int = 0) -> OdooServer:
    """A server that also has the routes of bench_floor."""
    line = next(line for line in pathlib.Path(databases.CONF).read_text().splitlines() if "addons_path" in line)
    addons_path = f"--addons-path={line.partition('=')[2].strip()},{HERE / 'addons'}"
    options = [addons_path, "--load=base,web,bench_floor", *options]
    return OdooServer(workers, database=database, cron_threads=cron_threads, options=options)
