"""The values that the slot engine takes and gives. All times are minutes since the Unix epoch, UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .catalogue import Service
from .intervals import Span

#: Free time per kind of equipment: one normalised list per room or machine of the kind, in their order.
FreeTimes = Mapping[int, Sequence[Sequence[Span]]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """When one agenda is open and when it is taken.

    ``pieces``: weekly pieces and extra openings, not merged (the grid of starts begins with each).
    ``closed``: leaves and public holidays, normalised.
    ``busy``: taken spans with buffers inside, normalised, without the sittings given in ``sittings``.
    ``sittings``: for a group service, its sittings by taken span (buffers inside) with the number of seats left, 0
    when full.

    Agendas of one schedule should share one ``pieces`` and one ``closed`` list object: the engine merges each pair
    once.
    """

    agenda_id: int
    resource_id: int
    pieces: list[Span]
    closed: list[Span]
    busy: list[Span]
    sittings: Mapping[Span, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a client asks for: services in their order, and the agendas that may do them.

    Raises ``ValueError`` without services, for a step below one minute (it would never end), and for a group service
    that is not alone.
    """

    services: tuple[Service, ...]
    agenda_ids: tuple[int, ...]
    step_minutes: int

    def __post_init__(self) -> None:
        if not self.services:
            raise ValueError("a visit needs a service")
        if self.step_minutes < 1:
            raise ValueError("the grid step must be one minute at least")
        if len(self.services) > 1 and any(service.is_group for service in self.services):
            raise ValueError("a group service is booked alone")

    @property
    def before(self) -> int:
        """Minutes taken before the visit: the buffer of its first service."""
        return self.services[0].buffer_before_minutes

    @property
    def after(self) -> int:
        """Minutes taken after the visit: the buffer of its last service."""
        return self.services[-1].buffer_after_minutes

    @property
    def kinds(self) -> tuple[int, ...]:
        """The kinds of equipment that the visit needs, each once."""
        return tuple(dict.fromkeys(kind for service in self.services for kind in service.kinds))

    def duration_with(self, agenda_id: int) -> int | None:
        """Return how many minutes one agenda takes for all services, ``None`` when it cannot do them all."""
        minutes = 0
        for service in self.services:
            own = service.skills.get(agenda_id)
            if own is None:
                return None
            minutes += own
        return minutes

    @property
    def needs_relay(self) -> bool:
        """Whether no allowed agenda can do all services, so that consecutive ones must."""
        return all(self.duration_with(agenda_id) is None for agenda_id in self.agenda_ids)


class Window(NamedTuple):
    """Where starts are looked for: ``first <= start < last``, and ``earliest <= start <= latest`` (notice, horizon)."""

    first: int
    last: int
    earliest: int
    latest: int

    @property
    def span(self) -> Span:
        """The same as one half-open span, empty when its start is not before its stop."""
        return max(self.first, self.earliest), min(self.last, self.latest + 1)


class Slot(NamedTuple):
    """A start that can be booked, the agendas that can take it, and how many clients they can take in all."""

    start: int
    agendas: tuple[int, ...]
    capacity: int


class Segment(NamedTuple):
    """What one agenda does in a visit; ``busy_start`` and ``busy_stop`` are the time taken, buffers inside."""

    agenda_id: int
    start: int
    stop: int
    busy_start: int
    busy_stop: int
    services: tuple[int, ...]


class Plan(NamedTuple):
    """How a visit is placed: its segments, the equipment taken as (resource, busy start, busy stop), and its end."""

    segments: tuple[Segment, ...]
    equipment: tuple[tuple[int, int, int], ...]
    stop: int
