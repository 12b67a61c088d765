"""Which WARNING, ERROR and CRITICAL lines of Odoo's log are expected; every other one fails the run."""

import re
from collections.abc import Iterable, Iterator

#: (logger, message, why it is no fault of ours). Short on purpose: a test that provokes a warning says so itself, with
#: ``assertLogs`` or ``mute_logger``, or with ``OdooServer(expected_logs=…)``.
EXPECTED = [
    (r"odoo\.addons\.base\.models\.ir_actions_report", r".*wkhtmltopdf", "printing is optional on a test machine"),
    (r"odoo\.sql_db", r"bad query: .*could not serialize access", "PostgreSQL asks to try again, and Odoo does"),
]
_EXPECTED = [(re.compile(logger), re.compile(message, re.DOTALL)) for logger, message, _why in EXPECTED]
RECORD = re.compile(r"\d{4}-\d\d-\d\d \S+ \d+ (\w+) \S+ ([\w.]+): ")


def is_expected(logger: str, message: str, extra: Iterable[str] = ()) -> bool:
    """Whether a message of that logger is on the list, or matches one of the regular expressions *extra*."""
    listed = any(name.fullmatch(logger) and text.match(message) for name, text in _EXPECTED)
    return listed or any(re.search(pattern, f"{logger}: {message}", re.DOTALL) for pattern in extra)


def records(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The (level, logger, message) of each record of a log file; a message may have several lines."""
    level = logger = ""
    message: list[str] = []
    for line in lines:
        if start := RECORD.match(line):
            yield level, logger, "\n".join(message)
            level, logger, message = start[1], start[2], [line[start.end() :]]
        else:
            message.append(line)
    yield level, logger, "\n".join(message)


def unexpected(lines: Iterable[str], extra: Iterable[str] = ()) -> list[str]:
    """The warnings and errors of a log file that nobody expects, as ``LEVEL logger: message``."""
    extra = list(extra)
    return [
        f"{level} {logger}: {message}"
        for level, logger, message in records(lines)
        if level in {"WARNING", "ERROR", "CRITICAL"} and not is_expected(logger, message, extra)
    ]
