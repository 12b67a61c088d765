"""A person in front of the public pages of the demo: the same steps with and without scripts, on any screen."""

import itertools
import time
from urllib.parse import urlsplit

from browser import Page

SLUG = "horizon-optique-paris-3e"
SERVICES = ("examen-de-vue", "livraison")
_numbers = itertools.count(int(time.time()))  # another client each time, also in a database that is kept


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

    def choose_services(self, *codes: str, slug: str = SLUG) -> None:
        self.opened(f"/rdv/{slug}?c=site")
        self.step("establishment")
        for code in codes:
            self.tick(f"rdv_s_{code}")
        self.page.following(lambda: self.page.click(".o_clicrdv_choice button[type=submit]"))
        self.step("times")

    def tick(self, name: str) -> None:
        """Tick a box; the website's header slides away while the page scrolls, so that a first press may miss."""
        for _ in range(3):
            self.page.click(f"label[for={name}]")
            if self.page.evaluate(f"document.getElementById({name!r}).checked"):
                return
        raise AssertionError(f"{name} cannot be ticked")

    def times(self) -> list[str]:
        """The times offered on the screen now."""
        return self.page.evaluate(
            "[...document.querySelectorAll('button[name=start]')].filter(b => b.checkVisibility()).map(b => b.value)"
        )

    def take(self, index: int = 0) -> str:
        """Press one of the times shown, and give it."""
        start = self.times()[index]
        self.page.following(lambda: self.page.click(f"button[value='{start}']"))
        return start

    def fill_in(self, **values: str) -> None:
        number = next(_numbers)
        filled = {
            "lastname": "Garnier",
            "firstname": "Zoé",
            "email": f"zoe{number}@example.com",
            "phone": f"063998{number % 10_000:04}",
        }
        for name, value in (filled | values).items():
            self.page.fill(f"#rdv_{name}", value)
        self.page.evaluate("document.querySelectorAll('#rdv_form select').forEach(s => s.selectedIndex = 1)")

    def send(self) -> None:
        self.page.following(lambda: self.page.click("#rdv_form button[type=submit]"))

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
