from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, models

from .. import exceptions
from ..const import ALTERNATIVE_DAYS, ALTERNATIVES
from ..logic import assignment, booking_rules, catalogue, hours, intervals, minutes
from ..logic.slots import Slot, Visit, Window, find_slots, plan

NEAR_DAYS = 14  # the first free time is looked for near by before the whole horizon is read


class SlotPage(NamedTuple):
    """The bookable starts of some days, and the first one of all."""

    establishment: catalogue.Establishment
    zone: ZoneInfo
    first_day: date
    last_day: date  # of the horizon, which may be before or after the days shown
    days: int
    slots: list[Slot]
    first_slot: int | None


class ClicrdvAvailability(models.AbstractModel):
    """When a visit can start: the shell around `logic.slots`."""

    _name = "clicrdv.availability"
    _description = "Availability of an establishment"

    # === BUSINESS METHODS - SEARCH === #

    @api.model
    def _search(self, company, codes, agenda_id, first_day, days, now, ignore_event=None):
        """Bookable starts of some days.

        :param company: establishment in superuser mode
        :param list[str] codes: codes of the services, in their order
        :param int agenda_id: agenda that must serve the visit, or None for no preference
        :param date first_day: first local day; None or past: today; beyond the horizon: the day after it
        :param int days: number of local days, 1 to 62
        :param datetime now: current time, naive UTC
        :param ignore_event: calendar.event records whose own time counts as free (a visit being moved)
        :rtype: SlotPage
        :raises UnknownService, UnknownAgenda, TooManyServices, GroupAlone:
        """
        establishment = company._booking_catalogue()
        visit = self._visit(establishment, codes, agenda_id)
        zone, now_minute = establishment.zone, minutes.from_utc(now)
        earliest, latest = booking_rules.bounds(now_minute, establishment.policy, visit.services, zone)
        today = hours.minute_to_local(now_minute, zone).date()
        last_day = hours.minute_to_local(latest, zone).date()
        first_day = min(max(first_day or today, today), last_day + timedelta(days=1))
        first = hours.day_span(first_day, zone)[0]
        last = hours.day_span(first_day + timedelta(days=days - 1), zone)[1]
        slots = self._slots_between(establishment, visit, Window(first, last, earliest, latest), now, ignore_event)
        first_slot = slots[0].start if slots and first <= earliest else None
        if first_slot is None:
            seen = Window(first, last, earliest, latest)
            first_slot = self._first_slot(establishment, visit, seen, now, ignore_event)
        return SlotPage(establishment, zone, first_day, last_day, days, slots, first_slot)

    @api.model
    def _slots_between(self, establishment, visit, window, now, ignore_event):
        start, stop = window.span
        if start >= stop:
            return []
        scene = self._scene(establishment, visit, (start, stop), now, ignore_event)
        return find_slots(visit, scene.timelines, scene.free_equipment(), window)

    @api.model
    def _first_slot(self, establishment, visit, window, now, ignore_event):
        """The first bookable start from now on; looked for near by, then up to the horizon.

        :param Window window: notice and horizon in `earliest` and `latest`
        :return: minute since the epoch, or None
        """
        near = window.earliest + NEAR_DAYS * 1440
        for first, last in ((window.earliest, near), (near, window.latest + 1)):
            if first > window.latest:
                break
            slots = self._slots_between(
                establishment, visit, window._replace(first=first, last=last), now, ignore_event
            )
            if slots:
                return slots[0].start
        return None

    @api.model
    def _visit(self, establishment, codes, agenda_id):
        """What the client asks for, checked against what the establishment offers online.

        :param logic.catalogue.Establishment establishment: its catalogue
        :param list[str] codes: codes of services
        :param int agenda_id: or None
        :rtype: Visit
        :raises UnknownService, UnknownAgenda, TooManyServices, GroupAlone:
        """
        services = tuple(establishment.services.get(code) for code in codes)
        if not services or not all(service and service.online for service in services):
            raise exceptions.UnknownService(self.env)
        refusal = booking_rules.check_services(services, establishment.policy)
        if refusal:
            raise exceptions.REFUSALS_BY_CODE[refusal.value](self.env)
        online = [agenda.id for agenda in establishment.agendas if agenda.online]
        if agenda_id is not None:
            if agenda_id not in online or not all(agenda_id in service.skills for service in services):
                raise exceptions.UnknownAgenda(self.env)
            online = [agenda_id]
        able = tuple(agenda for agenda in online if any(agenda in service.skills for service in services))
        return Visit(services, able, establishment.policy.step_minutes)

    # === BUSINESS METHODS - PLACING A VISIT === #

    @api.model
    def _place(self, company, visit, start, now, ignore_event=None, ignore_hold=None):
        """Find who and what serves a visit, and keep every other writer out until the transaction ends.

        After the locks are held, the diary is read through a fresh connection: this transaction's
        own view of the database may date from before it waited.

        :param company: establishment in superuser mode
        :param Visit visit: what the client asks for
        :param int start: minute since the epoch
        :param datetime now: current time, naive UTC
        :rtype: Plan
        :raises TooSoon, TooFar, SlotTaken, Closed:
        """
        establishment = company._booking_catalogue()
        zone, now_minute = establishment.zone, minutes.from_utc(now)
        refusal = booking_rules.check_start(start, now_minute, establishment.policy, visit.services, zone)
        if refusal:
            raise exceptions.REFUSALS_BY_CODE[refusal.value](self.env)
        resource_ids = self._resources_of(establishment, visit)
        self.env["clicrdv.occupancy"]._lock_resources(resource_ids)
        day = hours.minute_to_local(start, zone).date()
        today = hours.day_span(day, zone)
        span = (today[0], today[0] + ALTERNATIVE_DAYS * 1440)
        with self._fresh() as availability:
            scene = availability._scene(establishment, visit, span, now, ignore_event, ignore_hold)
        placed = plan(
            visit, scene.timelines, scene.equipment, start, self._fair_order(establishment, visit, scene, today)
        )
        if placed:
            self.env["clicrdv.occupancy"]._drop_expired(resource_ids, now)
            return placed
        if plan(visit, scene.without_busy().timelines, scene.all_equipment(), start) is None:
            raise exceptions.Closed(self.env)
        bounds = booking_rules.bounds(now_minute, establishment.policy, visit.services, zone)
        raise exceptions.SlotTaken(
            self.env, alternatives=self._nearest(scene, visit, Window(*span, *bounds), start, zone)
        )

    @api.model
    @contextmanager
    def _fresh(self):
        """This model on a connection of its own, which sees what others have committed by now."""
        self.env.flush_all()
        if not self.env.registry.ready:
            yield self  # an installation has locked the tables: nobody else writes, and a second connection would wait
            return
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    @api.model
    def _resources_of(self, establishment, visit):
        """Ids of every resource.resource that may serve a visit."""
        kinds = visit.kinds
        agendas = [agenda.resource_id for agenda in establishment.agendas if agenda.id in visit.agenda_ids]
        return agendas + [item.resource_id for item in establishment.equipment if item.kind_id in kinds]

    @api.model
    def _fair_order(self, establishment, visit, scene, today):
        """The agendas in the order to try them: least booked that day first."""
        booked = {
            timeline.agenda_id: intervals.total(intervals.clamp(timeline.busy, *today)) for timeline in scene.timelines
        }
        rank = {agenda.id: agenda.order for agenda in establishment.agendas}
        return assignment.fair_order(visit.agenda_ids, booked, rank)

    @api.model
    def _nearest(self, scene, visit, window, start, zone):
        """The nearest free times around one that was taken, in order of time, aware and local."""
        slots = find_slots(visit, scene.timelines, scene.free_equipment(), window)
        nearest = sorted((slot.start for slot in slots), key=lambda minute: abs(minute - start))[:ALTERNATIVES]
        return [hours.minute_to_local(minute, zone) for minute in sorted(nearest)]
