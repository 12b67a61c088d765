from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..logic import hours, intervals, minutes
from ..logic.intervals import Span
from ..logic.slots import FreeTimes, NamedFreeTimes, Timeline
from .clicrdv_availability_exceptions import Expander

# Reading past the window by a day leaves room for visits, buffers and hours that cross midnight.
MARGIN_MINUTES = 1440


class Scene(NamedTuple):
    """Everything a visit needs to be placed in a span of time, as plain values."""

    timelines: list[Timeline]
    equipment: NamedFreeTimes
    span: Span

    def free_equipment(self) -> FreeTimes:
        return {kind: [spans for _resource, spans in named] for kind, named in self.equipment.items()}

    def without_busy(self) -> "Scene":
        """The same establishment on a day when nobody has booked anything."""
        bare = [Timeline(line.agenda_id, line.resource_id, line.pieces, line.closed, [], {}) for line in self.timelines]
        return self._replace(timelines=bare)

    def all_equipment(self) -> NamedFreeTimes:
        return {kind: [(resource, [self.span]) for resource, _spans in named] for kind, named in self.equipment.items()}


class ClicrdvAvailability(models.AbstractModel):
    """Reading the diary: a constant number of queries, whatever the number of agendas and days."""

    _inherit = "clicrdv.availability"

    # === BUSINESS METHODS === #

    @api.model
    def _scene(self, establishment, visit, span, now, ignore_event=None, ignore_hold=None):
        """Openings, closures and taken times of all agendas and equipment that a visit may use.

        :param logic.catalogue.Establishment establishment: its catalogue
        :param Visit visit: what the client asks for
        :param span: (first minute, last minute) of the starts that matter
        :param datetime now: holds that have run out by then count as free
        :rtype: Scene
        """
        self.env.flush_all()  # the queries below are plain SQL
        span = (span[0] - MARGIN_MINUTES, span[1] + MARGIN_MINUTES)
        agendas = [agenda for agenda in establishment.agendas if agenda.id in visit.agenda_ids]
        equipment = [item for item in establishment.equipment if item.kind_id in visit.kinds]
        first = hours.minute_to_local(span[0], establishment.zone).date()
        days = (hours.minute_to_local(span[1], establishment.zone).date() - first).days + 1
        expand = Expander(establishment.zone, first, days)
        closures, openings = self._exceptions(establishment, visit, agendas + equipment, span, expand)
        resource_ids = [item.resource_id for item in agendas + equipment]
        others = self._others(now, ignore_event, ignore_hold)
        busy, sittings = self._taken(visit, agendas, resource_ids, span, others)
        timelines = [
            Timeline(
                agenda.id,
                agenda.resource_id,
                expand.pieces(agenda.hours, openings.get(agenda.id)),
                closures.of(agenda.resource_id, agenda.calendar_id),
                busy.get(agenda.resource_id, []),
                sittings.get(agenda.resource_id, {}),
            )
            for agenda in agendas
        ]
        rooms = self._free_rooms(equipment, span, expand, closures, busy)
        return Scene(timelines, {kind: rooms.get(kind, []) for kind in visit.kinds}, span)

    @api.model
    def _free_rooms(self, equipment, span, expand, closures, busy):
        """When each room or machine is free, by kind, in their order.

        :return: {kind id: list of (resource id, normalised list of spans)}
        """
        free = {}
        for item in equipment:
            opened = [span] if item.hours is None else intervals.normalise(expand.week(item.hours))
            shut = intervals.normalise([*closures.of(item.resource_id), *busy.get(item.resource_id, [])])
            free.setdefault(item.kind_id, []).append((item.resource_id, intervals.subtract(opened, shut)))
        return free

    @api.model
    def _taken(self, visit, agendas, resource_ids, span, others):
        """Taken spans by resource, and the sittings that the visit may join.

        :param SQL others: what does not count as taken
        :return: (as of `_busy`, as of `_sittings`)
        """
        group = visit.services[0]
        if not group.is_group:
            return self._busy(resource_ids, span, others), {}
        people = [agenda.resource_id for agenda in agendas]
        # a session that may be joined is no obstacle for its people; its room stays taken
        joinable = SQL("AND NOT (sitting LIKE %s AND resource_id = ANY(%s))", f"g{group.id}-%", people)
        busy = self._busy(resource_ids, span, SQL("%s %s", others, joinable))
        return busy, self._sittings(people, span, group, others)

    @api.model
    def _busy(self, resource_ids, span, others):
        """Taken spans by resource.

        :param SQL others: what does not count as taken
        :return: {resource id: normalised list of spans}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT resource_id,
                       array_agg(floor(date_part('epoch', start) / 60)::int ORDER BY start),
                       array_agg(ceil(date_part('epoch', stop) / 60)::int ORDER BY start)
                  FROM clicrdv_occupancy
                 WHERE resource_id = ANY(%(resources)s) AND start < %(stop)s AND stop > %(start)s %(others)s
                 GROUP BY resource_id
                """,
                resources=list(set(resource_ids)),
                start=minutes.to_utc(span[0]),
                stop=minutes.to_utc(span[1]),
                others=others,
            )
        )
        return {
            resource_id: intervals.normalise(zip(starts, stops, strict=True)) for resource_id, starts, stops in rows
        }

    @api.model
    def _others(self, now, ignore_event, ignore_hold):
        """SQL that leaves out what does not count as taken for this request: holds that ran out, what is being moved."""
        parts = [SQL("AND (hold_expires_at IS NULL OR hold_expires_at > %s)", now)]
        if ignore_event:
            parts.append(SQL("AND (event_id IS NULL OR event_id != ALL(%s))", ignore_event.ids))
        if ignore_hold:
            parts.append(SQL("AND (hold_id IS NULL OR hold_id != %s)", ignore_hold.id))
        return SQL(" ").join(parts)

    @api.model
    def _sittings(self, resource_ids, span, group, others):
        """Sittings of a group session, with the places left.

        :param SQL others: what does not count as taken
        :return: {resource id: {(start, stop): places left}}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT resource_id, floor(date_part('epoch', start) / 60)::int,
                       ceil(date_part('epoch', stop) / 60)::int, max(capacity) - count(*)
                  FROM clicrdv_occupancy
                 WHERE resource_id = ANY(%s) AND start < %s AND stop > %s AND sitting LIKE %s %s
                 GROUP BY resource_id, start, stop
                """,
                list(set(resource_ids)),
                minutes.to_utc(span[1]),
                minutes.to_utc(span[0]),
                f"g{group.id}-%",
                others,
            )
        )
        found = {}
        for resource_id, start, stop, left in rows:
            found.setdefault(resource_id, {})[start, stop] = max(left, 0)
        return found
