"""Establishments set up by the staff over the wire, visitors who arrive all at once, and what must hold afterwards."""

import collections
import datetime
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import databases
import requests
from passlib.hash import pbkdf2_sha512

LIMITS = ("search", "slots", "same_slots", "hold", "held", "confirm", "contact", "token")
TIMEOUT_SECONDS = 60
#: Of everybody here: one of the installation opens nothing in a database without demonstration (GDP-73).
PASSWORD = "lanterne-Verte-27-sous-le-pont"
#: Far enough ahead that notice, deadlines and the end of today do not matter.
DAYS_AHEAD = 10


class Answer:
    """What one visitor was told, and after how many seconds; status 0: the connection broke."""

    def __init__(self, status: int, body: dict, seconds: float = 0):
        self.status, self.body, self.seconds = status, body, seconds

    @property
    def code(self) -> str:
        return self.body.get("error", {}).get("code", "")

    def __repr__(self) -> str:
        return f"{self.status} {self.code or self.body}"


def post(url: str, body: dict) -> Answer:
    """Post JSON as a visitor who is not signed in."""
    began = time.monotonic()
    try:
        answer = requests.post(url, json=body, timeout=TIMEOUT_SECONDS)
        return Answer(answer.status_code, answer.json(), time.monotonic() - began)
    except (requests.RequestException, ValueError) as error:
        return Answer(0, {"broken": str(error)}, time.monotonic() - began)


def at_once(jobs: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run all jobs from the same moment on, and give their answers in order."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], Answer]) -> Answer:
        gate.wait(TIMEOUT_SECONDS)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def tally(answers: Iterable[Answer]) -> dict:
    """How often each answer was given: {(status, code): times}."""
    return dict(collections.Counter((answer.status, answer.code) for answer in answers))


class Staff:
    """Somebody signed in to the back office, who works as the web client does."""

    def __init__(self, server, login: str = "admin"):
        self.url, self.session, self.companies = server.url, requests.Session(), []
        if login == "admin":
            known = pbkdf2_sha512.hash(PASSWORD, rounds=1000)
            databases.query("UPDATE res_users SET password = %s WHERE login = 'admin'", (known,), server.database)
        params = {"db": server.database, "login": login, "password": PASSWORD}
        assert self._send("/web/session/authenticate", params).body["result"]["uid"]

    def _send(self, path: str, params: dict) -> Answer:
        sent = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(self.url + path, json=sent, timeout=TIMEOUT_SECONDS)
        return Answer(answer.status_code, answer.json())

    def ask(self, model: str, method: str, *arguments, **options) -> Answer:
        """Call a method as the screens do; the answer has `result` or `error`."""
        options["context"] = {"allowed_company_ids": self.companies} if self.companies else {}
        params = {"model": model, "method": method, "args": list(arguments), "kwargs": options}
        return self._send(f"/web/dataset/call_kw/{model}/{method}", params)

    def call(self, model: str, method: str, *arguments, **options):
        body = self.ask(model, method, *arguments, **options).body
        assert "result" in body, body
        return body["result"]

    def create(self, model: str, **values) -> int:
        [record_id] = self.call(model, "create", [values])
        return record_id

    def find(self, model: str, *domain) -> int:
        [record_id] = self.call(model, "search", list(domain))
        return record_id

    def lift_limits(self) -> None:
        """A crowd of this test comes from one address."""
        for name in LIMITS:
            self.call("ir.config_parameter", "set_param", f"clicrdv_booking.limit_{name}", "0")


class Salon:
    """An online establishment, open from 8 to 20 every day, with some people and services that all of them do.

    :param people: number of agendas
    :param services: {name: values of clicrdv.service}
    """

    def __init__(self, staff: Staff, server, name: str, people: int = 1, services: dict | None = None):
        self.staff, self.server = staff, server
        self.company = staff.create("res.company", **self._values(staff, name))
        staff.companies = [self.company]
        staff.call("ir.config_parameter", "set_param", "clicrdv_gdpr.require_agreement", False)
        staff.call("res.company", "write", [self.company], {"booking_published": True})
        [company] = staff.call("res.company", "read", [self.company], ["booking_slug"])
        self.api = f"{server.url}/rdv/api/{company['booking_slug']}"
        self.hours = staff.create(
            "resource.calendar",
            name="Hours",
            company_id=self.company,
            tz="Europe/Paris",
            attendance_ids=[(5,), *((0, 0, line) for line in map(self._line, range(7)))],
        )
        self.agendas = [self.add_agenda(f"Person {number + 1}") for number in range(people)]
        self.services = {name: self.add_service(name, **values) for name, values in (services or {"Cut": {}}).items()}

    @staticmethod
    def _values(staff: Staff, name: str) -> dict:
        return {
            "name": name,
            "street": "1 rue des Essais",
            "zip": "75003",
            "city": "Paris",
            "phone": "+33 1 99 00 12 34",
            "country_id": staff.find("res.country", ["code", "=", "FR"]),
            "activity_id": staff.call("clicrdv.activity", "search", [], limit=1)[0],
            "booking_tz": "Europe/Paris",
            "booking_holiday_zone": False,
            "booking_max_upcoming": 0,
            "booking_ask_phone": "optional",
        }

    @staticmethod
    def _line(weekday: int) -> dict:
        times = {"hour_from": 8, "hour_to": 20, "day_period": "morning"}
        return {"name": "Open", "dayofweek": str(weekday), **times}

    def add_agenda(self, name: str) -> int:
        return self.staff.create(
            "clicrdv.agenda", name=name, public_name=name, company_id=self.company, resource_calendar_id=self.hours
        )

    def add_service(self, name: str, **values) -> int:
        skills = [(0, 0, {"agenda_id": agenda}) for agenda in self.agendas]
        shown = {"name": name, "public_name": name, "duration_minutes": 30, "company_id": self.company}
        return self.staff.create("clicrdv.service", **{**shown, "skill_ids": skills, **values})

    def starts(self, service: str = "cut", step: int = 1) -> list[str]:
        """The free starts of one day, every *step*-th of them."""
        day = datetime.date.today() + datetime.timedelta(days=DAYS_AHEAD)
        query = {"service": service, "from": day.isoformat(), "days": 1}
        answer = requests.get(f"{self.api}/slots", params=query, timeout=TIMEOUT_SECONDS)
        return [slot["start"] for slot in answer.json()["slots"]][::step]

    def hold(self, start: str, *services: str, agenda: int | None = None, **values) -> Answer:
        return post(
            f"{self.api}/hold", {"services": list(services or ["cut"]), "agenda": agenda, "start": start, **values}
        )

    def confirm(self, hold: str, email: str = "zoe@example.com", **values) -> Answer:
        form = {"lastname": "Dupont", "firstname": "Zoé", "email": email}
        return post(f"{self.api}/appointments", {"hold": hold, **form, **values})

    def book(self, start: str, email: str = "zoe@example.com") -> Answer:
        """Both steps of one visitor."""
        held = self.hold(start)
        return self.confirm(held.body["hold"], email) if held.status == 201 else held

    def query(self, statement: str, **parameters) -> list[tuple]:
        """Rows about this establishment; `%(company)s` stands for it."""
        return databases.query(statement, {"company": self.company, **parameters}, self.server.database)
