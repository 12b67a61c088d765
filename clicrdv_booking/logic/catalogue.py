"""The configuration of one establishment as a frozen picture, which the models read once and keep until it changes.

Durations, notices and buffers are in minutes; prices in cents; identifiers are those of the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .hours import WeeklyHour


@dataclass(frozen=True, slots=True)
class Policy:
    """The booking rules of an establishment; ``max_upcoming`` and ``max_services`` of 0 set no limit."""

    step_minutes: int
    notice_minutes: int
    horizon_days: int
    move_deadline_minutes: int
    cancel_deadline_minutes: int
    max_upcoming: int
    min_gap_minutes: int
    max_services: int
    any_agenda: bool
    agenda_first: bool
    show_price: bool
    show_duration: bool
    needs_approval: bool
    hold_minutes: int

    def __post_init__(self) -> None:
        if self.step_minutes < 1:
            raise ValueError("the grid step must be one minute at least")


@dataclass(frozen=True, slots=True)
class Service:
    """Something that clients book.

    ``skills`` says which agendas can do it and how many minutes each one takes. ``kinds`` are the kinds of equipment
    it needs. ``capacity`` is 1 for an individual service, the number of seats of a sitting for a group one.
    ``notice_minutes`` and ``horizon_days`` replace those of the policy unless ``None``.
    """

    id: int
    code: str
    name: str
    category_id: int | None
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price_cents: int | None
    capacity: int
    skills: Mapping[int, int]
    kinds: tuple[int, ...]
    notice_minutes: int | None
    horizon_days: int | None
    online: bool

    def __post_init__(self) -> None:
        if self.duration_minutes < 1 or any(minutes < 1 for minutes in self.skills.values()):
            raise ValueError("a service must last one minute at least")
        if self.buffer_before_minutes < 0 or self.buffer_after_minutes < 0:
            raise ValueError("a buffer cannot be negative")
        if self.capacity < 1:
            raise ValueError("a service must have one place at least")

    @property
    def is_group(self) -> bool:
        """Whether several clients share one sitting."""
        return self.capacity > 1


@dataclass(frozen=True, slots=True)
class Agenda:
    """A person (or a workplace) whose time is booked; ``order`` is its rank in the establishment."""

    id: int
    name: str
    resource_id: int
    order: int
    hours: tuple[WeeklyHour, ...]
    calendar_id: int
    category_id: int | None
    online: bool


@dataclass(frozen=True, slots=True)
class Equipment:
    """A room or a machine; ``hours`` of ``None`` means that it can always be used."""

    id: int
    resource_id: int
    kind_id: int
    order: int
    hours: tuple[WeeklyHour, ...] | None


@dataclass(frozen=True, slots=True)
class Establishment:
    """One establishment: its policy, its services by code, its agendas in their order, its rooms and machines."""

    company_id: int
    zone_name: str
    policy: Policy
    services: Mapping[str, Service]
    agendas: tuple[Agenda, ...]
    equipment: tuple[Equipment, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the establishment's clocks."""
        return ZoneInfo(self.zone_name)
