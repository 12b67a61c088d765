from datetime import date, timedelta

from odoo import api, models
from odoo.tools import SQL

from ..logic import hours, intervals, minutes


class ClicrdvAvailability(models.AbstractModel):
    """What departs from the weekly hours: leaves, public holidays, extra openings. One query for all of it."""

    _inherit = "clicrdv.availability"

    # === BUSINESS METHODS === #

    @api.model
    def _exceptions(self, establishment, visit, items, span, expand):
        """Closed times and extra openings of a span of time.

        :param logic.catalogue.Establishment establishment: its catalogue
        :param Visit visit: what the client asks for
        :param items: its agendas, rooms and equipment, of logic.catalogue
        :param span: (first minute, last minute)
        :param Expander expand: the local days of the span
        :return: (Closures, {agenda id: list of spans})
        """
        query = SQL(
            "SELECT (%s), (%s), (%s)",
            self._leaves_sql(establishment, items, span),
            self._holidays_sql(establishment, expand),
            self._openings_sql(visit, expand),
        )
        [(leaves, holidays, openings)] = self.env.execute_query(query)
        closures = Closures(hours.day_span(day, establishment.zone) for day in holidays or ())
        for resource_id, calendar_id, start, stop in leaves or ():
            closures.add(resource_id, calendar_id, (start, stop))
        found = {}
        for agenda_id, *opening in openings or ():
            found.setdefault(agenda_id, []).extend(expand.opening(*opening))
        return closures, found

    @api.model
    def _leaves_sql(self, establishment, items, span):
        """Leaves of the agendas and rooms, of their calendars, or of the whole establishment."""
        return SQL(
            """
            SELECT json_agg(json_build_array(resource_id, calendar_id,
                       floor(date_part('epoch', date_from) / 60)::int, ceil(date_part('epoch', date_to) / 60)::int))
              FROM resource_calendar_leaves
             WHERE time_type = 'leave' AND date_from < %(stop)s AND date_to > %(start)s
               AND (resource_id = ANY(%(resources)s) OR (resource_id IS NULL
                    AND (calendar_id = ANY(%(calendars)s) OR (calendar_id IS NULL AND company_id = %(company)s))))
            """,
            start=minutes.to_utc(span[0]),
            stop=minutes.to_utc(span[1]),
            resources=[item.resource_id for item in items],
            calendars=list({getattr(item, "calendar_id", 0) for item in items}),  # rooms follow no calendar's leaves
            company=establishment.company_id,
        )

    @api.model
    def _holidays_sql(self, establishment, expand):
        """Public holidays on which the establishment is closed."""
        return SQL(
            """
            SELECT array_agg(day)
              FROM clicrdv_public_holiday
             WHERE company_id = %s AND NOT coalesce(is_open, false) AND day BETWEEN %s AND %s
            """,
            establishment.company_id,
            expand.first,
            expand.first + timedelta(days=expand.days),
        )

    @api.model
    def _openings_sql(self, visit, expand):
        """Extra openings; those for some services count when all services asked for are among them."""
        return SQL(
            """
            SELECT json_agg(json_build_array(opening.agenda_id, opening.kind, opening.day, opening.weekday,
                       opening.date_from, opening.date_to, opening.hour_from, opening.hour_to))
              FROM clicrdv_opening opening
             WHERE opening.agenda_id = ANY(%(agendas)s)
               AND (opening.kind = 'weekly' OR opening.day BETWEEN %(first)s AND %(last)s)
               AND (NOT EXISTS (SELECT 1 FROM clicrdv_opening_clicrdv_service_rel rel
                                 WHERE rel.clicrdv_opening_id = opening.id)
                    OR %(asked)s <@ ARRAY(SELECT rel.clicrdv_service_id
                                            FROM clicrdv_opening_clicrdv_service_rel rel
                                           WHERE rel.clicrdv_opening_id = opening.id))
            """,
            agendas=list(visit.agenda_ids),
            asked=[service.id for service in visit.services],
            first=expand.first - timedelta(days=1),
            last=expand.first + timedelta(days=expand.days),
        )


class Closures:
    """Leaves and public holidays; agendas and rooms that are closed alike share one list."""

    def __init__(self, everywhere):
        self._everywhere = list(everywhere)
        self._by_calendar, self._by_resource, self._merged = {}, {}, {}

    def add(self, resource_id, calendar_id, span):
        """Close a resource, all resources of a calendar, or everybody."""
        if resource_id:
            self._by_resource.setdefault(resource_id, []).append(span)
        elif calendar_id:
            self._by_calendar.setdefault(calendar_id, []).append(span)
        else:
            self._everywhere.append(span)

    def of(self, resource_id, calendar_id=None):
        """When a resource is closed, as a normalised list of spans."""
        own, shared = self._by_resource.get(resource_id, ()), self._by_calendar.get(calendar_id, ())
        key = (resource_id if own else None, calendar_id if shared else None)
        if key not in self._merged:
            self._merged[key] = intervals.normalise([*self._everywhere, *shared, *own])
        return self._merged[key]


class Expander:
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
        """Spans of one extra opening, its dates as ISO 8601 texts."""
        start, stop = round(hour_from * 60), round(hour_to * 60)
        if kind == "weekly":
            every = (self.first + timedelta(days=shift) for shift in range(-1, self.days))
            dates = [
                one
                for one in every
                if one.weekday() == int(weekday)
                and (not date_from or one.isoformat() >= date_from)
                and (not date_to or one.isoformat() <= date_to)
            ]
        else:
            dates = [date.fromisoformat(day)]
        return hours.expand_dated(
            [hours.DatedOpening(one, start, stop) for one in dates], self.zone, self.first, self.days
        )
