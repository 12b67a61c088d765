"""No SMS leaves twice and none is lost without a word, whatever dies while the job sends: real processes, SIGKILL.

A message that may have left is "unknown" afterwards, for a person to look at; one that nobody had begun with is sent by
the next run.
"""

import os
import random
import signal

import crowd
import databases
import invariants
import pytest
import server as servers
from messages import SEND_LOCK, Ledger, until, wait_unlocked
from options import is_free

VISITS = 12
REMINDERS = 9  # of each visit, where many messages are needed
KILLS = 4  # at least


@pytest.fixture
def ledger(salon, gateway):
    """An establishment whose clients are due to be reminded."""
    made = Ledger(salon(people=2), gateway.url)
    made.book(VISITS)
    made.make_due()
    return made


def kill(job, ledger) -> None:
    job.kill()
    assert job.code == -signal.SIGKILL
    wait_unlocked(ledger.place.server.database)


def check(ledger, gateway) -> None:
    """Each message has left once at most, and what is written about it is true."""
    left = gateway.tokens()
    assert set(left.values()) <= {1}, "nothing leaves twice"
    assert set(ledger.states()) <= {"sent", "unknown"}, "nothing is lost"
    assert ledger.tokens("sent") <= left.keys(), "what is called sent has left"
    assert left.keys() <= ledger.tokens("sent", "unknown")


def test_a_job_killed_before_its_first_call_sends_none_of_its_batch_by_itself(ledger, gateway, jobs):
    job = jobs.start(stop="marked").wait_stopped()
    marked = ledger.states()["sending"]
    kill(job, ledger)
    assert not gateway.taken
    assert ledger.states()["sending"] == marked, "what was marked is known"
    jobs.run()
    assert ledger.states() == {"unknown": marked, "sent": VISITS - marked}
    check(ledger, gateway)


@pytest.mark.parametrize("behaviour", ["hold", "ask"])
def test_a_job_killed_while_the_gateway_holds_its_calls(ledger, gateway, jobs, behaviour):
    gateway.always = behaviour
    job = jobs.start()
    gateway.wait_held(8)
    kill(job, ledger)
    marked = ledger.states()["sending"]
    gateway.let_go()
    jobs.run()
    assert ledger.states() == {"unknown": marked, "sent": VISITS - marked}
    check(ledger, gateway)


def test_a_job_killed_before_it_has_written_down_what_was_accepted(ledger, gateway, jobs):
    job = jobs.start(stop="answered").wait_stopped()
    assert gateway.taken
    kill(job, ledger)
    marked = ledger.states()["sending"]
    assert not ledger.tokens("sent")
    jobs.run()
    assert ledger.states() == {"unknown": marked, "sent": VISITS - marked}
    check(ledger, gateway)


def test_of_two_jobs_at_once_only_one_sends(ledger, gateway, jobs):
    gateway.always = "hold"
    first = jobs.start()
    gateway.wait_held(8)
    jobs.run()  # does nothing, and does not take what is on its way for lost
    assert "unknown" not in ledger.states()
    assert len(gateway.taken) == 8
    gateway.let_go()
    assert first.wait().code == 0
    assert ledger.states() == {"sent": VISITS}
    check(ledger, gateway)


def test_jobs_that_start_at_the_same_moment_send_each_message_once(ledger, gateway, jobs):
    for job in [jobs.start() for _job in range(4)]:
        assert job.wait().code == 0
    jobs.run()
    assert ledger.states() == {"sent": VISITS}
    check(ledger, gateway)


def test_a_job_that_loses_its_database_leaves_nothing_half_told(ledger, gateway, jobs):
    gateway.always = "hold"
    job = jobs.start()
    gateway.wait_held(8)
    sender = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
    assert databases.query(sender, (SEND_LOCK,)) == [(True,)]
    marked = ledger.states()["sending"]
    gateway.let_go()
    assert job.wait().code == 1
    assert "terminat" in job.error or "closed" in job.error
    jobs.run()
    assert ledger.states() == {"unknown": marked, "sent": VISITS - marked}
    check(ledger, gateway)


def test_jobs_killed_at_any_moment_leave_each_message_sent_once_or_unknown(salon, gateway, jobs):
    ledger = Ledger(salon(people=2), gateway.url, reminders=REMINDERS)
    ledger.book(VISITS)
    ledger.make_due()
    chance = random.Random(3)
    gateway.always = "slow"
    codes = []
    while "planned" in ledger.states():
        job = jobs.start()
        # some are killed before the gateway has heard of them
        wanted = len(gateway.taken) + chance.randrange(6)
        until(lambda job=job, wanted=wanted: len(gateway.taken) >= wanted or job.is_over(), "messages")
        codes.append(job.kill().code)
        wait_unlocked(ledger.place.server.database)
    jobs.run()
    assert codes.count(-signal.SIGKILL) >= KILLS
    assert sum(ledger.states().values()) == VISITS * REMINDERS
    check(ledger, gateway)


def test_a_job_killed_while_it_writes_emails_writes_each_of_them_once(salon, jobs):
    ledger = Ledger(salon(people=2), "http://127.0.0.1:9", channel="email")
    ledger.book(VISITS)
    ledger.make_due()
    job = jobs.start(stop="written").wait_stopped()
    kill(job, ledger)
    assert ledger.states() == {"planned": VISITS}
    assert ledger.emails() == []
    jobs.run()
    assert ledger.states() == {"sending": VISITS}, "they are with the mail queue"
    assert ledger.emails() == [("outgoing", 1)] * VISITS
    jobs.run()
    assert ledger.emails() == [("outgoing", 1)] * VISITS


def test_an_unknown_message_is_settled_by_its_delivery_report(ledger, gateway, jobs):
    gateway.always = "hold"
    job = jobs.start()
    gateway.wait_held(8)
    kill(job, ledger)
    gateway.let_go()
    jobs.run()
    assert ledger.states() == {"unknown": 8, "sent": VISITS - 8}
    assert gateway.report_all(states=("sent", "delivered"), copies=2) == {200: 4 * VISITS}
    assert ledger.states() == {"delivered": VISITS}


def test_a_server_killed_while_its_worker_sends_goes_on_where_it_was_when_it_is_back(gateway):
    """As in production: the booking wakes the worker for jobs."""
    with servers.OdooServer(workers=2, cron_threads=1, demo=False) as server:
        others = "UPDATE ir_cron SET active = false WHERE cron_name NOT LIKE %s"
        databases.query(others, ("%send the messages that are due",), server.database)
        staff = crowd.Staff(server)
        staff.lift_limits()
        ledger = Ledger(crowd.Salon(staff, server, "Killed"), gateway.url, kind="confirmation")
        gateway.always = "hold"
        ledger.book(1)
        gateway.wait_held(1)
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        wait_unlocked(server.database)
        gateway.let_go()
        assert ledger.states() == {"sending": 1}
        until(lambda: is_free(server.port), "all processes of the server are gone")
        server.start()
        # a worker looks for jobs a minute after its start, or at once after a booking
        ledger.book_one(ledger.place.starts(step=2)[0], "+33639980099")
        until(lambda: ledger.states() == {"unknown": 1, "sent": 1}, "the worker goes on")
        check(ledger, gateway)
        assert invariants.broken(server.database) == {}
