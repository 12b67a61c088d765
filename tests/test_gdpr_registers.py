"""Rules of the registers at their edges: working days, clocks, silence, transfers, audits, addresses."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.working_days import add_working_days, is_working_day
from clicrdv_gdpr_logic import (
    authority_requests,
    breaches,
    instruction_states,
    office_hours,
    privacy_agreements,
    privacy_audits,
    privacy_documents,
    privacy_termination,
    recipient_flows,
    secure_addresses,
    security_measures,
    security_questions,
    subprocessor_answers,
    subprocessor_notices,
    union_places,
)
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
PARIS = ZoneInfo("Europe/Paris")
TABLES = (
    authority_requests,
    breaches,
    instruction_states,
    privacy_agreements,
    privacy_audits,
    privacy_documents,
    privacy_termination,
    recipient_flows,
    security_measures,
    security_questions,
    subprocessor_answers,
    subprocessor_notices,
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_of_states_knows_its_states_and_stays_nowhere(table):
    used = {state for step in table.TRANSITIONS for state in step}
    assert used == set(table.STATES)
    assert all(current != target for current, target in table.TRANSITIONS)
    assert not any(table.may(state, state) for state in table.STATES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_state_can_be_reached_from_the_first(table):
    reached, left = {table.STATES[0]}, [table.STATES[0]]
    while left:
        current = left.pop()
        new = {target for source, target in table.TRANSITIONS if source == current} - reached
        reached |= new
        left.extend(new)
    assert reached == set(table.STATES)


# === WORKING DAYS (vectors of the compliance sheet, 1.5-B) === #


@pytest.mark.parametrize(
    ("told", "start"), [("2026-11-23", "2026-12-21"), ("2026-04-27", "2026-05-29"), ("2026-12-18", "2027-01-19")]
)
def test_a_notice_of_twenty_working_days_gdp_14_39(told, start):
    told, start = date.fromisoformat(told), date.fromisoformat(start)
    assert subprocessor_answers.earliest_start(told, add_working_days) == start
    assert privacy_audits.earliest(told, add_working_days) == start


def test_ten_working_days_for_requests_of_authorities_gdp_08():
    assert authority_requests.tell_by(date(2026, 7, 3), add_working_days) == date(2026, 7, 20)


@given(DAYS)
def test_a_period_holds_exactly_its_working_days(day):
    last = subprocessor_answers.earliest_start(day, add_working_days)
    between = [day + timedelta(days=number) for number in range(1, (last - day).days + 1)]
    assert sum(map(is_working_day, between)) == subprocessor_answers.NOTICE_WORKING_DAYS
    assert is_working_day(last)


# === SILENCE AND OBJECTION (GDP-15, 16) === #


@given(st.sampled_from(subprocessor_answers.STATES), st.none() | DAYS, DAYS)
def test_only_a_pending_answer_whose_period_is_over_is_deemed_accepted(state, answer_by, today):
    standing = subprocessor_answers.standing(state, answer_by, today)
    is_over = answer_by is not None and answer_by < today
    assert standing == (subprocessor_answers.SILENT if state == "pending" and is_over else state)


@given(st.none() | DAYS, DAYS)
def test_an_objection_is_never_deemed_withdrawn(answer_by, today):
    for state in ("objected", "talks", "excluded", "termination"):
        assert subprocessor_answers.refuses(state, answer_by, today)


# === FLOWS (GDP-18, 36…38) === #

TRANSFERS = st.builds(
    recipient_flows.Transfer,
    country=st.sampled_from(["US", "IN"]),
    instrument=st.sampled_from(["scc", "authority_clauses", "adequacy", "derogation"]),
    informed_on=st.none() | DAYS,
    signed_on=st.none() | DAYS,
    has_document=st.booleans(),
    void_from=st.none() | DAYS,
    is_decided=st.booleans(),
)
RECIPIENTS = st.builds(
    recipient_flows.Recipient,
    state=st.sampled_from(recipient_flows.STATES),
    is_stopped=st.booleans(),
    only_if_chosen=st.booleans(),
    third_countries=st.frozensets(st.sampled_from(["US", "IN"])),
    transfers=st.lists(TRANSFERS, max_size=4).map(tuple),
)


@given(RECIPIENTS, st.booleans(), st.booleans(), DAYS)
def test_data_leaves_only_when_nothing_at_all_speaks_against_it(recipient, chosen, refused, today):
    code = recipient_flows.obstacle(recipient, chosen, refused, today)
    covered = {transfer.country for transfer in recipient.transfers if recipient_flows.covers(transfer, today)}
    may_leave = (
        recipient.state == "in_use"
        and not recipient.is_stopped
        and (chosen or not recipient.only_if_chosen)
        and not refused
        and recipient.third_countries <= covered
    )
    assert (code == "") == may_leave
    assert code in ("", *recipient_flows.OBSTACLES)


@given(RECIPIENTS, st.booleans(), st.booleans(), DAYS)
def test_the_switch_wins_over_everything(recipient, chosen, refused, today):
    if recipient.is_stopped:
        assert recipient_flows.obstacle(recipient, chosen, refused, today) == "recipient_stopped"


@given(TRANSFERS, DAYS)
def test_no_transfer_counts_before_controllers_were_informed_or_once_it_is_void(transfer, today):
    if recipient_flows.covers(transfer, today):
        assert transfer.informed_on and transfer.informed_on <= today
        assert transfer.void_from is None or transfer.void_from > today
        assert transfer.instrument == "derogation" or transfer.has_document


def test_the_regions_of_the_union_are_in_it_and_its_neighbours_are_not():
    assert union_places.third_countries(["FR", "RE", "GP", "IS", "DE"]) == frozenset()
    assert union_places.third_countries(["CH", "GB", "US", "PF"]) == {"CH", "GB", "US", "PF"}


# === CLOCK OF BREACHES (GDP-22, 23) === #


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.lists(st.tuples(DAYS, st.integers(1, 200)), min_size=1)
)
def test_the_clock_in_force_is_the_last_that_has_begun(known_at, rows):
    clocks = [breaches.Clock(since, hours) for since, hours in dict(rows).items()]
    begun = [clock for clock in clocks if clock.since <= known_at.date()]
    if not begun:
        with pytest.raises(breaches.NoClock):
            breaches.notify_by(known_at, known_at.date(), clocks)
        return
    hours = sorted(begun, key=lambda clock: clock.since)[-1].hours
    assert breaches.notify_by(known_at, known_at.date(), clocks) - known_at == timedelta(hours=hours)


@given(st.dictionaries(st.sampled_from([n for names in breaches.BLOCKS.values() for n in names]), st.text(max_size=3)))
def test_what_is_missing_is_what_is_blank(facts):
    names = [name for block in breaches.BLOCKS.values() for name in block]
    assert breaches.missing(facts) == [name for name in names if not facts.get(name, "").strip()]


# === AUDITS (GDP-39, 44) === #


@given(DAYS)
def test_a_report_is_due_a_month_later_on_a_working_day(ended_on):
    due = privacy_audits.report_by(ended_on, is_working_day)
    assert is_working_day(due)
    assert 28 <= (due - ended_on).days <= 31 + 6


@given(DAYS, st.lists(DAYS, max_size=4))
def test_one_audit_a_calendar_year(planned, others):
    assert privacy_audits.is_second_of_year(planned, others) == (planned.year in {other.year for other in others})


# === BUSINESS HOURS (GDP-41) === #


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.integers(1, 60))
def test_so_many_business_hours_pass_and_they_end_while_the_office_is_open(moment, hours):
    moment = moment.replace(microsecond=0)
    window = (time(9), time(18))
    end = office_hours.add_business_hours(moment, hours, window, is_working_day, PARIS)
    local = end.replace(tzinfo=ZoneInfo("UTC")).astimezone(PARIS)
    assert is_working_day(local.date())
    assert time(9) < local.time().replace(tzinfo=None) <= time(18)
    later = office_hours.add_business_hours(moment, hours + 1, window, is_working_day, PARIS)
    assert later - end >= timedelta(hours=1)
    assert end - moment >= timedelta(hours=hours)


def test_business_hours_over_a_clock_change_and_a_holiday():
    # Friday 26 March 2027, 17:00 in Paris; the clock changes on Sunday, Easter Monday is a holiday
    end = office_hours.add_business_hours(datetime(2027, 3, 26, 16), 2, (time(9), time(18)), is_working_day, PARIS)
    assert end == datetime(2027, 3, 30, 8)


@pytest.mark.parametrize(("hours", "window"), [(0, (time(9), time(18))), (1, (time(18), time(9)))])
def test_impossible_business_hours_are_refused(hours, window):
    with pytest.raises(ValueError):
        office_hours.add_business_hours(datetime(2027, 1, 4), hours, window, is_working_day, PARIS)


# === TERMINATION (GDP-48) === #


@given(st.sampled_from(sorted(privacy_termination.CAUSES)), DAYS, st.integers(-5, 60))
def test_a_notice_is_of_fifteen_to_thirty_days_and_the_end_is_never_before_the_remedy(cause, day, notice):
    if not 15 <= notice <= 30:
        with pytest.raises(privacy_termination.NoticeRefused):
            privacy_termination.dates(cause, day, notice)
        return
    dates = privacy_termination.dates(cause, day, notice)
    assert dates.ends_on == max(dates.remedy_until, day + timedelta(days=notice))
    assert 28 <= (dates.remedy_until - day).days <= 31


def test_no_other_cause_ends_anything():
    with pytest.raises(privacy_termination.NoticeRefused):
        privacy_termination.dates("dissatisfied", date(2027, 1, 1), 20)


# === VERSIONS OF THE AGREEMENT (GDP-03, 49, 50) === #

VERSIONS = st.builds(
    privacy_agreements.Signed,
    key=st.integers(1, 9),
    published_on=DAYS,
    needs_both=st.booleans(),
    by_controller=st.none() | DAYS,
    by_processor=st.none() | DAYS,
)


@given(st.lists(VERSIONS, max_size=5), DAYS)
def test_the_newest_version_with_all_its_signatures_binds(versions, today):
    applied = privacy_agreements.applied(versions, today)
    bound = [
        one
        for one in versions
        if one.by_controller
        and one.by_controller <= today
        and (not one.needs_both or one.by_processor and one.by_processor <= today)
    ]
    assert (applied is None) == (not bound)
    assert applied is None or all(one.published_on <= applied.published_on for one in bound)


def test_standard_clauses_prevail_over_the_agreement_and_this_over_the_terms_gdp_49():
    assert privacy_agreements.PRECEDENCE == ("standard_clauses", "agreement", "terms")


# === ADDRESSES (GDP-68) === #


@pytest.mark.parametrize(
    "url",
    ["http://example.com", "ftp://example.com", "telnet://10.0.0.1", "", "example.com", "https://", "http://[::2]/",
     "http://localhost.example.com", "http://127.0.0.1.example.com", "//example.com", "javascript:1", "http://[bad"],
)  # fmt: skip
def test_addresses_without_tls_are_not_secure(url):
    assert not secure_addresses.is_secure(url)


@pytest.mark.parametrize(
    "url",
    ["https://example.com", "sftp://example.com/x", "http://localhost:80", "http://127.0.0.1", "http://[::1]:8069/"],
)
def test_tls_and_this_machine_are_secure(url):
    assert secure_addresses.is_secure(url)


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert secure_addresses.is_secure(text) in (True, False)
    assert secure_addresses.is_this_machine(text) in (True, False)
