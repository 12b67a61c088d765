"""Properties of notices, consents' hashes, the scan of free text, the marketing window, duties and the register."""

import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from clicrdv_gdpr_logic import controller_duties as duties
from clicrdv_gdpr_logic import marketing_window, notices, privacy_roles
from clicrdv_gdpr_logic import processing_register as register
from clicrdv_gdpr_logic import sensitive_words as words
from clicrdv_gdpr_logic.personal_data import Category, Column, Declaration, Purpose
from hypothesis import given
from hypothesis import strategies as st

PARIS = ZoneInfo("Europe/Paris")
TEXTS = st.dictionaries(
    st.sampled_from(["fr_FR", "en_US", "de_DE"]),
    st.lists(
        st.fixed_dictionaries({"title": st.text(max_size=20), "lines": st.lists(st.text(max_size=40), max_size=3)})
    ),
    min_size=1,
)

# === NOTICES AND HASHES === #


@given(st.integers(1, 99), TEXTS, st.data())
def test_one_letter_more_is_another_hash(version, text, data):
    lang = data.draw(st.sampled_from(sorted(text)))
    changed = {**text, lang: [*text[lang], {"title": "x", "lines": []}]}
    assert notices.notice_hash(version, text) == notices.notice_hash(version, dict(reversed(text.items())))
    assert notices.notice_hash(version, changed) != notices.notice_hash(version, text)
    assert notices.notice_hash(version + 1, text) != notices.notice_hash(version, text)


@given(st.text(max_size=60))
def test_line_ends_do_not_change_what_was_agreed_to(text):
    assert notices.text_hash(text.replace("\n", "\r\n")) == notices.text_hash(text)
    assert notices.text_hash(text) != notices.text_hash(text + " x")


@given(
    st.sampled_from(["fr_FR", "en_GB", "xx", ""]),
    st.sampled_from(["fr_FR", "en_US", ""]),
    st.lists(st.sampled_from(["fr_FR", "fr_BE", "en_US"]), min_size=1, unique=True),
)
def test_the_language_shown_is_one_that_was_written(wanted, own, there):
    shown = notices.best_language(wanted, own, there)
    assert shown in there
    assert shown == wanted or wanted not in there


def test_a_published_notice_never_becomes_a_draft_again():
    reachable = {notices.PUBLISHED}
    while more := {after for before in reachable for after in notices.STEPS[before]} - reachable:
        reachable |= more
    assert notices.DRAFT not in reachable


# === FREE TEXT (GDP-55, 56) === #

FOUND = [
    ("Je suis diabétique", ("health",)),
    ("ENCEINTE de 6 mois", ("health",)),
    ("Allergie aux noix", ("health",)),
    ("j’ai un burn-out", ("health",)),
    ("en fauteuil\nroulant", ("health",)),
    ("Repas CASHER", ("opinion",)),
    ("délégué CGT, en arrêt maladie", ("health", "opinion")),
    ("seropositif", ("health",)),
    ("se\u0301ropositif", ("health",)),
]
NOT_FOUND = [
    "Coupe courte, merci", "Cancale", "J'habite rue de la Clinique-Neuve".replace("Clinique-Neuve", "Cliniquerie"),
    "Je viendrai avec mon fils", "Verres progressifs", "Révision des 30 000 km", "", "   ", "Aldric", "Avcı", "Juillet",
    "islandais", "fivette", "pmac",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_obvious_words_are_found_whatever_their_accents_and_case(text, expected):
    assert words.findings([text]) == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_only_begin_alike_are_not_found(text):
    assert words.findings([text]) == ()


@given(st.sampled_from([text for text, _found in FOUND]), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_way_a_text_is_encoded_changes_nothing(text, form):
    assert words.findings([unicodedata.normalize(form, text).upper()]) == words.findings([text])


@given(st.lists(st.text(max_size=80), max_size=4))
def test_the_scan_takes_any_text_and_gives_only_codes(texts):
    found = words.findings(texts)
    assert set(found) <= {words.HEALTH, words.OPINION}
    assert len(found) == len(set(found))
    assert set(found) >= set(words.findings(texts[:1]))


# === MARKETING WINDOW (GDP-65) === #


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sets(st.integers(0, 5)))
def test_advertising_leaves_by_day_on_working_days_and_as_soon_as_it_may(moment, offsets):
    holidays = {(moment + timedelta(days=offset)).date() for offset in offsets}

    def is_open(at):
        local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(PARIS)
        return local.weekday() != 6 and local.date() not in holidays and time(8) <= local.time() < time(20)

    at = marketing_window.may_leave_at(moment, PARIS, holidays.__contains__)
    assert at >= moment
    assert is_open(at)
    assert (at == moment) == is_open(moment)
    if at != moment:
        assert not is_open(at - timedelta(seconds=1))


def test_a_month_of_holidays_is_told():
    with pytest.raises(ValueError, match="month"):
        marketing_window.may_leave_at(datetime(2027, 1, 1), PARIS, lambda day: True)


# === DUTIES (GDP-45) === #

STATES = st.sampled_from([duties.DONE, duties.TO_DO, duties.DUE_AGAIN])


@given(st.lists(STATES))
def test_what_comes_next_is_open_and_nothing_more_urgent_is_before_it(states):
    known = [duties.Duty(str(rank), state) for rank, state in enumerate(states)]
    following = duties.next_duty(known)
    if following is None:
        assert set(states) <= {duties.DONE}
    else:
        assert following.state != duties.DONE
        assert following.state == duties.TO_DO or duties.TO_DO not in states
        assert all(duty.state != following.state for duty in known[: known.index(following)])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_a_yearly_duty_is_due_again_after_a_year_and_not_before(done, days):
    state = duties.state_of(done, done + timedelta(days=days), 12)
    if days < 365:
        assert state == duties.DONE
    if days > 366:
        assert state == duties.DUE_AGAIN


def test_what_was_seen_before_a_change_has_to_be_seen_again():
    day = date(2027, 1, 11)
    assert duties.state_of(day, day, not_before=day) == duties.DONE
    assert duties.state_of(day, day, not_before=day + timedelta(days=1)) == duties.DUE_AGAIN


# === REGISTER (GDP-01, 05, 52, 53, 54, 59) === #


def test_the_register_has_the_purposes_persons_and_recipients_of_sub_annex_a():
    """GDP-52, 53, 59"""
    assert {entry.purpose for entry in register.PROCESSINGS if entry.purpose} == set(Purpose)
    assert len(Purpose) == 4
    assert register.PERSONS == ("controller_staff", "final_clients")
    assert len(register.RECIPIENTS) == 3
    assert {Category.IDENTITY, Category.CONTACT, Category.APPOINTMENT, Category.FREE_TEXT} <= {
        category for entry in register.PROCESSINGS for category in entry.categories
    }


def test_every_processing_has_the_part_of_the_provider():
    """GDP-01"""
    parts = {entry.code: entry.role for entry in register.PROCESSINGS}
    assert parts == dict(privacy_roles.ROLES)
    assert {code for code, part in parts.items() if part == "controller"} == {
        "professional_accounts",
        "consumer_accounts",
    }


@given(st.sets(st.sampled_from(["marketing", "accounts"])))
def test_an_entry_is_there_only_where_it_was_chosen(switches):
    codes = {entry.code for role in register.ROLES for entry in register.processings(role, switches)}
    assert ("marketing_messages" in codes) == ("marketing" in switches)
    assert ("consumer_accounts" in codes) == ("accounts" in switches)
    assert {"appointments", "hosting", "transactional_messages", "professional_accounts"} <= codes


@pytest.mark.parametrize("purpose", ["profiling", "", "BOOKING", "statistics"])
def test_a_use_outside_the_purposes_is_refused(purpose):
    """GDP-05"""
    with pytest.raises(register.PurposeError):
        register.check_use(purpose, ["marketing", "accounts"])


def test_columns_without_a_purpose_and_secrets_do_not_leave():
    """GDP-05"""
    columns = (Column("name", Category.IDENTITY), Column("token", Category.TECHNICAL, is_secret=True))
    declared = [Declaration("a", "a", "A", Purpose.BOOKING, (), columns, context=("day",))]
    asked = ["id", "name", "day", "token", "x", "code"]
    assert register.fields_outside(asked, "a", declared, ["code"]) == ["token", "x"]
    assert register.fields_outside(asked, "a", declared, ["*"]) == ["token"]
    assert register.fields_outside(asked, "b", declared, []) == []
