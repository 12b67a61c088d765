"""Three establishments with everything in them, people of every role, and attempts that are undone afterwards."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..logic import minutes
from .common import TODAY, at, make_agenda, make_establishment, make_hours, make_service

PLACES = ("own", "sister", "foreign")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class Undo(Exception):
    """Raised inside a savepoint to undo what was tried there."""


@tagged("post_install", "-at_install")
class RightsCase(TransactionCase):
    """`own` and `sister` are of one franchise network, `foreign` is of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"})
        cls.minute = at(TODAY + timedelta(days=365), 0)
        networks = cls.env["clicrdv.network"].create(
            [{"name": name, "kind": "franchise"} for name in ("Network", "Other network")]
        )
        cls.companies = {
            "own": make_establishment(cls.env, "Own", network_id=networks[0].id),
            "sister": make_establishment(cls.env, "Sister", network_id=networks[0].id),
            "foreign": make_establishment(cls.env, "Foreign", network_id=networks[1].id),
        }
        cls.colleague = new_test_user(cls.env, "colleague.test", "base.group_user")
        cls.person = new_test_user(cls.env, "person.test", "base.group_user")
        cls.world = {place: cls._populate(company) for place, company in cls.companies.items()}
        cls.env.flush_all()

    @classmethod
    def _populate(cls, company):
        """One record of each kind, by the names that the table of rights uses."""
        found = {"company": company, "network": company.network_id, "hours": make_hours(cls.env, company)}
        found["hours line"] = found["hours"].attendance_ids[0]
        found["agenda"] = make_agenda(cls.env, company, "Ana", found["hours"])
        found["agenda of a colleague"] = make_agenda(cls.env, company, "Bob", found["hours"])
        found["resource"] = found["agenda"].resource_id
        found["service"] = make_service(cls.env, [found["agenda"], found["agenda of a colleague"]], company.name)
        found["skill"] = found["service"].skill_ids[0]
        for kind, model in MODELS.items():
            if kind not in found and kind not in ("hold", "trace", "trace of a colleague"):
                found[kind] = cls.env[model].create(cls._values(kind, found))
        found["hold"] = found["occupancy"].hold_id
        found["trace"] = found["appointment"].trace_ids
        found["trace of a colleague"] = found["appointment of a colleague"].trace_ids
        return found

    @classmethod
    def _free_time(cls):
        """Another free hour each time."""
        cls.minute += 120
        return {"start": minutes.to_utc(cls.minute), "stop": minutes.to_utc(cls.minute + 30)}

    @classmethod
    def _values(cls, kind, place):
        """Values for a further record of a kind in an establishment."""
        return VALUES[kind](cls, place)

    # === PEOPLE === #

    def user(self, *groups, company="own"):
        """Somebody who works in an establishment and has these groups."""
        company = self.companies[company]
        login = f"role{self.env['res.users'].search_count([])}.test"
        return new_test_user(
            self.env, login, ",".join(groups), company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    def has_agenda(self, user):
        """The first agenda of the own establishment is this user's, the other one a colleague's."""
        own = self.world["own"]
        own["agenda"].resource_id.user_id = user
        own["agenda of a colleague"].resource_id.user_id = self.colleague

    # === ATTEMPTS === #

    def env_of(self, user):
        """The environment of a user who works in his establishment."""
        context = {**self.env.context, "allowed_company_ids": user.company_id.ids}
        return self.env(user=user, su=False, context=context)

    def attempt_one(self, user, kind, place, letter):
        """Really do one thing with a record of one kind; nothing of it stays.

        :return: the refusal, or None
        """
        return self.attempt(lambda: self._do(user, kind, place, letter))

    def attempt(self, action: Callable):
        """Do something, undo it, and return the refusal if there was one."""
        refusal = None
        with suppress(Undo):
            try:
                with self.cr.savepoint():
                    action()
                    self.env.flush_all()
                    raise Undo
            except (AccessError, UserError) as error:
                refusal = error
        self.env.invalidate_all()
        return refusal

    def _do(self, user, kind, place, letter):
        records = self.world[place]
        record, model = records[kind], MODELS[kind]
        env = self.env_of(user)
        if letter == "r":
            record.with_env(env).read(["display_name"])
        elif letter == "w":
            record.with_env(env).write(CHANGES.get(kind, {"name": "Changed"}))
        elif letter == "c":
            values = self._values(kind, records)
            env[model].create(values)
        elif record.with_env(env).has_access("unlink") and kind in VALUES:
            self.env[model].create(self._values(kind, records)).with_env(env).unlink()
        else:
            record.with_env(env).unlink()


def _in_company(name, **values):
    return lambda cls, place: {"name": name, "company_id": place["company"].id, **values}


def _appointment(agenda, client):
    return lambda cls, place: {
        "agenda_id": place[agenda].id,
        "client_id": place[client].id,
        "service_ids": [Command.set(place["service"].ids)],
        **cls._free_time(),
    }


def _block(agenda):
    return lambda cls, place: {"name": "Lunch", "agenda_id": place[agenda].id, **cls._free_time()}


def _opening(agenda):
    return lambda cls, place: {"agenda_id": place[agenda].id, "day": TODAY, "hour_from": 20, "hour_to": 21}


def _leave(agenda):
    return lambda cls, place: {
        "name": "Ill",
        "resource_id": place[agenda].resource_id.id,
        "calendar_id": place["hours"].id,
        "date_from": datetime(2028, 1, 1),
        "date_to": datetime(2028, 1, 2),
    }


def _closure(cls, place):
    days = {"date_from": datetime(2028, 2, 1), "date_to": datetime(2028, 2, 2)}
    return {"name": "Works", "company_id": place["company"].id, "calendar_id": place["hours"].id, **days}


def _hold(cls, place):
    span = cls._free_time()
    return {
        "company_id": place["company"].id,
        "service_codes": ["cut"],
        "segments": [[]],
        "expires_at": span["stop"],
        **span,
    }


def _occupancy(cls, place):
    hold = cls.env["clicrdv.hold"].create(_hold(cls, place))
    return {"resource_id": place["resource"].id, "sitting": f"h{hold.id}", "hold_id": hold.id, **cls._free_time()}


#: Kind of record → values for a further one.
VALUES = {
    "activity": lambda cls, place: {"name": "Baker", "code": str(cls._free_time())},
    "network": lambda cls, place: {"name": f"Network {cls._free_time()}"},
    "company": lambda cls, place: {"name": f"Company {cls._free_time()}"},
    "agenda category": _in_company("Hall"),
    "agenda": lambda cls, place: {**_in_company("Eve")(cls, place), "resource_calendar_id": place["hours"].id},
    "equipment kind": _in_company("Room"),
    "equipment": lambda cls, place: {**_in_company("Room 1")(cls, place), "kind_id": place["equipment kind"].id},
    "service category": _in_company("Hair"),
    "service": _in_company("Shave"),
    "skill": lambda cls, place: {
        "agenda_id": place["agenda"].id,
        "service_id": cls.env["clicrdv.service"].create(_in_company("Perm")(cls, place)).id,
    },
    "opening": _opening("agenda"),
    "opening of a colleague": _opening("agenda of a colleague"),
    "public holiday": lambda cls, place: {**_in_company("Fair")(cls, place), "day": cls._free_time()["start"].date()},
    "question": lambda cls, place: {
        **_in_company(f"Size {cls._free_time()}")(cls, place),
        "kind": "char",
        "purpose": "x",
    },
    "hours": lambda cls, place: {"name": "Summer", "company_id": place["company"].id, "tz": "Europe/Paris"},
    "hours line": lambda cls, place: {
        "name": "Evening",
        "calendar_id": place["hours"].id,
        "dayofweek": "0",
        "hour_from": 20,
        "hour_to": 21,
        "day_period": "afternoon",
    },
    "resource": _in_company("Somebody"),
    "leave": _leave("agenda"),
    "leave of a colleague": _leave("agenda of a colleague"),
    "leave of a room": _leave("equipment"),
    "closure": _closure,
    "client": _in_company("MARTIN Léa", is_client_file=True),
    "client of a colleague": _in_company("PETIT Luc", is_client_file=True),
    "appointment": _appointment("agenda", "client"),
    "appointment of a colleague": _appointment("agenda of a colleague", "client of a colleague"),
    "block": _block("agenda"),
    "block of a colleague": _block("agenda of a colleague"),
    "ordinary event": lambda cls, place: {"name": "Lecture", "user_id": cls.person.id, **cls._free_time()},
    "hold": _hold,
    "occupancy": _occupancy,
    "trace": lambda cls, place: {"company_id": place["company"].id, "action": "created"},
    "trace of a colleague": lambda cls, place: {"company_id": place["company"].id, "action": "created"},
    "counter": lambda cls, place: {"key": str(cls._free_time()), "window_start": 0, "hits": 1},
    "tick of somebody else": lambda cls, place: {
        "agenda_id": place["agenda of a colleague" if "tick of somebody else" in place else "agenda"].id,
        "user_id": cls.person.id,
    },
}
#: Kind of record → what is changed of one; its name when nothing is said here.
CHANGES = {
    "skill": {"duration_minutes": 20},
    "company": {"street": "2 rue des Essais"},
    "opening": {"hour_to": 21.5},
    "opening of a colleague": {"hour_to": 21.5},
    "appointment": {"staff_note": "Changed"},
    "appointment of a colleague": {"staff_note": "Changed"},
    "hold": {"channel": "changed"},
    "occupancy": {"exclusive": False},
    "trace": {"action": "deleted"},
    "trace of a colleague": {"action": "deleted"},
    "counter": {"hits": 0},
    "tick of somebody else": {"checked": False},
}
#: Kind of record → its model, each after those it needs.
MODELS = {
    "activity": "clicrdv.activity",
    "network": "clicrdv.network",
    "company": "res.company",
    "agenda category": "clicrdv.agenda.category",
    "agenda": "clicrdv.agenda",
    "equipment kind": "clicrdv.equipment.kind",
    "equipment": "clicrdv.equipment",
    "service category": "clicrdv.service.category",
    "service": "clicrdv.service",
    "skill": "clicrdv.skill",
    "opening": "clicrdv.opening",
    "opening of a colleague": "clicrdv.opening",
    "public holiday": "clicrdv.public.holiday",
    "question": "clicrdv.question",
    "hours": "resource.calendar",
    "hours line": "resource.calendar.attendance",
    "resource": "resource.resource",
    "leave": "resource.calendar.leaves",
    "leave of a colleague": "resource.calendar.leaves",
    "leave of a room": "resource.calendar.leaves",
    "closure": "resource.calendar.leaves",
    "client": "res.partner",
    "client of a colleague": "res.partner",
    "appointment": "calendar.event",
    "appointment of a colleague": "calendar.event",
    "block": "calendar.event",
    "block of a colleague": "calendar.event",
    "ordinary event": "calendar.event",
    "occupancy": "clicrdv.occupancy",
    "hold": "clicrdv.hold",
    "trace": "clicrdv.trace",
    "trace of a colleague": "clicrdv.trace",
    "counter": "clicrdv.rate.limit",
    "tick of somebody else": "clicrdv.agenda.filter",
}
