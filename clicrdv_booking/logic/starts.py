"""Sets of *starts*: the minutes at which something of a known length could begin, as normalised lists of spans.

Free time is not united, starts are: a start is good when one resource stays free from it to the end. Uniting the free
times of two rooms first offers visits that would change rooms half-way (OCA ``resource_booking``, issue 143).
"""

from __future__ import annotations

from collections.abc import Sequence

from .intervals import Span, intersect, normalise, subtract
from .timeline import FreeTimes, Timeline


def open_spans(timeline: Timeline) -> list[Span]:
    """Return the time an agenda is open: pieces merged, less leaves and public holidays.

    >>> open_spans(Timeline(1, 1, [(0, 60), (60, 90)], [(20, 30)], []))
    [(0, 20), (30, 90)]
    """
    opened = normalise(timeline.pieces)
    return subtract(opened, timeline.closed) if timeline.closed else opened


def free_starts(opened: Sequence[Span], busy: Sequence[Span], duration: int, before: int, after: int) -> list[Span]:
    """Return the starts whose appointment lies inside one open span and whose taken time meets nothing busy.

    Minutes. The appointment is ``[start, start + duration)``, the time taken ``[start - before, start + duration +
    after)``: buffers may lie outside opening hours (a room is tidied after closing) but never over another
    appointment. ``opened`` and ``busy`` are normalised.

    >>> free_starts([(0, 100)], [(40, 50)], 30, 0, 5)
    [(0, 6), (50, 71)]
    """
    starts: list[Span] = []
    reach = duration + after - 1  # busy time from x on forbids the starts from x - reach on
    index, count = 0, len(busy)
    for cursor, stop in opened:
        last = stop - duration + 1
        while index < count and busy[index][1] + before <= cursor:
            index += 1
        following = index
        while following < count:
            busy_start, busy_stop = busy[following]
            busy_start -= reach
            if busy_start >= last:
                break
            if busy_start > cursor:
                starts.append((cursor, busy_start))
            cursor = busy_stop + before
            following += 1
        if cursor < last:
            starts.append((cursor, last))
    return starts


def equipment_starts(
    kinds: Sequence[int], free: FreeTimes, duration: int, before: int, after: int
) -> list[Span] | None:
    """Return the starts at which each kind has one resource free for the whole time taken, ``None`` for no condition.

    >>> chairs = {7: [[(60, 180)], [(0, 60), (120, 180)]]}  # taken 9-10 and 10-11, in minutes from 8:00
    >>> equipment_starts([7], chairs, 120, 0, 0)
    [(60, 61)]
    """
    common: list[Span] | None = None
    for kind in kinds:
        of_kind = normalise(
            (start + before, stop - duration - after + 1) for spans in free.get(kind, ()) for start, stop in spans
        )
        common = of_kind if common is None else intersect(common, of_kind)
    return common


def on_grid(pieces: Sequence[Span], starts: Sequence[Span], step: int, within: Span) -> list[int]:
    """Return the starts on the grid ``piece start + k * step`` of the piece they lie in, in order, each once.

    Anchored on pieces, the grid is the same whatever days are asked for. ``pieces`` are sorted, ``starts`` normalised,
    ``within`` is the half-open span asked for.

    >>> on_grid([(5, 60), (100, 130)], [(10, 50), (90, 200)], 15, (0, 1000))
    [20, 35, 100, 115]
    """
    first, last = within
    found: list[int] = []
    index, count, overlap = 0, len(starts), False
    previous_stop = pieces[0][0] if pieces else 0
    for anchor, piece_stop in pieces:
        if piece_stop <= first:
            continue
        if anchor >= last:
            break
        overlap = overlap or anchor < previous_stop
        previous_stop = max(previous_stop, piece_stop)
        low, high = max(anchor, first), min(piece_stop, last)
        while index < count and starts[index][1] <= anchor:
            index += 1
        following = index
        while following < count and starts[following][0] < high:
            start, stop = starts[following]
            start = max(start, low)
            found.extend(range(start + (anchor - start) % step, min(stop, high), step))
            following += 1
    return sorted(set(found)) if overlap else found
