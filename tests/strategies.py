"""Small builders and hypothesis strategies for the tests of the slot engine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clicrdv_booking_logic.catalogue import Policy, Service
from clicrdv_booking_logic.intervals import Span, normalise, subtract
from clicrdv_booking_logic.slots import Timeline, Visit, Window
from hypothesis import strategies as st

#: The little world of the properties, in minutes.
FIRST, LAST = 0, 90
AGENDAS = (1, 2, 3)


def at(clock: str) -> int:
    """Return the minute of the first day at which a clock shows ``8:30``."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def span(text: str) -> tuple[int, int]:
    start, stop = text.split("-")
    return at(start), at(stop)


def spans_of(*texts: str) -> list[tuple[int, int]]:
    return [span(text) for text in texts]


def clocks(slots) -> list[str]:
    return [f"{slot.start // 60:02}:{slot.start % 60:02}" for slot in slots]


def make_policy(**changes) -> Policy:
    policy = Policy(
        step_minutes=15, notice_minutes=0, horizon_days=60, move_deadline_minutes=0, cancel_deadline_minutes=0,
        max_upcoming=0, min_gap_minutes=0, max_services=0, any_agenda=True, agenda_first=False, show_price=True,
        show_duration=True, needs_approval=False, hold_minutes=10,
    )  # fmt: skip
    return replace(policy, **changes)


def make_service(ident: int, skills: dict[int, int], **changes) -> Service:
    service = Service(
        id=ident, code=f"s{ident}", name=f"Service {ident}", category_id=None, duration_minutes=30,
        buffer_before_minutes=0, buffer_after_minutes=0, price_cents=None, capacity=1, skills=skills, kinds=(),
        notice_minutes=None, horizon_days=None, online=True,
    )  # fmt: skip
    return replace(service, **changes)


def make_timeline(agenda_id: int, pieces, *, closed=(), busy=(), sittings=None, resource_id=None) -> Timeline:
    resource_id = agenda_id + 100 if resource_id is None else resource_id
    return Timeline(agenda_id, resource_id, list(pieces), normalise(closed), normalise(busy), sittings or {})


@dataclass
class Scene:
    """Everything that a slot search is given."""

    visit: Visit
    timelines: list[Timeline]
    named: dict[int, list[tuple[int, list[Span]]]]
    window: Window

    @property
    def equipment(self) -> dict[int, list[list[Span]]]:
        return {kind: [spans for _, spans in named] for kind, named in self.named.items()}

    def with_timeline(self, index: int, **changes) -> Scene:
        timelines = list(self.timelines)
        timelines[index] = replace(timelines[index], **changes)
        return replace(self, timelines=timelines)


@st.composite
def spans(draw, low: int = FIRST - 20, high: int = LAST + 30, max_size: int = 4) -> list[Span]:
    """Spans in any order, overlapping, touching, empty or inverted."""
    minute = st.integers(low, high)
    return draw(st.lists(st.tuples(minute, minute), max_size=max_size))


@st.composite
def short_spans(draw, max_size: int, longest: int = 12) -> list[Span]:
    """Normalised spans that leave most of the world free, so that most searches find something."""
    starts = draw(st.lists(st.integers(FIRST - 20, LAST + 30), max_size=max_size))
    return normalise((start, start + draw(st.integers(1, longest))) for start in starts)


@st.composite
def pieces(draw) -> list[Span]:
    starts = draw(st.lists(st.integers(FIRST - 10, LAST - 30), min_size=1, max_size=3))
    return sorted((start, start + LAST - draw(st.integers(0, LAST - 5))) for start in starts)


@st.composite
def windows(draw) -> Window:
    if draw(st.booleans()):
        return Window(FIRST - 60, LAST + 120, FIRST - 60, LAST + 120)
    first, earliest = draw(st.integers(FIRST - 10, LAST)), draw(st.integers(FIRST - 30, LAST))
    return Window(first, first + draw(st.integers(0, 90)), earliest, earliest + draw(st.integers(0, 120)))


@st.composite
def services(draw, ident: int, who, capacities=(1,)) -> Service:
    return make_service(
        ident,
        {agenda_id: draw(st.integers(3, 12)) for agenda_id in sorted(who)},
        buffer_before_minutes=draw(st.integers(0, 3)),
        buffer_after_minutes=draw(st.integers(0, 3)),
        capacity=draw(st.sampled_from(capacities)),
        kinds=tuple(sorted(draw(st.sets(st.sampled_from([7, 8]), max_size=2)))),
    )


@st.composite
def sittings(draw, service: Service, agenda_id: int) -> dict[Span, int]:
    """A few sittings of a group service that do not overlap; some have another length than the service has now."""
    length = service.skills[agenda_id] + service.buffer_before_minutes + service.buffer_after_minutes
    found: dict[Span, int] = {}
    cursor = FIRST - 10
    for gap in draw(st.lists(st.integers(0, 25), max_size=3)):
        stop = cursor + gap + length + draw(st.sampled_from([0, 0, 1]))
        found[cursor + gap, stop] = draw(st.integers(0, service.capacity - 1))
        cursor = stop
    return found


@st.composite
def visits(draw, relay: bool) -> Visit:
    """One service, individual or group, or several; with ``relay`` several that no agenda can do alone."""
    skilled = st.sets(st.sampled_from(AGENDAS), min_size=1)
    if not relay and draw(st.booleans()):
        wanted = [draw(services(1, draw(skilled), capacities=(1, 3)))]
    else:
        who = [draw(skilled) | ({1} if not relay else set()) for _ in range(draw(st.integers(2, 3)))]
        for agenda_id in set.intersection(*who) if relay else ():
            who[max(range(len(who)), key=lambda index: len(who[index]))].discard(agenda_id)
        wanted = [draw(services(ident, able)) for ident, able in enumerate(who, 1)]
    missing = draw(st.sampled_from([None, None, None, *AGENDAS]))
    allowed = tuple(agenda_id for agenda_id in draw(st.permutations(AGENDAS)) if agenda_id != missing)
    return Visit(tuple(wanted), allowed, draw(st.integers(1, 8)))


@st.composite
def scenes(draw, relay: bool | None = None) -> Scene:
    """A slot search of any kind, or surely (not) one that no single agenda can serve."""
    visit = draw(visits(draw(st.booleans()) if relay is None else relay))
    service = visit.services[0]
    timelines = []
    for agenda_id in AGENDAS:
        group = service.is_group and agenda_id in service.skills
        seats = draw(sittings(service, agenda_id)) if group else {}
        closed, busy = draw(short_spans(1)), draw(short_spans(3))
        timelines.append(make_timeline(agenda_id, draw(pieces()), closed=closed, busy=busy, sittings=seats))
    always = [(FIRST - 100, LAST + 200)]
    named = {
        kind: [(ident, subtract(always, draw(short_spans(3, 40)))) for ident in (kind * 10, kind * 10 + 1)]
        for kind in (7, 8)
    }
    return Scene(visit, timelines, named, draw(windows()))
