import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import exceptions
from ..logic import minutes


class ClicrdvHold(models.Model):
    """A time kept for a visitor while he fills in the form; its occupancy rows become the booking's."""

    _name = "clicrdv.hold"
    _description = "Time held for a visitor"
    _rec_name = "token"
    _log_access = False

    # === FIELDS === #

    token = fields.Char(required=True, readonly=True, default=lambda self: secrets.token_urlsafe(24))
    company_id = fields.Many2one("res.company", "Establishment", required=True, index=True, ondelete="cascade")
    service_codes = fields.Json(required=True)
    segments = fields.Json(required=True, help="Who does what when: agenda, start, stop, services.")
    equipment = fields.Json(help="Resources of the rooms and equipment kept.")
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    agenda_id = fields.Many2one("clicrdv.agenda", "Agenda asked for", ondelete="cascade", index="btree_not_null")
    expires_at = fields.Datetime(required=True)
    extended = fields.Boolean()
    channel = fields.Char()
    event_id = fields.Many2one("calendar.event", "Appointment", ondelete="cascade", index="btree_not_null")
    occupancy_ids = fields.One2many("clicrdv.occupancy", "hold_id", "Time kept")

    # === CONSTRAINTS AND INDEXES === #

    _token_unique = models.Constraint("UNIQUE (token)", "Another hold has this token.")

    # === BUSINESS METHODS - TAKE AND GIVE BACK === #

    @api.model
    def _take(self, company, codes, agenda_id, start, now, channel="", replaces=None):
        """Keep a time for a visitor.

        :param company: establishment in superuser mode
        :param list[str] codes: codes of the services, in their order
        :param int agenda_id: agenda asked for, or None for no preference
        :param int start: minute since the epoch
        :param datetime now: current time, naive UTC
        :param str channel: code of the link the visitor came by
        :param replaces: earlier hold of the same visitor, given back first
        :return: the hold
        :raises SlotTaken, Closed, TooSoon, TooFar, UnknownService, UnknownAgenda, TooManyServices, GroupAlone:
        """
        establishment = company._booking_catalogue()
        availability = self.env["clicrdv.availability"]
        visit = availability._visit(establishment, codes, agenda_id)
        # a visit that needs several people is nobody's own
        if agenda_id is None and not establishment.policy.any_agenda and not visit.needs_relay:
            raise exceptions.UnknownAgenda(self.env)
        placed = availability._place(company, visit, start, now, ignore_hold=replaces)
        given_back = replaces.occupancy_ids.ids if replaces else []
        if replaces:
            replaces._release()
        hold = self.create(
            {
                "company_id": company.id,
                "service_codes": list(codes),
                "segments": [list(segment) for segment in placed.segments],
                "equipment": [resource_id for resource_id, _start, _stop in placed.equipment],
                "start": minutes.to_utc(start),
                "stop": minutes.to_utc(placed.stop),
                "agenda_id": agenda_id or False,
                "expires_at": now + timedelta(minutes=establishment.policy.hold_minutes),
                "channel": channel,
            }
        )
        hold._occupy(establishment, visit, placed, now, given_back)
        return hold

    def _occupy(self, establishment, visit, placed, now, given_back):
        """Write the rows that keep the time.

        :param given_back: ids of rows that this transaction has deleted, which others still see
        :raises SlotTaken: somebody who does not go through the locks was faster
        """
        resource_of = {agenda.id: agenda.resource_id for agenda in establishment.agendas}
        spans = [(resource_of[segment.agenda_id], segment.busy_start, segment.busy_stop) for segment in placed.segments]
        group = visit.services[0] if visit.services[0].is_group else None
        sitting = self._sitting_of(group, *spans[0][:2]) if group else f"h{self.id}"
        seat, resources = self._seat(sitting, now, given_back) if group else (None, None)
        if resources:
            # the rooms that the session already has
            spans += [(resource_id, *spans[0][1:]) for resource_id in resources - {spans[0][0]}]
        spans += list(placed.equipment)
        rows = [
            {
                "resource_id": resource_id,
                "start": minutes.to_utc(start),
                "stop": minutes.to_utc(stop),
                "sitting": sitting,
                "seat": seat if group else index,
                "capacity": group.capacity if group else len(spans),
                "hold_id": self.id,
                "hold_expires_at": self.expires_at,
            }
            for index, (resource_id, start, stop) in enumerate(spans)
        ]
        # a session may have rooms of another kind than its service needs today: these are locked now
        locked = self.env["clicrdv.availability"]._resources_of(establishment, visit)
        self.env["clicrdv.occupancy"]._insert(rows, locked)

    @api.model
    def _sitting_of(self, group, resource_id, busy_start):
        """The name that all clients of one group session give to their sitting.

        :param group: service of the session
        :param int resource_id: who holds it
        :param int busy_start: minute since the epoch at which the session takes its agenda
        """
        return f"g{group.id}-{resource_id}-{busy_start}"

    @api.model
    def _seat(self, sitting, now, given_back):
        """The first free place of a session, and the resources it already has.

        :param datetime now: places whose hold has run out by then are free
        :param given_back: ids of rows that do not count
        :return: (seat, set of resource ids)
        """
        domain = Domain("sitting", "=", sitting) & Domain("id", "not in", given_back)
        domain &= Domain("hold_expires_at", "=", False) | Domain("hold_expires_at", ">", now)
        with self.env["clicrdv.availability"]._fresh() as availability:
            rows = availability.env["clicrdv.occupancy"].search_fetch(domain, ["seat", "resource_id"])
            taken, resources = set(rows.mapped("seat")), set(rows.resource_id.ids)
        return next(seat for seat in range(len(taken) + 1) if seat not in taken), resources

    def _release(self):
        """Give the time back at once; a confirmed hold stays."""
        self.flush_recordset()
        # its time goes with it and nothing else hangs on a hold: five queries fewer than the ORM, in a visitor's request
        query = SQL("DELETE FROM clicrdv_hold WHERE id = ANY(%s) AND event_id IS NULL RETURNING id", self.ids)
        self.env.execute_query(query)
        self.env.invalidate_all()

    def _extend(self, now):
        """Double the time to fill in the form, once.

        :raises HoldExpired, AlreadyExtended:
        """
        self.ensure_one()
        if not self._is_live(now):
            raise exceptions.HoldExpired(self.env)
        if self.extended:
            raise exceptions.AlreadyExtended(self.env)
        until = now + timedelta(minutes=self.company_id.booking_hold_minutes)
        self.write({"expires_at": until, "extended": True})
        self.occupancy_ids.write({"hold_expires_at": until})

    # === BUSINESS METHODS - READ === #

    @api.model
    def _by_token(self, token):
        """The hold of a visitor, in superuser mode, empty when unknown."""
        # the token is the visitor's only key
        holds = self.sudo()
        return holds.search_fetch([("token", "=", token)], limit=1) if token else holds

    def _is_live(self, now):
        """Whether the time is still kept."""
        self.ensure_one()
        return not self.event_id and self.expires_at > now and bool(self.occupancy_ids)

    def _summary(self):
        """What the visitor is about to book.

        :return: dict with services, agenda_names, agenda (or None), start and stop (aware, local), price
        """
        self.ensure_one()
        establishment = self.company_id._booking_catalogue()
        services = self._services()
        agendas = self.env["clicrdv.agenda"].browse(dict.fromkeys(segment[0] for segment in self.segments))
        zone = establishment.zone
        return {
            "services": services,
            "agenda": agendas[0],
            "agenda_names": [agenda.public_name or agenda.name for agenda in agendas],
            "start": fields.Datetime.context_timestamp(self.with_context(tz=zone.key), self.start),
            "stop": fields.Datetime.context_timestamp(self.with_context(tz=zone.key), self.stop),
            "price": sum(services.mapped("price")),
        }

    def _services(self):
        """The services asked for, in their order; one asked for twice stands once.

        :return: clicrdv.service records
        """
        self.ensure_one()
        by_code = self.company_id._booking_catalogue().services
        ids = [by_code[code].id for code in self.service_codes if code in by_code]
        return self.env["clicrdv.service"].browse(dict.fromkeys(ids))

    # === BUSINESS METHODS - JOBS === #

    @api.model
    def _cron_release_expired(self):
        """Every five minutes: drop what has run out; confirmed holds go after a day."""
        now = fields.Datetime.now()
        expired = self.search([("event_id", "=", False), ("expires_at", "<=", now)], limit=1000)
        expired.occupancy_ids.unlink()
        expired.unlink()
        old = self.search([("event_id", "!=", False), ("expires_at", "<", now - timedelta(days=1))], limit=1000)
        old.occupancy_ids.write({"hold_id": False})
        old.unlink()
        remaining = self.search_count([("event_id", "=", False), ("expires_at", "<=", now)], limit=1)
        self.env["ir.cron"]._commit_progress(len(expired + old), remaining=remaining)
