from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..logic import catalogue, hours, intervals, minutes
from ..logic.intervals import Span
from ..logic.slots import FreeTimes, NamedFreeTimes, Timeline

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
        expand = _Expander(establishment.zone, first, days)
        closures = self._closures(establishment, agendas + equipment, span, first, days)
        openings = self._openings(agendas, visit, expand)
        resource_ids = [item.resource_id for item in agendas + equipment]
        group = visit.services[0] if visit.services[0].is_group else None
        others = self._others(now, ignore_event, ignore_hold)
        people = [agenda.resource_id for agenda in agendas]
        # a session that may be joined is no obstacle for its people; its room stays taken
        joinable = (
            SQL("AND NOT (sitting LIKE %s AND resource_id = ANY(%s))", f"g{group.id}-%", people) if group else SQL()
        )
        busy = self._busy(resource_ids, span, SQL("%s %s", others, joinable))
        sittings = self._sittings(people, span, group, others) if group else {}
        timelines = [
            Timeline(
                agenda.id,
                agenda.resource_id,
                expand.pieces(agenda.hours, openings.get(agenda.id)),
                closures[agenda],
                busy.get(agenda.resource_id, []),
                sittings.get(agenda.resource_id, {}),
            )
            for agenda in agendas
        ]
        free = {}
        for item in equipment:
            opened = [span] if item.hours is None else intervals.normalise(expand.week(item.hours))
            shut = intervals.normalise([*closures[item], *busy.get(item.resource_id, [])])
            free.setdefault(item.kind_id, []).append((item.resource_id, intervals.subtract(opened, shut)))
        return Scene(timelines, {kind: free.get(kind, []) for kind in visit.kinds}, span)

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

    @api.model
    def _closures(self, establishment, items, span, first, days):
        """Leaves and public holidays of each agenda or room; equal ones share one list.

        :return: {catalogue item: normalised list of spans}
        """
        last = first + timedelta(days=days)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT resource_id, calendar_id, floor(date_part('epoch', date_from) / 60)::int,
                       ceil(date_part('epoch', date_to) / 60)::int, NULL
                  FROM resource_calendar_leaves
                 WHERE time_type = 'leave' AND date_from < %(stop)s AND date_to > %(start)s
                   AND (resource_id = ANY(%(resources)s) OR (resource_id IS NULL
                        AND (calendar_id = ANY(%(calendars)s) OR (calendar_id IS NULL AND company_id = %(company)s))))
                 UNION ALL
                SELECT NULL, NULL, NULL, NULL, day
                  FROM clicrdv_public_holiday
                 WHERE company_id = %(company)s AND NOT coalesce(is_open, false) AND day BETWEEN %(first)s AND %(last)s
                """,
                start=minutes.to_utc(span[0]),
                stop=minutes.to_utc(span[1]),
                resources=[item.resource_id for item in items],
                calendars=[item.calendar_id for item in items if isinstance(item, catalogue.Agenda)],
                company=establishment.company_id,
                first=first,
                last=last,
            )
        )
        common, by_calendar, by_resource = [], {}, {}
        for resource_id, calendar_id, start, stop, day in rows:
            if day:
                common.append(hours.day_span(day, establishment.zone))
            elif resource_id:
                by_resource.setdefault(resource_id, []).append((start, stop))
            elif calendar_id:
                by_calendar.setdefault(calendar_id, []).append((start, stop))
            else:
                common.append((start, stop))
        shared = {}
        closures = _ByIdentity()
        for item in items:
            calendar_id = getattr(item, "calendar_id", None)
            own = by_resource.get(item.resource_id)
            key = (calendar_id if calendar_id in by_calendar else None, item.resource_id if own else None)
            if key not in shared:
                shared[key] = intervals.normalise([*common, *by_calendar.get(calendar_id, ()), *(own or ())])
            closures[item] = shared[key]
        return closures

    @api.model
    def _openings(self, agendas, visit, expand):
        """Extra openings by agenda; those for some services count when all services asked for are among them.

        :return: {agenda id: list of spans}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT opening.agenda_id, opening.kind, opening.day, opening.weekday, opening.date_from,
                       opening.date_to, opening.hour_from, opening.hour_to
                  FROM clicrdv_opening opening
                 WHERE opening.agenda_id = ANY(%(agendas)s)
                   AND (opening.kind = 'weekly' OR opening.day BETWEEN %(first)s AND %(last)s)
                   AND (NOT EXISTS (SELECT 1 FROM clicrdv_opening_clicrdv_service_rel rel
                                     WHERE rel.clicrdv_opening_id = opening.id)
                        OR %(asked)s <@ ARRAY(SELECT rel.clicrdv_service_id
                                                FROM clicrdv_opening_clicrdv_service_rel rel
                                               WHERE rel.clicrdv_opening_id = opening.id))
                """,
                agendas=[agenda.id for agenda in agendas],
                asked=[service.id for service in visit.services],
                first=expand.first - timedelta(days=1),
                last=expand.first + timedelta(days=expand.days),
            )
        )
        found = {}
        for agenda_id, *opening in rows:
            found.setdefault(agenda_id, []).extend(expand.opening(*opening))
        return found


class _ByIdentity(dict):
    """Catalogue items as keys, by their resource: they hold lists of hours that are slow to hash."""

    def __setitem__(self, item, value):
        super().__setitem__((type(item), item.id), value)

    def __getitem__(self, item):
        return super().__getitem__((type(item), item.id))


class _Expander:
    """Weekly hours laid out over the days of one request, each distinct week once."""

    def __init__(self, zone, first, days):
        self.zone, self.first, self.days = zone, first, days
        self._weeks = {}

    def week(self, weekly):
        if weekly not in self._weeks:
            self._weeks[weekly] = hours.expand_week(weekly, self.zone, self.first, self.days)
        return self._weeks[weekly]

    def pieces(self, weekly, openings):
        """Weekly hours and extra openings in order; agendas of one week without openings share one list."""
        return sorted(self.week(weekly) + openings) if openings else self.week(weekly)

    def opening(self, kind, day, weekday, date_from, date_to, hour_from, hour_to):
        """Spans of one extra opening."""
        start, stop = round(hour_from * 60), round(hour_to * 60)
        dates = [day]
        if kind == "weekly":
            every = (self.first + timedelta(days=shift) for shift in range(-1, self.days))
            dates = [
                one
                for one in every
                if one.weekday() == int(weekday)
                and (not date_from or one >= date_from)
                and (not date_to or one <= date_to)
            ]
        return hours.expand_dated(
            [hours.DatedOpening(one, start, stop) for one in dates], self.zone, self.first, self.days
        )
