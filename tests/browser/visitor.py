"""A person in front of the public pages of the demo: the same steps with and without scripts, on any screen."""

import itertools
import time
from urllib.parse import urlsplit

from browser import BrowserError, Page

SLUG = "horizon-optique-paris-3e"
SERVICES = ("examen-de-vue", "livraison")
_numbers = itertools.count(int(time.time()))  # another client each time, also in a database that is kept
PLACE = """(element => {
    element.scrollIntoView({block: "center", behavior: "instant"});
    return JSON.stringify(element.getBoundingClientRect());
})(%s)"""


class Visitor:
    """:param scripts: whether the pages' scripts run"""

    def __init__(self, page: Page, url: str, scripts: bool = True):
        self.page, self.url, self.scripts = page, url, scripts
        self.seen = []
        # colours are judged where they end, not on their way
        features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        page.call("Emulation.setEmulatedMedia", features=features)

    def step(self, name: str) -> None:
        """Look around on a page: no accessibility fault, nothing beside the screen, no complaint of the console."""
        self.seen.append(name)
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{name}: {width[0]} pixels on a screen of {width[1]}"
        if self.scripts:
            faults = self.page.axe()
            assert faults == [], f"{name}: {faults}"
        assert [error for error in self.page.errors if "status of 4" not in error] == [], name

    def opened(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, selector: str) -> None:
        """Click an element once it has come to rest: the website's header comes and goes while the page scrolls."""
        self.page.wait_for(selector)
        places = [""]
        while len(places) < 4 or len(set(places[-4:])) > 1:
            time.sleep(0.03)
            places.append(self.page.evaluate(PLACE % self.page._find(selector)))
        self.page.click(selector)

    def go(self, selector: str) -> None:
        """Press what leads to another page, and be there; who sees nothing happen for long presses once more."""
        try:
            self.page.following(lambda: self.press(selector), 15)
        except BrowserError:
            self.page.following(lambda: self.press(selector))

    def choose_services(self, *codes: str, slug: str = SLUG) -> None:
        self.opened(f"/rdv/{slug}?c=site")
        self.step("establishment")
        for code in codes:
            self.press(f"label[for=rdv_s_{code}]")
        self.go(".o_clicrdv_choice button[type=submit]")
        self.step("times")

    def times(self) -> list[str]:
        """The times offered on the screen now."""
        return self.page.evaluate(
            "[...document.querySelectorAll('button[name=start]')].filter(b => b.checkVisibility()).map(b => b.value)"
        )

    def take(self, other_than: str = "") -> str:
        """Press the last time shown (the first one may be about to be too soon), this week or later, and give it."""
        while not (others := [start for start in self.times() if start != other_than]):
            later = self.page.evaluate("document.querySelector('.o_clicrdv_weeknav a:last-child').href")
            self.page.goto(later)
        self.go(f"button[value='{others[-1]}']")
        return others[-1]

    def fill_in(self, **values: str) -> None:
        number = next(_numbers)
        filled = {
            "lastname": "Garnier",
            "firstname": "Zoé",
            "email": f"zoe{number}@example.com",
            "phone": f"063998{5_000 + number % 4_000}",  # the demo's clients have lower ones, and would be taken for him
        }
        for name, value in (filled | values).items():
            self.page.fill(f"#rdv_{name}", value)
        self.page.evaluate("document.querySelectorAll('#rdv_form select').forEach(s => s.selectedIndex = 1)")

    def send(self) -> None:
        self.go("#rdv_form button[type=submit]")

    def book(self, *codes: str, **values: str) -> str:
        """Walk the whole way, and give the time taken."""
        self.choose_services(*codes)
        start = self.take()
        self.step("form")
        self.fill_in(**values)
        self.send()
        self.step("appointment")
        return start

    @property
    def path(self) -> str:
        return urlsplit(self.page.evaluate("location.href")).path

    def shown_start(self) -> str:
        return self.page.evaluate("document.querySelector('dl time').dateTime")
