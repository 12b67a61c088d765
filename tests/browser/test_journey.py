"""The public journey in a real browser, on the demo: with and without scripts, on a phone and on a desk."""

import time

import databases
import pytest
import requests
from visitor import SERVICES, Visitor

SCREENS = {"desk": (1280, 900), "phone": (360, 740)}


@pytest.fixture
def visitor(server, browser):
    pages = []

    def arrive(screen: str = "desk", scripts: bool = True, **options) -> Visitor:
        pages.append(browser.page(*SCREENS[screen], javascript=scripts, **options))
        return Visitor(pages[-1], server.url, scripts)

    yield arrive
    for page in pages:  # one left open goes on counting down
        context = page.call("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        browser.call("Target.disposeBrowserContext", browserContextId=context)


def state_of(server, path: str) -> list[tuple]:
    query = "SELECT booking_state, booking_channel, any_agenda FROM calendar_event WHERE booking_token = %s"
    return databases.query(query, (path.rpartition("/")[2],), server.database)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_client_books_two_services_moves_and_cancels(server, visitor, screen, scripts):
    client = visitor(screen, scripts)
    page = client.page
    start = client.book(*SERVICES)
    path = client.path
    assert client.shown_start() == start
    assert state_of(server, path) == [("booked", "site", True)]
    calendar = requests.get(server.url + page.evaluate("document.querySelector('a[href$=ics]').getAttribute('href')"))
    assert "BEGIN:VEVENT" in calendar.text
    client.go("a[href$=deplacer]")
    client.step("move")
    other = client.take(other_than=start)
    client.step("moved")
    assert client.shown_start() == other != start
    client.press(".o_clicrdv_cancel summary")
    client.step("cancel?")
    client.go(".o_clicrdv_cancel button")
    client.step("cancelled")
    assert state_of(server, path) == [("cancelled", "site", True)]
    assert {address.split("/")[2] for address in page.requests if address.startswith("http")} == {
        server.url.split("/")[2]
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_client_chooses_which_messages_he_gets(visitor, scripts):
    client = visitor("phone", scripts)
    page = client.page
    client.book(SERVICES[0])
    client.go("a[href$='/messages']")
    client.step("choices")
    client.press("#rdv_sms")
    client.go("form[action$='/messages'] button[type=submit]")
    client.step("chosen")
    assert page.evaluate("[rdv_email.checked, rdv_sms.checked]") == [True, False]
    assert page.text("[role=status]").strip()
    client.go(".o_clicrdv a[href*='/rdv/a/']")
    client.step("appointment")


def test_a_portal_user_books_and_finds_it_in_his_account(server, visitor):
    client = visitor()
    page = client.page
    page.goto(f"{server.url}/web/login")
    page.fill("#login", "portal")
    page.fill("#password", "portal")
    client.go(".oe_login_form button[type=submit]")
    client.book(SERVICES[0], lastname="Garnier")
    path = client.path
    page.goto(f"{server.url}/my/appointments")
    client.step("account")
    client.go(f"a[href$='{path}']")
    assert client.path == path
    page.goto(f"{server.url}/my/home")
    page.wait_for("a[href$='/my/appointments']")


def test_the_search_leads_to_the_establishment(server, visitor):
    client = visitor("phone")
    client.opened("/rdv")
    client.step("search")
    client.page.fill("#rdv_place", "Lyon 6e")
    client.go(".o_clicrdv_search button")
    client.step("found")
    client.go("h3 a")
    assert client.path == "/rdv/horizon-optique-lyon-6e"
    client.step("establishment")


@pytest.mark.parametrize(
    "slug", ["horizon-optique-lyon-6e", "atelier-coupe-bordeaux", "horizon-optique-fort-de-france"]
)
def test_other_establishments_have_accessible_pages_too(visitor, slug):
    client = visitor()
    client.opened(f"/rdv/{slug}")
    client.step(slug)
    code = client.page.evaluate("document.querySelector('input[name=service]').value")
    client.opened(f"/rdv/{slug}/creneaux?service={code}")
    client.step("times")


def test_the_keyboard_is_enough(visitor):
    client = visitor()
    page = client.page
    client.opened("/rdv/horizon-optique-paris-3e")
    walk(page, "document.activeElement.name === 'service'")
    page.press(" ")
    walk(page, "document.activeElement.matches('.o_clicrdv_choice button')")
    page.following(lambda: page.press("Enter"))
    walk(page, "document.activeElement.name === 'start'")
    page.following(lambda: page.press("Enter"))
    walk(page, "document.activeElement.id === 'rdv_lastname'")
    client.fill_in()
    walk(page, "document.activeElement.matches('#rdv_form button')")
    page.following(lambda: page.press("Enter"))
    assert "/rdv/a/" in client.path, page.text(".o_clicrdv")


def walk(page, there: str, most: int = 80) -> None:
    """Press Tab until the focus is there; the focus can be seen on the way."""
    for _ in range(most):
        page.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"Tab never reaches: {there}")


def test_wrong_fields_are_told_at_once_to_who_does_not_see_them(visitor):
    client = visitor()
    client.choose_services(SERVICES[0])
    client.take()
    client.fill_in(email="zoe@", phone="12")
    client.send()
    client.step("errors")
    assert client.page.wait("document.activeElement.id === 'rdv_errors'")
    client.press("#rdv_errors a")
    client.page.wait("document.activeElement.id === 'rdv_email'")


def test_the_time_left_is_shown_announced_and_extended_without_losing_what_was_typed(visitor):
    client = visitor()
    page = client.page
    client.choose_services(SERVICES[0])
    client.take()
    page.wait("document.querySelector('[data-left]').textContent.startsWith('9:')")
    page.fill("#rdv_lastname", "Garnier")
    page.evaluate("Date.now = (now => () => now() + 500_000)(Date.now.bind(Date)); 0")
    page.wait("document.querySelector('[data-announce]').textContent.length > 0")
    page.evaluate("Date.now = (now => () => now() - 500_000)(Date.now.bind(Date)); 0")
    client.press("[data-extend]")
    page.wait("!document.querySelector('[data-extend]').checkVisibility()")
    assert page.evaluate("document.querySelector('#rdv_lastname').value") == "Garnier"
    client.step("extended")


def test_pressing_twice_books_once(server, visitor):
    client = visitor()
    page = client.page
    client.choose_services(SERVICES[0])
    button = f"button[value='{client.times()[-1]}']"
    page.following(
        lambda: page.evaluate(f"(b => {{b.click(); b.click(); b.click()}})(document.querySelector({button!r}))")
    )
    email = f"{time.time_ns()}@example.com"
    client.fill_in(email=email)
    page.following(lambda: page.evaluate(
        "(b => {b.click(); b.click(); b.click()})(document.querySelector('#rdv_form button[type=submit]'))"))  # fmt: skip
    query = "SELECT count(*) FROM calendar_event WHERE booking_email = %s"
    assert databases.query(query, (email,), server.database) == [(1,)]


def test_weeks_and_people_change_without_a_new_page(visitor):
    client = visitor()
    page = client.page
    client.choose_services(SERVICES[0])
    page.evaluate("window.same = true")
    first = client.times()[0]
    client.press(".o_clicrdv_weeknav a[href*=from]")
    page.wait(f"!document.querySelector('button[value=\\'{first}\\']') && !document.querySelector('[aria-busy=true]')")
    assert page.evaluate("window.same && location.search.includes('from=')")
    assert page.evaluate("document.activeElement.id") == "rdv_week"
    client.step("later week")
    page.evaluate("(s => {s.selectedIndex = 1; s.dispatchEvent(new Event('change', {bubbles: true}))})"
                  "(document.querySelector('#rdv_person'))")  # fmt: skip
    page.wait("location.search.includes('agenda=') && !document.querySelector('[aria-busy=true]')")
    assert page.evaluate("window.same")
    assert page.evaluate("!!document.querySelector('.o_clicrdv_times input[name=agenda]')")


def test_a_time_taken_meanwhile_is_told_without_leaving_the_page(server, visitor):
    client = visitor()
    page = client.page
    client.choose_services(SERVICES[0])
    person = page.evaluate("document.querySelector('#rdv_person option:nth-child(2)').value")
    client.opened(f"/rdv/horizon-optique-paris-3e/creneaux?service={SERVICES[0]}&agenda={person}")
    start = client.times()[-1]
    taken = requests.post(
        f"{server.url}/rdv/api/horizon-optique-paris-3e/hold",
        json={"services": [SERVICES[0]], "agenda": int(person), "start": start},
    )
    assert taken.status_code == 201
    client.press(f"button[value='{start}']")
    page.wait("!!document.querySelector('[role=alert]') && !document.querySelector('[aria-busy=true]')")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert start not in client.times()
    client.step("taken")


def test_who_wants_less_motion_gets_none(visitor):
    client = visitor()  # every visitor here asks for it
    client.opened("/rdv/horizon-optique-paris-3e")
    moving = (
        "[...document.querySelectorAll('.o_clicrdv *')].filter(e => getComputedStyle(e).transitionDuration !== '0s')"
    )
    assert client.page.evaluate(f"{moving}.length") == 0


def test_four_hundred_percent_zoom_needs_no_scrolling_sideways(visitor):
    client = visitor()
    client.page.resize(320, 256)
    client.book(SERVICES[0])
    assert client.seen[-1] == "appointment"
