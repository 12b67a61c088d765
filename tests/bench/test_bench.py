"""Speed and endurance (issue 2 § 7): prints the table of bars.

    ./setup/test tests/bench            five to ten minutes
    ./setup/test tests/bench --quick    fewer rounds, a smaller database: for a look while working

Each CPU bar is a ratio within this run, measured in turn with a bare Odoo route (addons/bench_floor). The rate limits
count as in production. Query counts are those of a warm worker.
"""

import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from bars import Bars
from measure import Meter, Trap, ask, compare, get

EMPTY, EMPTY_PAGE = "/bench/empty", "/bench/page"
API = "/rdv/api/bench"
MONTH = f"{API}/slots?service=cut&days=28"
WEEK_PAGE = "/rdv/bench/creneaux?service=cut"
CLIENTS = 100


def agendas(meter: Meter) -> list[int]:
    """The agendas that have free times in the next month."""
    slots = get(meter.server, MONTH).json["slots"]
    return sorted({agenda for slot in slots for agenda in slot["agendas"]})


def week_of(agenda: int) -> str:
    return f"{API}/slots?service=cut&days=7&agenda={agenda}"


def compare_with(meter: Meter, floor: str, path: str, times: int, rounds: int):
    """CPU of a path against that of an empty route on the same server."""
    for warm in (floor, path) * 5:
        get(meter.server, warm)
    return compare(lambda: meter.cpu_of(floor, 5 * times), lambda: meter.cpu_of(path, times), rounds)


def milliseconds(compared) -> str:
    return f"{compared.job * 1000:.1f} ms to {compared.floor * 1000:.1f} ms"


@pytest.mark.parametrize("job, days, limit", [("50 agendas × 28 days", 28, 10), ("1 agenda × 7 days", 7, 3)])
def test_free_times_in_json(meter: Meter, bars: Bars, rounds: int, job: str, days: int, limit: int):
    path = MONTH if days == 28 else week_of(agendas(meter)[0])
    compared = compare_with(meter, EMPTY, path, 20, rounds)
    later = f"{path}&from={date.today() + timedelta(days=30)}"  # looks for the first free time apart
    queries = max(meter.queries(lambda wanted=wanted: get(meter.server, wanted)) for wanted in (path, later, path))
    job = f"slots JSON, {job}"
    assert all(
        [
            bars.at_most(f"{job}: queries", 12, queries, "queries"),
            bars.at_most(f"{job}: CPU", limit, compared.ratio, "× empty route", milliseconds(compared)),
        ]
    )


def test_free_times_among_many_other_establishments(
    meter: Meter, large_meter: Meter, bars: Bars, rounds: int, elsewhere: int
):
    for each in (meter, large_meter) * 5:
        get(each.server, MONTH)
    compared = compare(lambda: meter.cpu_of(MONTH, 20), lambda: large_meter.cpu_of(MONTH, 20), rounds)
    job = f"slots JSON, 50 agendas × 28 days, {elsewhere:,} more appointments elsewhere: CPU"
    assert bars.at_most(job, 1.3, compared.ratio, "× without them", milliseconds(compared))


def test_page_of_a_week(meter: Meter, bars: Bars, rounds: int):
    compared = compare_with(meter, EMPTY_PAGE, WEEK_PAGE, 10, rounds)
    size = len(get(meter.server, WEEK_PAGE).body) / 1000
    assert all(
        [
            bars.at_most("slots page of a week: HTML", 60, size, "KB"),
            bars.at_most("slots page of a week: CPU", 2, compared.ratio, "× empty page", milliseconds(compared)),
        ]
    )


def book(meter: Meter, slot: dict, number: int) -> tuple[int, int]:
    """Hold a time and confirm it; the SQL queries of each."""
    answers = []

    def post(path: str, sent: dict) -> None:
        answers.append(ask(meter.server, f"{API}/{path}", sent))

    hold = {"services": ["cut"], "agenda": None, "start": slot["start"]}
    queries = [meter.queries(lambda: post("hold", hold))]
    contact = {
        "lastname": "Dupont",
        "firstname": "Zoé",
        "email": f"zoe{number}@example.com",
        "phone": f"063998{number:04}",
    }
    contact["hold"] = answers[-1].json["hold"]
    queries.append(meter.queries(lambda: post("appointments", contact)))
    assert [answer.status for answer in answers] == [201, 201], answers
    return tuple(queries)


def test_hold_and_confirm(meter: Meter, bars: Bars, trap: Trap):
    slots = get(meter.server, MONTH).json["slots"]
    book(meter, slots[0], 0)  # warm
    counts = [book(meter, slot, number) for number, slot in enumerate(slots[1:11], 1)]
    holds, confirms = map(max, zip(*counts, strict=True))
    assert all(
        [
            bars.at_most("hold", 15, holds, "queries"),
            bars.at_most("confirm", 50, confirms, "queries"),
            bars.exactly("confirm: connections to a mail server or SMS provider", 0, trap.connections),
        ]
    )


def test_hundred_clients_want_one_time(crowded_meter: Meter, bars: Bars):
    meter = crowded_meter
    wanted = agendas(meter)[0]
    for _ in range(20):  # each of the four workers has loaded its registry
        get(meter.server, week_of(wanted))
    slot = get(meter.server, week_of(wanted)).json["slots"][0]
    sent = {"services": ["cut"], "agenda": wanted, "start": slot["start"]}
    together, deadlocks = Barrier(CLIENTS), meter.deadlocks()

    def client(_number: int):
        together.wait(30)
        start = time.monotonic()
        answer = ask(meter.server, f"{API}/hold", sent)
        return answer, time.monotonic() - start

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(client, range(CLIENTS)))
    statuses = [answer.status for answer, _seconds in answers]
    refusals = [answer.json["error"] for answer, _seconds in answers if answer.status == 409]
    taken = [error for error in refusals if error["code"] == "slot_taken" and error["alternatives"]]
    job = f"{CLIENTS} clients, one time, 4 workers"
    assert all(
        [
            bars.exactly(f"{job}: winners", 1, statuses.count(201)),
            bars.exactly(f"{job}: slot_taken with alternatives", CLIENTS - 1, len(taken)),
            bars.exactly(f"{job}: deadlocks", 0, meter.deadlocks() - deadlocks),
            bars.exactly(f"{job}: status 500", 0, sum(status >= 500 for status in statuses)),
            bars.at_most(f"{job}: slowest", 3, max(seconds for _answer, seconds in answers), "s"),
        ]
    )


def paths(agenda_ids: list[int]):
    """Requests as visitors make them: any person or one, any week, mostly in JSON; always the same ones."""
    chance = random.Random(1)
    while True:
        first_day = date.today() + timedelta(days=chance.randrange(50))
        agenda = f"&agenda={chance.choice(agenda_ids)}" if chance.random() < 0.8 else ""
        query = f"service=cut&from={first_day}{agenda}"
        yield f"/rdv/bench/creneaux?{query}" if chance.random() < 0.1 else f"{API}/slots?{query}&days=7"


def test_memory_of_a_worker(meter: Meter, bars: Bars, quick: bool):
    count = 500 if quick else 5000
    asked = paths(agendas(meter))
    for path in itertools.islice(asked, 200):  # templates and caches are filled once
        get(meter.server, path)
    before = meter.memory_megabytes()
    for path in itertools.islice(asked, count):
        get(meter.server, path)
    grown = meter.memory_megabytes() - before
    assert bars.at_most(f"{count:,} slot requests on one worker: memory grows by", 30, grown, "MB")
