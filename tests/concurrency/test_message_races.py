"""Visits that are cancelled or moved while the job sends: nobody waits for a gateway, and nothing false leaves."""

import functools

import databases
import pytest
from crowd import at_once, post, tally
from messages import Ledger, until

VISITS = 12
IN_FLIGHT = 8  # gateways/dispatch.py


@pytest.fixture
def ledger(salon, gateway):
    """An establishment whose clients are due to be reminded."""
    made = Ledger(salon(people=2), gateway.url)
    made.pages = made.book(VISITS)
    made.make_due()
    return made


def held(ledger, gateway, jobs):
    """A job whose gateway keeps it waiting, the numbers that it has called, and those that it has not."""
    gateway.always = "hold"
    job = jobs.start()
    gateway.wait_held(IN_FLIGHT)
    called = set(gateway.numbers())
    return job, sorted(called), sorted(ledger.pages.keys() - called)


def end(job, gateway):
    gateway.let_go()
    assert job.wait().code == 0


def test_a_visit_cancelled_before_its_reminder_is_called_out_is_not_reminded(ledger, gateway, jobs):
    job, called, waiting = held(ledger, gateway, jobs)
    assert len(waiting) == VISITS - IN_FLIGHT
    for number in waiting:
        assert post(f"{ledger.pages[number]}/cancel", {}).status == 200
    end(job, gateway)
    assert sorted(gateway.numbers()) == called
    assert ledger.states() == {"sent": IN_FLIGHT, "cancelled": len(waiting)}


def test_a_visit_moved_before_its_reminder_is_called_out_is_reminded_of_its_new_time(ledger, gateway, jobs):
    job, called, waiting = held(ledger, gateway, jobs)
    free = ledger.place.starts(step=2)[VISITS:]
    for number, start in zip(waiting, free, strict=False):
        assert post(f"{ledger.pages[number]}/move", {"start": start}).status == 200
    end(job, gateway)
    assert sorted(gateway.numbers()) == called
    moved = len(waiting)
    assert ledger.states() == {"sent": IN_FLIGHT, "cancelled": moved, "planned": moved}


def test_who_cancels_does_not_wait_for_the_gateway_that_is_being_told_of_his_visit(ledger, gateway, jobs):
    job, called, _waiting = held(ledger, gateway, jobs)
    for number in called:
        assert post(f"{ledger.pages[number]}/cancel", {}).status == 200
    assert ledger.states()["sending"] == IN_FLIGHT, "the gateway has not answered all the while"
    end(job, gateway)
    assert ledger.states() == {"sent": VISITS}


def test_a_report_that_is_faster_than_the_answer_is_kept(ledger, gateway, jobs):
    """The report comes in while the job writes the answer down: the job waits for it, and does not go back behind it."""
    job = jobs.start(stop="answered").wait_stopped()
    connection = databases.psycopg2.connect(dbname=ledger.place.server.database)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clicrdv_message SET state = 'delivered', sent_at = '2026-01-01', delivered_at = '2026-01-01'"
            " WHERE token = ANY(%s)",
            [list(gateway.tokens())],
        )
        reported = cursor.rowcount
        job.go_on()
        until(lambda: waits_for(connection), "the job waits for the report")
    connection.close()
    assert job.wait().code == 0
    assert ledger.states() == {"delivered": reported, "sent": VISITS - reported}


def test_a_reminder_does_not_wait_for_another_visit_of_its_client_that_is_being_changed(ledger, gateway, jobs):
    """It would tell of both; whoever changes the other visit may wait for the job in turn."""
    number = min(ledger.pages)
    ledger.book_one(ledger.place.starts(step=2)[-1], number)
    ledger.make_due()
    connection = databases.psycopg2.connect(dbname=ledger.place.server.database)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clicrdv_message SET state = 'cancelled' WHERE id = (SELECT message.id FROM clicrdv_message message"
            " JOIN calendar_event event ON event.id = message.event_id WHERE company_id = %s ORDER BY start DESC LIMIT 1)",
            [ledger.place.company],
        )
        jobs.run()
        assert gateway.numbers() == dict.fromkeys(ledger.pages, 1)
    connection.close()  # it was not changed after all
    jobs.run()
    assert ledger.states() == {"sent": VISITS + 1}
    assert gateway.numbers()[number] == 2


def waits_for(connection) -> bool:
    blocked = "SELECT 1 FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    return bool(databases.query(blocked, (connection.info.backend_pid,)))


def test_a_crowd_that_changes_its_mind_while_the_job_sends_ends_in_what_it_wanted(ledger, gateway, jobs):
    gateway.always = "slow"
    numbers = sorted(ledger.pages)
    free = ledger.place.starts(step=2)[VISITS:]
    cancelled, moved = numbers[::3], numbers[1::3]
    wanted = [functools.partial(post, f"{ledger.pages[number]}/cancel", {}) for number in cancelled]
    wanted += [
        functools.partial(post, f"{ledger.pages[number]}/move", {"start": start})
        for number, start in zip(moved, free, strict=False)
    ]
    job = jobs.start()
    answers = at_once(wanted)
    assert tally(answers) == {(200, ""): len(wanted)}
    assert job.wait().code == 0
    jobs.run()
    left = gateway.tokens()
    assert set(left.values()) == {1}
    assert left.keys() == ledger.tokens("sent"), "what was withdrawn has not left"
    assert set(ledger.states()) <= {"sent", "cancelled", "planned"}
    kept = len(numbers) - len(cancelled) - len(moved)
    assert ledger.states()["sent"] >= kept
