"""Pytest plugin: what pytest-odoo lets pass for green, and should not."""

import logging
import os
import re
from collections.abc import Iterator

import logs
import pytest

NO_BROWSER = re.compile(r"chrome|chromium|devtools|websocket-client|--odoo-http", re.IGNORECASE)
STRAY = pytest.StashKey[list[str]]()


class _Collector(logging.Handler):
    """Keeps the warnings and errors that Odoo logs and that no test expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.name.startswith("odoo") and not logs.is_expected(record.name, message):
            trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
            self.lines.append(f"{record.levelname} {record.name}: {message}\n{trace}".rstrip())

    def take(self) -> list[str]:
        lines, self.lines = self.lines, []
        return lines


collector = _Collector()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[STRAY] = []
    logging.getLogger().addHandler(collector)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep a worker from throwing away the files of what another one has not committed: the database goes with them."""
    if hasattr(session.config, "workerinput") and session.config.pluginmanager.hasplugin("odoo"):
        from odoo.tests.common import TransactionCase

        TransactionCase._gc_filestore = classmethod(lambda cls: None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test during which Odoo logged a warning that it did not expect (assertLogs, mute_logger)."""
    item.config.stash[STRAY] += collector.take()
    yield
    if lines := collector.take():
        pytest.fail("Odoo logged, unexpected by the test:\n" + "\n".join(lines), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail a browser test that was skipped for want of a browser."""
    report = yield
    if report.skipped and not os.environ.get("NO_BROWSER") and NO_BROWSER.search(str(report.longrepr)):
        report.outcome = "failed"
        report.longrepr = f"no browser for {item.nodeid}: {report.longrepr}"
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take over what a worker of pytest-xdist logged outside of its tests."""
    node.config.stash[STRAY] += getattr(node, "workeroutput", {}).get("stray", [])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in which Odoo logged a warning outside of a test (loading, set-up, threads)."""
    stray = session.config.stash[STRAY]
    stray += collector.take()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["stray"] = stray
    elif stray and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lines := terminalreporter.config.stash[STRAY]:
        terminalreporter.section("Odoo logged outside of tests", red=True)
        terminalreporter.line("\n".join(lines))
    path = os.environ.get("CLICRDV_COUNTS")
    if path and "PYTEST_XDIST_WORKER" not in os.environ:
        stats = terminalreporter.stats
        failed = len(stats.get("failed", [])) + len(stats.get("error", [])) + bool(lines)
        with open(path, "a") as counts:
            counts.write(f"{len(stats.get('passed', []))} {failed} {len(stats.get('skipped', []))}\n")
