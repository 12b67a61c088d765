"""Sets of minutes as sorted lists of half-open spans.

A span ``(start, stop)`` holds the minutes ``start <= minute < stop``, counted since the Unix epoch in UTC. Every
function but :func:`normalise` expects *normalised* lists (sorted, disjoint, none empty, none touching the next) and
returns one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def normalise(spans: Iterable[Span]) -> list[Span]:
    """Sort spans, merge those that overlap or touch, drop the empty and inverted ones.

    >>> normalise([(5, 8), (1, 3), (3, 4), (9, 9), (7, 6)])
    [(1, 4), (5, 8)]
    """
    merged: list[Span] = []
    last_start = last_stop = 0
    for start, stop in sorted(spans):
        if start >= stop:
            continue
        if merged and start <= last_stop:
            if stop > last_stop:
                last_stop = stop
                merged[-1] = (last_start, stop)
        else:
            last_start, last_stop = start, stop
            merged.append((start, stop))
    return merged


def union(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """Return the minutes that are in one list at least.

    >>> union([(1, 3)], [(2, 5), (8, 9)])
    [(1, 5), (8, 9)]
    """
    return normalise([*a, *b])


def intersect(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """Return the minutes that are in both lists.

    >>> intersect([(0, 10), (20, 30)], [(5, 25)])
    [(5, 10), (20, 25)]
    """
    common: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        a_start, a_stop = a[i]
        b_start, b_stop = b[j]
        start = max(a_start, b_start)
        stop = min(a_stop, b_stop)
        if start < stop:
            common.append((start, stop))
        if a_stop < b_stop:
            i += 1
        else:
            j += 1
    return common


def subtract(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """Return the minutes of the first list that are not in the second.

    >>> subtract([(0, 10), (20, 30)], [(3, 5), (9, 21)])
    [(0, 3), (5, 9), (21, 30)]
    """
    left: list[Span] = []
    i = 0
    for start, stop in a:
        while i < len(b) and b[i][1] <= start:
            i += 1
        j = i
        while j < len(b) and b[j][0] < stop:
            if b[j][0] > start:
                left.append((start, b[j][0]))
            start = b[j][1]
            j += 1
        if start < stop:
            left.append((start, stop))
    return left


def clamp(spans: Sequence[Span], start: int, stop: int) -> list[Span]:
    """Return the minutes of the list that are in ``[start, stop)``.

    >>> clamp([(0, 10), (20, 30)], 5, 22)
    [(5, 10), (20, 22)]
    """
    return [(max(a, start), min(b, stop)) for a, b in spans if a < stop and b > start and start < stop]


def covers(spans: Sequence[Span], start: int, stop: int) -> bool:
    """Tell whether one span holds the whole of ``[start, stop)``; an empty one is always held.

    >>> covers([(0, 10), (20, 30)], 2, 10), covers([(0, 10), (20, 30)], 9, 21)
    (True, False)
    """
    if start >= stop:
        return True
    index = bisect_right(spans, (start, _FOREVER)) - 1
    return index >= 0 and spans[index][1] >= stop


def total(spans: Sequence[Span]) -> int:
    """Count the minutes of the list.

    >>> total([(0, 10), (20, 30)])
    20
    """
    return sum(stop - start for start, stop in spans)


#: Later than any minute met: sorts after every span with the same start.
_FOREVER = 1 << 62
