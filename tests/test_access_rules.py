"""Passwords, logins and reviews of accounts: the examples of the recommendation, and what holds for all (GDP-72, 73, 75)."""

from datetime import date, timedelta

import pytest
from clicrdv_gdpr_logic import access_kinds, access_review, nominative_logins, passwords
from hypothesis import given
from hypothesis import strategies as st

ALONE, GUARDED = passwords.ALONE_BITS, passwords.GUARDED_BITS
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))


# === PASSWORDS (GDP-73) === #


@pytest.mark.parametrize(
    ("password", "alone", "guarded"),
    [
        ("k7$Wq!z9T#m", False, True),  # 11 of four classes
        ("k7$Wq!z9T#mB", True, True),  # 12 of four classes
        ("k7Wqvz9TbmBxR", False, True),  # 13 of three classes
        ("k7WqvzGTbmBxR4", True, True),  # 14 of three classes
        ("k7Wqvz9", False, False),
        ("k7Wqvz9T", False, True),  # 8 of three classes
        ("8305716294730518", False, True),  # 16 digits
        ("mange deux pommes chaque soir devant lui", True, True),  # a phrase of 7 words
        ("mange deux pommes chaque soir devant", False, True),
        ("grand cheval bleu", False, False),
        ("", False, False),
    ],
)
def test_the_examples_of_the_recommendation_are_enough_and_one_character_less_is_not(password, alone, guarded):
    """GDP-73: deliberation 2022-100, cases 1 and 2."""
    assert passwords.is_strong(password, ALONE) is alone
    assert passwords.is_strong(password, GUARDED) is guarded


@pytest.mark.parametrize(
    "password",
    [
        "Azerty123456!", "P@ssw0rd2026!!", "Motdepasse-2026", "Qwertyuiop789", "MARSEILLE13013!", "aaaaaaaaaaaaAAAA1!",
        "abcdefghijklmnop1A!", "1A!1A!1A!1A!1A!1A!", "Admin@2026#Admin", "9876543210Aa!", "Soleil2027!", "wxcvbnWXCVBN1!",
        "m0tD3passe!2026", "aqwzsxedcrfv12!A",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused_whatever_its_length_and_signs(password):
    """GDP-73"""
    assert not passwords.is_strong(password, ALONE)
    assert not passwords.is_strong(password, GUARDED)


def test_login_and_names_do_not_make_a_password():
    """GDP-73"""
    known = ["lea.martin@example.com", "Léa Martin", "Coiffure Élégance", "Horizon"]
    for password in ("LeaMartin2026!", "Elegance75003!", "lea.martin@example.com", "Horizon#Martin1"):
        assert not passwords.is_strong(password, GUARDED, known), password
    assert passwords.is_strong("k7$Wq!z9T#mB", ALONE, known)


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_knowing_more_never_makes_a_password_better(password, known):
    assert passwords.bits(password, known) <= passwords.bits(password) + 1e-9
    assert len(passwords.essence(password, known)) <= len(password)


@given(st.text(max_size=400))
def test_any_text_at_all_is_judged(password):
    assert passwords.bits(password) >= 0
    assert passwords.is_strong(password, ALONE) <= passwords.is_strong(password, GUARDED)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABC0123!?", min_size=1, max_size=4), st.integers(2, 30))
def test_repeating_a_word_is_worth_the_word(unit, times):
    assert passwords.bits(unit * times) <= passwords.bits(unit) + 1e-9


@given(st.integers(0, 200))
def test_waiting_grows_with_failures_up_to_an_hour(failures):
    now, more = (passwords.waiting_time(number, 5, 10) for number in (failures, failures + 1))
    assert timedelta() <= now <= more <= timedelta(hours=1)
    assert (now == timedelta()) == (failures < 5)
    assert failures < 10 or now == timedelta(hours=1)


# === LOGINS (GDP-72) === #


@pytest.mark.parametrize(
    "login",
    [
        "admin", "ADMIN", "Administrateur", "contact", "contact@salon.fr", "accueil", "accueil2", "accueil-lyon", "info",
        "infos", "test", "test1", "réception", "secretariat.paris@example.com", "no-reply@example.com", "demo", "root",
        "user12", "salon", "poste_3", "caisse.1",
    ],
)  # fmt: skip
def test_logins_of_functions_and_machines_are_generic(login):
    """GDP-72"""
    assert nominative_logins.is_generic(login)


@pytest.mark.parametrize(
    "login",
    [
        "marie",
        "marie.dupont",
        "m.dupont@contact.fr",
        "zoé",
        "admira.testard",
        "j-p.lacaisse",
        "colin.fo",
        "a.salonne",
        "12345",
        "@",
    ],
)
def test_logins_of_persons_are_not(login):
    """GDP-72"""
    assert not nominative_logins.is_generic(login)


@given(st.text(max_size=60))
def test_case_digits_and_the_domain_of_a_login_do_not_matter(login):
    local = login.partition("@")[0]
    assert nominative_logins.is_generic(f"{local}@example.com") == nominative_logins.is_generic(f"{local}7@other.test")


# === REVIEWS (GDP-75) === #


@given(DAYS)
def test_a_review_begins_every_twelve_months_and_not_before(opened):
    """GDP-75"""
    anniversary = access_review.months_later(opened, 12)
    assert access_review.is_due(opened, anniversary)
    assert not access_review.is_due(opened, anniversary - timedelta(days=1))


@given(DAYS, st.sets(st.integers(0, 29)))
def test_each_reminder_is_sent_once_and_the_last_ones_whenever_the_job_runs(opened, skipped):
    """GDP-75"""
    due, sent = access_review.due_on(opened), []
    for number in range(40):
        if number in skipped:
            continue
        found = access_review.reminder(due, opened + timedelta(days=number), sent[-1] if sent else None)
        if found:
            sent.append(found)
    assert sent == sorted(set(sent), reverse=True)
    assert set(sent) <= set(access_review.REMINDERS)
    assert sent if {*range(16, 30)} - skipped else True


def test_a_review_is_closed_for_good():
    assert access_review.may(access_review.OPEN, access_review.CLOSED)
    assert not access_review.may(access_review.CLOSED, access_review.OPEN)


# === ACCESS LOG (GDP-77) === #

PAIRS = st.frozensets(
    st.tuples(st.sampled_from(["p", "e"]), st.sampled_from(["named", "opened", "listed"])), max_size=6
)


@given(PAIRS)
def test_a_page_that_shows_something_always_leaves_a_line(pairs):
    """GDP-77"""
    kept = access_kinds.without_names(pairs, "p")
    assert kept <= pairs
    assert bool(kept) == bool(pairs)
    assert pairs - kept <= {("p", "named")}
