"""What a questionnaire on integrity says about a customer (general terms, art. 18; loi Sapin II n° 2016-1691).

The judgement is a person's: what is computed here is only what he starts from and what may not be overlooked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CLEAR: Final = "clear"
RESERVE: Final = "reserve"
BLOCKED: Final = "blocked"
RESULTS: Final = (CLEAR, RESERVE, BLOCKED)

NO_REVIEW: Final = "no_review"
OPEN_REVIEW: Final = "open_review"
CONFLICT: Final = "conflict_of_interest"
RESULT_BLOCKED: Final = "result_blocked"


@dataclass(frozen=True)
class Answer:
    """One answer: "yes", "no" or nothing yet, against the one that raises no doubt.

    :param weight: RESERVE or BLOCKED: what a doubtful answer leads to
    """

    given: str | None
    expected: str
    weight: str


@dataclass(frozen=True)
class Review:
    """The last review of an order.

    :param result: one of RESULTS, None while it is open
    :param conflict: the person in charge of the order declares a conflict of interest
    """

    result: str | None
    conflict: bool


def unanswered(answers: Iterable[Answer]) -> int:
    """Count the questions that have no answer.

    >>> unanswered([Answer(None, "no", RESERVE), Answer("no", "no", RESERVE)])
    1
    """
    return sum(answer.given is None for answer in answers)


def proposed(answers: Iterable[Answer]) -> str:
    """Propose a result: the heaviest of the doubtful answers.

    >>> proposed([Answer("no", "no", BLOCKED), Answer("no", "yes", RESERVE)])
    'reserve'
    >>> proposed([])
    'clear'
    """
    weights = {answer.weight for answer in answers if answer.given is not None and answer.given != answer.expected}
    return next((weight for weight in (BLOCKED, RESERVE) if weight in weights), CLEAR)


def problems(review: Review | None, required: bool) -> list[str]:
    """Tell what forbids to have an order signed.

    :param review: the last one of the order, None without any
    :param required: whether the operator asks the questionnaire of every customer
    :return: codes, empty when nothing forbids it; a reserve is for the reader and forbids nothing

    >>> problems(None, required=True), problems(None, required=False)
    (['no_review'], [])
    >>> problems(Review(BLOCKED, False), required=False), problems(Review(RESERVE, True), required=False)
    (['result_blocked'], ['conflict_of_interest'])
    """
    if review is None:
        return [NO_REVIEW] if required else []
    found = []
    if review.result is None and required:
        found.append(OPEN_REVIEW)
    if review.result == BLOCKED:
        found.append(RESULT_BLOCKED)
    if review.conflict:
        found.append(CONFLICT)
    return found
