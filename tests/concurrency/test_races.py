"""Two clients can never take the same time: real processes, real connections, everybody at the same moment."""

import datetime
import functools

from crowd import PASSWORD, Staff, at_once, post, tally

VISITORS = 100
BOUND_SECONDS = 15  # generous: the bar of 3 s is for a quiet machine, and tests/bench measures it


def test_of_100_clients_who_want_one_time_exactly_one_gets_it(salon, record_property):
    place = salon()
    start = place.starts()[8]
    answers = at_once([functools.partial(place.hold, start)] * VISITORS)
    assert tally(answers) == {(201, ""): 1, (409, "slot_taken"): VISITORS - 1}
    for answer in answers:
        if answer.status == 409:
            error = answer.body["error"]
            assert error["message"]
            assert error["alternatives"] and start not in error["alternatives"]
    slowest = max(answer.seconds for answer in answers)
    record_property("slowest_seconds", round(slowest, 2))
    print(f"slowest of {VISITORS}: {slowest:.2f} s")
    assert slowest < BOUND_SECONDS


def test_visitors_without_preference_do_not_pile_on_one_person(salon):
    place = salon(people=4)
    starts = place.starts(step=2)[:14]  # half-hours, so that none overlaps another
    answers = at_once([functools.partial(place.hold, start) for start in starts])
    assert tally(answers) == {(201, ""): len(starts)}
    minutes = place.query(
        """
        SELECT agenda.id, coalesce(sum(extract(epoch FROM row.stop - row.start) / 60), 0)::int
          FROM clicrdv_agenda agenda LEFT JOIN clicrdv_occupancy row ON row.resource_id = agenda.resource_id
         WHERE agenda.company_id = %(company)s GROUP BY agenda.id
        """
    )
    booked = [total for _agenda, total in minutes]
    assert (len(booked), sum(booked)) == (4, 30 * len(starts))
    assert max(booked) - min(booked) <= 30


def test_one_time_is_given_to_as_many_visitors_as_there_are_people(salon):
    place = salon(people=3)
    start = place.starts()[4]
    answers = at_once([functools.partial(place.hold, start)] * 12)
    assert tally(answers) == {(201, ""): 3, (409, "slot_taken"): 9}


def test_overlapping_times_are_never_both_given(salon):
    place = salon()
    starts = place.starts()[:16]  # every quarter of an hour for half an hour
    answers = at_once([functools.partial(place.hold, start) for start in starts for _visitor in range(2)])
    assert set(tally(answers)) == {(201, ""), (409, "slot_taken")}
    assert place.starts()[:1] != starts[:1] or place.query("SELECT 1 FROM clicrdv_hold")


def test_the_same_hold_confirmed_ten_times_at_once_is_one_appointment(salon):
    place = salon()
    hold = place.hold(place.starts()[0]).body["hold"]
    answers = at_once([functools.partial(place.confirm, hold)] * 10)
    assert tally(answers) == {(201, ""): 10}
    assert len({answer.body["reference"] for answer in answers}) == 1
    assert len({answer.body["manage_url"] for answer in answers}) == 1
    assert place.query("SELECT count(*) FROM calendar_event WHERE booking_company_id = %(company)s") == [(1,)]


def test_bookings_of_one_new_client_at_once_make_one_client_file(salon):
    place = salon(people=2)
    holds = [place.hold(start).body["hold"] for start in place.starts(step=2)[:8]]
    contacts = [{"email": "new@example.com"}, {"email": "new@example.com", "phone": "06 39 98 12 34"}] * 4
    jobs = [functools.partial(place.confirm, hold, **form) for hold, form in zip(holds, contacts, strict=True)]
    assert tally(at_once(jobs)) == {(201, ""): 8}
    files = place.query("SELECT count(*) FROM res_partner WHERE is_client_file AND company_id = %(company)s")
    assert files == [(1,)]


def test_rules_of_one_client_hold_when_he_books_everywhere_at_once(salon):
    place = salon(people=2)
    place.staff.call("res.company", "write", [place.company], {"booking_max_upcoming": 2})
    holds = [place.hold(start).body["hold"] for start in place.starts(step=2)[:6]]
    answers = at_once([functools.partial(place.confirm, hold, "greedy@example.com") for hold in holds])
    assert tally(answers) == {(201, ""): 2, (422, "too_many_upcoming"): 4}


def test_a_group_session_takes_exactly_as_many_clients_as_it_has_places(salon):
    place = salon(services={"Yoga": {"capacity": 5, "duration_minutes": 60}})
    start = place.starts("yoga")[3]
    answers = at_once([functools.partial(place.hold, start, "yoga")] * 20)
    assert tally(answers) == {(201, ""): 5, (409, "slot_taken"): 15}
    holds = [answer.body["hold"] for answer in answers if answer.status == 201]
    emails = [f"client{number}@example.com" for number in range(5)]
    booked = at_once([functools.partial(place.confirm, *pair) for pair in zip(holds, emails, strict=True)])
    assert tally(booked) == {(201, ""): 5}
    seats = place.query(
        """
        SELECT row.seat FROM clicrdv_occupancy row JOIN clicrdv_agenda agenda ON agenda.resource_id = row.resource_id
         WHERE agenda.company_id = %(company)s ORDER BY row.seat
        """
    )
    assert seats == [(0,), (1,), (2,), (3,), (4,)]


def test_a_time_whose_hold_has_run_out_goes_to_one_of_those_who_want_it(salon):
    place = salon()
    start = place.starts()[0]
    late = place.hold(start).body["hold"]
    for table, column in (("clicrdv_hold", "expires_at"), ("clicrdv_occupancy", "hold_expires_at")):
        place.query(f"UPDATE {table} SET {column} = '2020-01-01' WHERE {column} IS NOT NULL")
    wanted = [functools.partial(place.hold, start)] * 8
    answers = at_once([*wanted, *[functools.partial(place.confirm, late)] * 2])
    assert tally(answers[:8]) == {(201, ""): 1, (409, "slot_taken"): 7}
    assert tally(answers[8:]) == {(410, "hold_expired"): 2}


def test_a_hold_is_extended_once_however_often_it_is_asked_for_at_once(salon):
    place = salon()
    hold = {"hold": place.hold(place.starts()[0]).body["hold"]}
    answers = at_once([functools.partial(post, f"{place.api}/hold/extend", hold)] * 8)
    assert tally(answers) == {(200, ""): 1, (409, "already_extended"): 7}


def test_visitors_who_change_their_mind_at_once_never_share_a_time(salon):
    place = salon()
    starts = place.starts(step=2)[:6]
    holds = [place.hold(start).body["hold"] for start in starts]
    # each wants the time of the next one: nobody can have it before the other has let it go
    wanted = zip([*starts[1:], starts[0]], holds, strict=True)
    answers = at_once([functools.partial(place.hold, start, replaces=hold) for start, hold in wanted])
    assert set(tally(answers)) <= {(201, ""), (409, "slot_taken")}
    kept = place.query("SELECT count(*) FROM clicrdv_hold WHERE company_id = %(company)s")
    assert kept == [(len(starts),)], "whoever is refused keeps the time he had"


def test_staff_and_visitors_never_take_the_same_time(salon):
    place = salon()
    manager = _manager(place)
    client = place.staff.create("res.partner", name="MARTIN Léa", is_client_file=True, company_id=place.company)
    for start in place.starts(step=4)[:5]:
        values = {
            "agenda_id": place.agendas[0],
            "client_id": client,
            "service_ids": [(6, 0, [place.services["Cut"]])],
            "start": _utc(start),
        }
        staff = functools.partial(manager.ask, "calendar.event", "create", [values])
        answers = at_once([staff, *[functools.partial(place.hold, start)] * 5])
        won = [answer for answer in answers if answer.status == 201 or "result" in answer.body]
        assert len(won) == 1, answers
        if won[0] is not answers[0]:
            assert "just been taken" in answers[0].body["error"]["data"]["message"]
        assert set(tally(answers[1:])) <= {(201, ""), (409, "slot_taken")}


def test_moving_and_cancelling_at_once_ends_in_one_of_both(salon):
    place = salon()
    starts = place.starts(step=4)
    paths = [_page(place.book(start, f"client{number}@example.com")) for number, start in enumerate(starts[:4])]
    free = starts[6:10]
    moves = [
        functools.partial(post, f"{path}/move", {"start": target}) for path, target in zip(paths, free, strict=True)
    ]
    cancellations = [functools.partial(post, f"{path}/cancel", {}) for path in paths]
    answers = at_once([*moves, *cancellations])
    assert set(tally(answers[:4])) <= {(200, ""), (409, "transition_refused")}
    assert tally(answers[4:]) == {(200, ""): 4}, "a cancellation always succeeds"
    taken = place.query(
        "SELECT count(*) FROM clicrdv_occupancy row JOIN calendar_event event ON event.id = row.event_id"
        " WHERE event.booking_company_id = %(company)s"
    )
    assert taken == [(0,)]


def _manager(place) -> Staff:
    groups = [place.staff.call("ir.model.data", "check_object_reference", "clicrdv_booking", "group_manager")[1]]
    place.staff.create(
        "res.users",
        name="Marion Lefort",
        login=f"marion.lefort{place.company}",
        password=PASSWORD,
        company_id=place.company,
        company_ids=[(6, 0, [place.company])],
        group_ids=[(6, 0, groups)],
    )
    manager = Staff(place.server, f"marion.lefort{place.company}")
    manager.companies = [place.company]
    return manager


def _utc(start: str) -> str:
    return f"{datetime.datetime.fromisoformat(start).astimezone(datetime.timezone.utc):%Y-%m-%d %H:%M:%S}"


def _page(booked) -> str:
    """The address of the JSON of an appointment."""
    base, _slash, token = booked.body["manage_url"].rpartition("/rdv/a/")
    return f"{base}/rdv/api/appointments/{token}"
