"""Establishments that write SMS, the gateway that takes them, and what has become of each message."""

import collections
import datetime
import threading
import time
from collections.abc import Callable

import crowd
import databases
from clicrdv_booking_tests.sms_dialects import SECRET, USER
from clicrdv_booking_tests.sms_peer import SmsPeer

TIMEOUT_SECONDS = 30
SEND_LOCK = 19_004  # const.py


def until(true: Callable[[], object], what: str) -> None:
    """Return as soon as something is true."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {TIMEOUT_SECONDS} s"
        time.sleep(0.01)


def utc_now() -> datetime.datetime:
    """The whole second, naive UTC, as Odoo has it."""
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)


class Gateway(SmsPeer):
    """A gateway that can also keep its callers waiting: "hold" takes a message and "ask" does not, then both wait until
    :meth:`let_go`, and take what they have not taken.
    """

    def __init__(self):
        super().__init__()
        self._holding, self._open = threading.Semaphore(0), threading.Event()

    def __exit__(self, *exception):
        self.let_go()
        super().__exit__(*exception)

    def wait_held(self, count: int) -> None:
        """Return when so many callers wait."""
        for _caller in range(count):
            assert self._holding.acquire(timeout=TIMEOUT_SECONDS), f"fewer than {count} messages came"

    def let_go(self) -> None:
        self.always = "accept"
        self._open.set()

    def tokens(self) -> collections.Counter:
        """How often each message was taken: {token of its report address: times}."""
        return collections.Counter(message.report_url.rpartition("/")[2] for message in self.taken)

    def go_down(self) -> None:
        """Nothing listens any more at its address."""
        self._server.shutdown()
        self._server.server_close()

    def come_back(self) -> None:
        port = self._server.server_address[1]
        self._server = type(self._server)(("127.0.0.1", port), self._server.RequestHandlerClass)
        self._server.peer, self._server.ssl_context = self, None
        self.__enter__()

    def _behave(self, connection, request, message, behaviour):
        if behaviour not in ("hold", "ask"):
            return super()._behave(connection, request, message, behaviour)
        if behaviour == "hold":
            self.taken.append(message)
        self._holding.release()
        self._open.wait(TIMEOUT_SECONDS)
        if behaviour == "ask":
            self.taken.append(message)
        return super()._behave(connection, request, message, "accept")


class Ledger:
    """The messages of an establishment that writes its clients one kind of message only.

    :param place: a crowd.Salon
    :param url: base address of its gateway
    :param channel: of its messages
    :param reminders: of each visit
    """

    def __init__(self, place: crowd.Salon, url: str, channel: str = "sms", kind: str = "reminder", reminders: int = 1):
        self.place = place
        staff = place.staff
        any_hour = {"booking_courtesy_from": 0, "booking_courtesy_to": 24}  # whenever the tests run
        staff.call("res.company", "write", [place.company], {"booking_sms_on": True, **any_hour})
        self.gateway = staff.create(
            "clicrdv.sms.gateway",
            name="Loopback",
            protocol="twilio",
            company_id=place.company,
            base_url=url,
            user=USER,
            secret=SECRET,
            twilio_messaging_service="MG1",
        )
        mine = staff.call("clicrdv.notification.rule", "search", [["company_id", "=", place.company]])
        staff.call("clicrdv.notification.rule", "write", mine, {"is_on": False})
        for days in range(1, reminders + 1):
            values = {"kind": kind, "channel": channel, "timing": "hours_before", "hours_before": 24 * days}
            staff.create("clicrdv.notification.rule", company_id=place.company, **values)

    def book(self, count: int) -> dict[str, str]:
        """Book visits of as many clients: {number: address of the JSON of the visit}."""
        starts = [start for start in self.place.starts(step=2) for _person in self.place.agendas][:count]
        assert len(starts) == count
        numbers = [f"+336399800{rank:02}" for rank in range(count)]
        pages = {}
        for start, number in zip(starts, numbers, strict=True):
            pages[number] = self.book_one(start, number)
        return pages

    def book_one(self, start: str, number: str) -> str:
        """Book a visit of the client who has a number; give the address of the JSON of the visit."""
        held = self.place.hold(start).body["hold"]
        booked = self.place.confirm(held, f"client{number[-2:]}@example.com", phone=number)
        assert booked.status == 201, booked
        base, _slash, token = booked.body["manage_url"].rpartition("/rdv/a/")
        return f"{base}/rdv/api/appointments/{token}"

    def make_due(self, at: datetime.datetime | None = None, minutes_ago: int = 1) -> None:
        """The hour of what is planned has come, before *at* (naive UTC) or now."""
        self.place.query(
            "UPDATE clicrdv_message SET due_at = due, try_at = due"
            " FROM (SELECT coalesce(%(at)s, now() AT TIME ZONE 'UTC') - make_interval(mins => %(minutes)s) AS due) AS past"
            " WHERE state = 'planned' AND company_id = %(company)s",
            at=at,
            minutes=minutes_ago,
        )

    def states(self) -> dict[str, int]:
        """{state: number of messages}"""
        return dict(
            self.place.query(
                "SELECT state, count(*) FROM clicrdv_message WHERE company_id = %(company)s GROUP BY state"
            )
        )

    def reasons(self) -> dict[tuple[str, str | None], int]:
        """{(state, reason): number of messages}"""
        rows = self.place.query(
            "SELECT state, reason, count(*) FROM clicrdv_message WHERE company_id = %(company)s GROUP BY state, reason"
        )
        return {(state, reason): count for state, reason, count in rows}

    def emails(self) -> list[tuple[str, int]]:
        """State and number of the e-mails of each message that has any."""
        return self.place.query(
            "SELECT min(mail.state), count(*) FROM mail_mail mail"
            " JOIN clicrdv_message message ON message.id = mail.clicrdv_message_id"
            " WHERE message.company_id = %(company)s GROUP BY message.id"
        )

    def tokens(self, *states: str) -> set[str]:
        """The tokens of the messages in some states."""
        rows = self.place.query(
            "SELECT token FROM clicrdv_message WHERE company_id = %(company)s AND state = ANY(%(states)s)",
            states=list(states),
        )
        return {token for (token,) in rows}


def wait_unlocked(database: str) -> None:
    """Return when PostgreSQL has noticed that nobody sends any more."""
    unlocked = f"SELECT pg_advisory_lock({SEND_LOCK}, 0), pg_advisory_unlock({SEND_LOCK}, 0)"
    databases.query(unlocked, database=database)
