"""What ./setup/test runs, in this order: linters, pure tests, Odoo tests, whole-product tests.

``tests/*.py``       pure: no Odoo, no database
``clicrdv_*/tests``  Odoo: in a clone of the built database, on all cores when nothing is named
``tests/*/``         whole product: the tests start real servers (server.py) and a browser; tests/bench only if named

When nothing is named, pure tests and those of Odoo run on all cores; a class of Odoo's goes to one process, as what it
makes first is dear.
"""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys

import addons
import databases

ROOT = addons.ROOT
COUNTS = databases.CACHE / f"counts-{os.getpid()}"
NOTHING_COLLECTED = 5


def kind_of(argument: str) -> str | None:
    """Which of the three kinds of tests an argument names; None when it is an option."""
    path = pathlib.Path(argument.split("::")[0])
    if argument.startswith("-") or not (ROOT / path).exists() and not path.exists():
        return None
    parts = path.resolve().relative_to(ROOT).parts
    if parts[:1] != ("tests",):
        return "odoo"
    return "product" if len(parts) > 2 or (ROOT / "tests" / parts[-1]).is_dir() and len(parts) > 1 else "pure"


def pytest(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", "-p", "pytest_clicrdv", *arguments]
    return subprocess.run(command, cwd=ROOT).returncode


def spread(paths: list[str], options: list[str], how: str) -> list[str]:
    """The options that divide a whole stage among the cores; what somebody names runs in one process, where he can debug it."""
    return [] if paths or options else ["-n", str(os.cpu_count()), "--dist", how]


def pure(options: list[str], paths: list[str]) -> int:
    divided = spread(paths, options, "worksteal")
    if paths in ([], ["tests"], ["tests/"]):
        paths = [str(path) for path in sorted((ROOT / "tests").glob("test_*.py"))]
    return pytest("-p", "no:odoo", *divided, *paths, *options) if paths else NOTHING_COLLECTED


def in_odoo(options: list[str], paths: list[str]) -> int:
    screenshots = f"screenshots={databases.CACHE / 'screenshots'}"
    with databases.scratch() as database:
        return pytest(
            f"--odoo-database={database}",
            f"--odoo-config={databases.CONF}",
            "--odoo-http",
            "--odoo-log-level=warn",
            f"--odoo-extra={screenshots}",
            *spread(paths, options, "loadscope"),
            *(paths or addons.names()),
            *options,
        )


def product(options: list[str], paths: list[str]) -> int:
    if not paths:
        folders = sorted({path.parent for path in (ROOT / "tests").glob("*/test_*.py")})
        paths = [str(folder) for folder in folders if folder.name != "bench"]
    return pytest("-p", "no:odoo", *paths, *options) if paths else NOTHING_COLLECTED


RUNNERS = {"pure": pure, "odoo": in_odoo, "product": product}


def run(arguments: list[str]) -> int:
    kinds = {argument: kind_of(argument) for argument in arguments}
    # a file that is the value of an option (-k test, --ignore tests/x) stays with the options
    options = [argument for argument in arguments if not kinds[argument]]
    named = {kind: [a for a in arguments if kinds[a] == kind] for kind in RUNNERS}
    codes = []
    with contextlib.ExitStack() as stack:
        for kind, runner in RUNNERS.items():
            if any(named.values()) and not named[kind]:
                continue
            if kind != "pure":
                stack.enter_context(databases.database_server())
            codes.append(runner(options, named[kind]))
            if codes[-1] not in (0, NOTHING_COLLECTED):
                break
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    return max(ran) if ran else NOTHING_COLLECTED


def summary() -> None:
    """Close with the total of all runs."""
    if COUNTS.exists():
        rows = [map(int, line.split()) for line in COUNTS.read_text().splitlines()]
        passed, failed, skipped = map(sum, zip(*rows, strict=True))
        print(f"{passed} passed, {failed} failed, {skipped} skipped")


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ["CLICRDV_COUNTS"] = str(COUNTS)
    arguments = sys.argv[1:]
    try:
        return run(arguments)
    except databases.SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        summary()
        with contextlib.suppress(FileNotFoundError):
            COUNTS.unlink()


if __name__ == "__main__":
    sys.exit(main())
