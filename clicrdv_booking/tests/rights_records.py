"""What the tests of rights try things with: a record of each kind, and a change of it.

The values are functions of the test case, which knows free times, and of the other records of an establishment.
"""

from datetime import date, datetime, timedelta

from odoo.fields import Command

from .common import TODAY


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


def _message(agenda):
    return lambda cls, place: {
        "company_id": place["company"].id,
        "agenda_id": place[agenda].id,
        "kind": "reminder",
        "target": "client",
        "channel": "sms",
        "due_at": datetime(2028, 1, 1),
        "try_at": datetime(2028, 1, 1),
    }


def _message_event(message):
    return lambda cls, place: {"message_id": place[message].id, "source": "report", "state": "sent"}


def _sms_price(cls, place):
    cls._free_time()
    day = date(1990, 1, 1) + timedelta(minutes=cls.minute * 12)  # another one each time
    return {"date_from": day, "unit_price": 0.1, "network_id": place["network"].id}


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
    "notification rule": lambda cls, place: {"company_id": place["company"].id, "kind": "done"},
    "message": _message("agenda"),
    "message of a colleague": _message("agenda of a colleague"),
    "message event": _message_event("message"),
    "event at a colleague": _message_event("message of a colleague"),
    "sms gateway": _in_company("Gateway"),
    "sms price": _sms_price,
    "refusal": lambda cls, place: {
        "company_id": place["company"].id,
        "channel": "email",
        "address": f"{cls._free_time()['start']:%d%m%Y%H%M}@example.com",
    },
    "message figure": lambda cls, place: {"parts": 1},
    "attendance figure": lambda cls, place: {"missed": 1},
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
    "notification rule": {"is_on": False},
    "message": {"state": "sent"},
    "message of a colleague": {"state": "sent"},
    "message event": {"state": "failed"},
    "event at a colleague": {"state": "failed"},
    "sms price": {"unit_price": 0.2},
    "refusal": {"source": "stop"},
    "message figure": {"parts": 0},
    "attendance figure": {"missed": 0},
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
    "notification rule": "clicrdv.notification.rule",
    "message": "clicrdv.message",
    "message of a colleague": "clicrdv.message",
    "message event": "clicrdv.message.report",
    "event at a colleague": "clicrdv.message.report",
    "sms gateway": "clicrdv.sms.gateway",
    "sms price": "clicrdv.sms.price",
    "refusal": "clicrdv.optout",
    "message figure": "clicrdv.message.figure",
    "attendance figure": "clicrdv.attendance.figure",
    "tick of somebody else": "clicrdv.agenda.filter",
}
#: Kinds that are not written by themselves: they come with another one, or are counted from it.
FOUND = {"hold", "trace", "trace of a colleague", "message figure", "attendance figure"}
