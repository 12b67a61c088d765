"""The states of an incident, and what each severity asks for, as tables (annex 1, §§ 2 and 4)."""

from __future__ import annotations

from typing import Final

from .service_levels import MAJOR, MINOR

NEW: Final = "new"
ACKNOWLEDGED: Final = "acknowledged"
IN_PROGRESS: Final = "in_progress"
RESTORED: Final = "restored"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"

STATES: Final = (NEW, ACKNOWLEDGED, IN_PROGRESS, RESTORED, CLOSED, CANCELLED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (NEW, ACKNOWLEDGED),
        # work may begin, and even end, before the confirmation has left; the report shows that it has not
        (NEW, IN_PROGRESS),
        (NEW, CANCELLED),
        (ACKNOWLEDGED, IN_PROGRESS),
        (ACKNOWLEDGED, CANCELLED),
        (IN_PROGRESS, RESTORED),
        (IN_PROGRESS, CANCELLED),
        (RESTORED, CLOSED),
        # the trouble is back
        (RESTORED, IN_PROGRESS),
        (CLOSED, IN_PROGRESS),
        # cancelled by mistake
        (CANCELLED, NEW),
    }
)

#: Somebody still has to do something.
OPEN: Final[frozenset[str]] = frozenset({NEW, ACKNOWLEDGED, IN_PROGRESS, RESTORED})


def may(current: str, target: str) -> bool:
    """Tell whether an incident may go from one state to another; staying where it is is no transition.

    >>> may(NEW, IN_PROGRESS), may(NEW, CLOSED), may(RESTORED, RESTORED)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS


def lacks(severity: str, workaround: str, degraded: str, reproduction: str) -> str:
    """Return what an incident lacks for its severity, empty when it has it: the code of a refusal.

    Severity 2 is a defect "pour laquelle il existe une solution de contournement ou présentant des performances
    dégradées (mais acceptables)", severity 3 "tout autre dysfonctionnement reproductible" (annex 1, § 2).

    :param severity: "1", "2", "3", or empty while nobody has judged it
    :param workaround: how users get round it
    :param degraded: how the service is worse, and acceptable
    :param reproduction: how to reproduce it

    >>> lacks("2", " ", "", "steps"), lacks("2", "", "slow, usable", ""), lacks("3", "", "", "")
    ('severity_2_unfounded', '', 'severity_3_unfounded')
    """
    if severity == MAJOR and not (workaround.strip() or degraded.strip()):
        return "severity_2_unfounded"
    if severity == MINOR and not reproduction.strip():
        return "severity_3_unfounded"
    return ""
