"""Which WARNING, ERROR and CRITICAL lines of Odoo's log are expected; every other one fails the run."""

import re
from collections.abc import Iterable

#: (logger, message, why it is no fault of ours). Short on purpose: a test that provokes a warning says so itself, with
#: ``assertLogs`` or ``mute_logger``.
EXPECTED = [
    (r"odoo\.addons\.base\.models\.ir_actions_report", r".*wkhtmltopdf", "PDF printing is optional on this machine"),
]
_EXPECTED = [(re.compile(logger), re.compile(message)) for logger, message, _why in EXPECTED]
LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) \S+ (\S+): (.*)")


def is_expected(logger: str, message: str, extra: Iterable[str] = ()) -> bool:
    """Whether a line of that logger is on the list, or matches one of the regular expressions *extra*."""
    listed = any(name.fullmatch(logger) and text.match(message) for name, text in _EXPECTED)
    return listed or any(re.search(pattern, f"{logger}: {message}") for pattern in extra)


def unexpected(lines: Iterable[str], extra: Iterable[str] = ()) -> list[str]:
    """The lines of a log file that nobody expects, as ``LEVEL logger: message``."""
    found = (match for match in map(LINE.match, lines) if match)
    return [f"{m[1]} {m[2]}: {m[3]}" for m in found if not is_expected(m[2], m[3], extra)]
