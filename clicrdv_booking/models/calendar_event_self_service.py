from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from .. import exceptions
from ..const import CLIENT_LOCK, REMORSE_MINUTES
from ..logic import booking_rules, ics, minutes, states
from .calendar_event_lifecycle import CLIENT

OPEN_STATES = (states.REQUESTED, states.BOOKED)

ICS_STATUS = {
    states.REQUESTED: "TENTATIVE",
    states.CANCELLED: "CANCELLED",
    states.REFUSED: "CANCELLED",
}


class CalendarEvent(models.Model):
    """What a client sees and does of his appointment, by the secret link of its page."""

    _inherit = "calendar.event"

    # === BUSINESS METHODS - READ === #

    @api.model
    def _booking_by_token(self, token):
        """The first part of a visit, in superuser mode, empty when the token is unknown.

        :param str token: secret part of the link
        """
        # the token is the client's only key
        events = self.sudo().with_context(active_test=False)
        return events.search([("booking_token", "=", token)], limit=1) if token else events.browse()

    def _booking_page(self, now):
        """What the client's page shows; nothing of his file, only what he typed himself.

        :param datetime now: current time, naive UTC
        :return: dict of plain values and records of the establishment
        """
        self.ensure_one()
        company = self.booking_company_id
        parts = self._current_parts()
        local = self.with_context(tz=company.booking_tz)
        return {
            "event": self,
            "reference": self.booking_reference,
            "state": self.booking_state,
            "start": fields.Datetime.context_timestamp(local, self.start),
            "stop": fields.Datetime.context_timestamp(local, max(parts.mapped("stop"))),
            "services": [service for part in parts for service in part._ordered_services()],
            "agenda_names": list(dict.fromkeys(part.agenda_id.public_name or part.agenda_id.name for part in parts)),
            "price": sum(parts.mapped("booking_price")),
            "company": company,
            "is_past": self.start <= now,
            "can_move": self._may_change("move_deadline_minutes", now),
            "can_cancel": self._may_change("cancel_deadline_minutes", now),
        }

    def _may_change(self, deadline, now):
        """Whether the client may still move or cancel: before the deadline, or just after booking.

        :param str deadline: field of `logic.catalogue.Policy`
        :param datetime now: current time, naive UTC
        """
        policy = self.booking_company_id._booking_catalogue().policy
        rule = booking_rules.may_move if deadline == "move_deadline_minutes" else booking_rules.may_cancel
        start, moment = minutes.from_utc(self.start), minutes.from_utc(now)
        just_booked = self.create_date and now - self.create_date <= timedelta(minutes=REMORSE_MINUTES)
        return self.booking_state in OPEN_STATES and (
            rule(start, moment, policy) or bool(just_booked and self.start > now)
        )

    def _booking_ics(self, url, method="PUBLISH", attendee_email=None):
        """The appointment as a calendar file: a stable UID, a SEQUENCE that rises with every change.

        :param str url: address of the appointment's page
        :param str method: `PUBLISH` for a file to download, `REQUEST` for one that is sent; `CANCEL` follows by itself
        :param str attendee_email: whom it is sent to
        :rtype: bytes
        """
        self.ensure_one()
        company = self.booking_company_id
        page = self._booking_page(fields.Datetime.now())
        title = company.booking_title or company.name
        what = ", ".join(service.public_name or service.name for service in page["services"])
        return ics.render(
            ics.Invitation(
                uid=f"{self.booking_uid}@clicrdv",
                sequence=self.booking_sequence,
                start=page["start"],
                stop=page["stop"],
                zone=company._booking_catalogue().zone,
                summary=f"{what} – {title}",
                description="\n".join(filter(None, [what, title, company.phone, url])),
                location=", ".join(
                    filter(None, [title, company.street, f"{company.zip or ''} {company.city or ''}".strip()])
                ),
                url=url,
                status=ICS_STATUS.get(self.booking_state, "CONFIRMED"),
                method="CANCEL" if self.booking_state in (states.CANCELLED, states.REFUSED) else method,
                organizer_name=title,
                organizer_email=company.email or "noreply@clicrdv.invalid",
                attendee_email=attendee_email,
                stamp=(self.write_date or datetime.now()).replace(tzinfo=timezone.utc),
            )
        )

    # === BUSINESS METHODS - CHANGE === #

    def _booking_cancel(self, now):
        """Cancel the visit at the client's wish. Cancelling twice changes nothing.

        :param datetime now: current time, naive UTC
        :raises PastDeadline, TransitionRefused:
        """
        self.ensure_one()
        if self.booking_state == states.CANCELLED:
            return
        if self.booking_state not in OPEN_STATES:
            raise exceptions.TransitionRefused(self.env)
        if not self._may_change("cancel_deadline_minutes", now):
            raise exceptions.PastDeadline(self.env)
        self.with_context(clicrdv_actor=CLIENT)._move_to(states.CANCELLED)

    def _booking_visit(self):
        """The visit as the slot engine knows it: same services, same agenda unless there was no preference.

        :return: (list of service codes, agenda id or None)
        """
        self.ensure_one()
        parts = self._current_parts()
        codes = [service.code for part in parts for service in part._ordered_services()]
        return codes, None if self.any_agenda or len(parts) > 1 else self.agenda_id.id

    def _booking_move(self, start, now):
        """Move the visit to another time at the client's wish; the services stay. Moving to its own time changes nothing.

        :param int start: minute since the epoch
        :param datetime now: current time, naive UTC
        :raises PastDeadline, TransitionRefused, SlotTaken, Closed, TooSoon, TooFar, SameTime, TooClose:
        """
        self.ensure_one()
        if start == minutes.from_utc(self.start):
            return
        if self.booking_state not in OPEN_STATES:
            raise exceptions.TransitionRefused(self.env)
        if not self._may_change("move_deadline_minutes", now):
            raise exceptions.PastDeadline(self.env)
        company = self.booking_company_id
        availability = self.env["clicrdv.availability"]
        visit = availability._visit(company._booking_catalogue(), *self._booking_visit())
        parts = self._current_parts()
        placed = availability._place(company, visit, start, now, ignore_event=parts)
        self._check_other_visits(start, placed.stop, now)
        acting = {"clicrdv_actor": CLIENT}
        self.with_context(**acting)._put(parts.with_context(**acting), placed)

    def _check_other_visits(self, start, stop, now):
        """:raises SameTime, TooClose: the client has another appointment then"""
        spans = self._visits_of(self.client_id, now, self)
        policy = self.booking_company_id._booking_catalogue().policy
        refusal = booking_rules.check_client(start, stop, spans, minutes.from_utc(now), policy)
        if refusal and refusal is not booking_rules.Refusal.too_many_upcoming:
            raise exceptions.REFUSALS_BY_CODE[refusal.value](self.env)

    @api.model
    def _visits_of(self, client, now, without=None):
        """When a client has other visits; nobody books or moves one for him until this transaction ends.

        Once the lock is held they are read through a fresh connection, as `clicrdv.availability._place` does.

        :param client: res.partner, may be empty
        :param datetime now: current time, naive UTC
        :param without: calendar.event of the visit that does not count
        :return: list of (start, stop), minutes since the epoch
        """
        if not client:
            return []
        self.env.execute_query(SQL("SELECT pg_advisory_xact_lock(%s, %s)", CLIENT_LOCK, client.id))
        upcoming = [
            ("client_id", "=", client.id),
            ("id", "not in", without.ids if without else []),
            ("lead_id", "=", False),
            ("booking_state", "in", OPEN_STATES),
            ("stop", ">", now),
        ]
        with self.env["clicrdv.availability"]._fresh() as availability:
            visits = availability.env["calendar.event"].search_fetch(upcoming, ["start", "visit_stop"])
            return [(minutes.from_utc(visit.start), minutes.from_utc(visit.visit_stop)) for visit in visits]
