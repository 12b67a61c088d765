"""A server that is killed in the middle of its work leaves nothing half done, and forgets nothing it has promised."""

import os
import pathlib
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import crowd
import invariants
import pytest
import server as servers

VISITORS_AT_ONCE = 8
BOOKED_BEFORE_THE_CRASH = 6


@pytest.fixture
def fragile():
    """A server of this test's own, and an establishment with three people."""
    with servers.OdooServer(workers=4, demo=False) as running:
        staff = crowd.Staff(running)
        staff.lift_limits()
        yield running, crowd.Salon(staff, running, "Fragile", people=3)


def workers(server) -> list[int]:
    """The processes of a server that answer visitors."""
    children = pathlib.Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [
        int(pid) for pid in children if b"gevent" not in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]


def book_until(place, starts: list[str], crash) -> dict[str, crowd.Answer]:
    """Book all starts, a few visitors at a time; as soon as some have their appointment, *crash* happens to the rest."""
    lock, booked = threading.Lock(), []

    def visit(start: str) -> crowd.Answer:
        answer = place.book(start, f"{start[11:13]}{start[14:16]}@example.com")
        with lock:
            booked.extend([start] if answer.status == 201 else [])
            if len(booked) == BOOKED_BEFORE_THE_CRASH and answer.status == 201:
                crash()
        return answer

    with ThreadPoolExecutor(VISITORS_AT_ONCE) as pool:
        return dict(zip(starts, pool.map(visit, starts), strict=True))


def check(place, answers: dict[str, crowd.Answer]) -> None:
    """Nothing is half done, every promise is kept, and every time that was not promised can still be had."""
    assert invariants.broken(place.server.database) == {}
    promised = {answer.body["reference"] for answer in answers.values() if answer.status == 201}
    kept = place.query(
        "SELECT booking_reference FROM calendar_event"
        " WHERE booking_state = 'booked' AND booking_company_id = %(company)s"
    )
    assert promised <= {reference for (reference,) in kept}
    place.query("UPDATE clicrdv_hold SET expires_at = '2020-01-01' WHERE event_id IS NULL")
    place.query("UPDATE clicrdv_occupancy SET hold_expires_at = '2020-01-01' WHERE event_id IS NULL")
    taken = place.query("SELECT count(*) FROM clicrdv_occupancy WHERE event_id IS NOT NULL")
    assert taken == [(len(kept),)]
    lost = [start for start, answer in answers.items() if answer.status != 201]
    again = {place.book(start, "again@example.com").status for start in lost[:VISITORS_AT_ONCE]}
    assert again <= {201}, "three people can take three visits at each time"


def test_a_server_killed_while_it_books_leaves_nothing_half_done(fragile):
    server, place = fragile
    starts = place.starts(step=2)
    answers = book_until(place, starts, lambda: os.killpg(server.process.pid, signal.SIGKILL))
    assert {answer.status for answer in answers.values()} == {201, 0}
    server.process.wait()
    server.start()
    check(place, answers)


def test_a_worker_killed_while_it_books_leaves_nothing_half_done(fragile):
    server, place = fragile
    starts = place.starts(step=2)
    victims = workers(server)
    assert len(victims) == 4
    answers = book_until(place, starts, lambda: [os.kill(pid, signal.SIGKILL) for pid in victims[:2]])
    assert {answer.status for answer in answers.values()} <= {201, 0}, "the others go on"
    assert sum(answer.status == 201 for answer in answers.values()) > BOOKED_BEFORE_THE_CRASH
    check(place, answers)
