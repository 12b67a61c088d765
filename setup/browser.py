"""A real browser for whole-product tests and screenshots, driven through Chromium's DevTools protocol.

with Browser() as browser:
    page = browser.page(width=360, height=740)
    page.goto(server.url + "/rdv")
    page.click("text=Choisir")
    assert not page.axe() and not page.errors

python setup/browser.py OUT.png URL [SELECTOR]      a screenshot once SELECTOR is shown
"""

import base64
import contextlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import websocket

PROGRAMS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
AXE = pathlib.Path(os.environ["CLICRDV_CACHE"]) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
]  # fmt: skip
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
#: The element that a selector names: CSS, or ``text=…`` for the smallest clickable one that shows this text.
FIND = """(selector => {
    if (!selector.startsWith("text=")) return document.querySelector(selector);
    const text = selector.slice(5);
    return [...document.querySelectorAll("a, button, label, summary, input[type=submit], [role=button]")]
        .filter(e => (e.value || e.innerText || "").includes(text) && e.getClientRects().length)
        .sort((a, b) => (a.value || a.innerText).length - (b.value || b.innerText).length)[0];
})"""


class BrowserError(AssertionError):
    """The page did not do in time what the test waits for."""


class Browser:
    """One Chromium process; each page has a profile of its own (cookies, cache)."""

    def __enter__(self) -> "Browser":
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        if not program:
            raise BrowserError("no Chrome or Chromium: apt-get install chromium")
        self._home = tempfile.mkdtemp(prefix="clicrdv-browser-")
        command = [program, *OPTIONS, f"--user-data-dir={self._home}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._ids, self._pages = itertools.count(1), {}
        try:
            port, path = self._address()
            self._socket = websocket.create_connection(f"ws://127.0.0.1:{port}{path}", suppress_origin=True, timeout=30)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def _address(self) -> list[str]:
        file, deadline = pathlib.Path(self._home, "DevToolsActivePort"), time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            if file.exists() and len(lines := file.read_text().split()) == 2:
                return lines
            time.sleep(0.05)
        raise BrowserError("the browser did not start")

    def call(self, method: str, session: str | None = None, **parameters: object) -> dict:
        """Send one command and give its result; events that arrive before it go to their page."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            try:
                answer = json.loads(self._socket.recv())
            except websocket.WebSocketTimeoutException:
                raise BrowserError(f"the browser never answered {method}") from None
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if page := self._pages.get(answer.get("sessionId")):
                page.on_event(answer.get("method"), answer.get("params", {}))

    def page(self, width: int = 1280, height: int = 900, *, javascript: bool = True, language: str = "fr-FR") -> "Page":
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.resize(width, height)
        page.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        page.call("Emulation.setScriptExecutionDisabled", value=not javascript)
        return page


class Page:
    """One tab. ``errors``: what the console and the scripts complained of; ``requests``: every address it asked for."""

    def __init__(self, browser: Browser, session: str):
        self.browser, self.session = browser, session
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._loads = 0

    def call(self, method: str, **parameters: object) -> dict:
        return self.browser.call(method, self.session, **parameters)

    def on_event(self, method: str, parameters: dict) -> None:
        if method == "Page.loadEventFired":
            self._loads += 1
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.errors.append(f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}".strip())
        elif method == "Runtime.consoleAPICalled" and parameters["type"] == "error":
            self.errors.append(" ".join(str(a.get("value", a.get("description"))) for a in parameters["args"]))

    def resize(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)  # fmt: skip

    def goto(self, url: str) -> None:
        """Open an address and return when it is loaded."""
        self.following(lambda: self.call("Page.navigate", url=url))

    def following(self, action, timeout_seconds: float = 30) -> None:
        """Do something that leads to another page, and return when that is loaded."""
        before, deadline = self._loads, time.monotonic() + timeout_seconds
        action()
        while self._loads == before:
            if time.monotonic() > deadline:
                raise BrowserError("no other page was loaded")
            time.sleep(0.02)
            self.evaluate("0")  # events arrive with the answers

    def evaluate(self, expression: str) -> object:
        """The value of an expression, of a promise what it resolves to."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait(self, expression: str, timeout_seconds: float = 15) -> object:
        """Wait until an expression is true, and give its value."""
        deadline = time.monotonic() + timeout_seconds
        while not (value := self.evaluate(expression)):
            if time.monotonic() > deadline:
                raise BrowserError(f"never true: {expression}\non {self.evaluate('location.href')}")
            time.sleep(0.05)
        return value

    def wait_for(self, selector: str, timeout_seconds: float = 15) -> None:
        try:
            self.wait(f"!!{self._find(selector)}?.getClientRects().length", timeout_seconds)
        except BrowserError:
            raise BrowserError(f"{selector} never showed on {self.evaluate('location.href')}") from None

    def _find(self, selector: str) -> str:
        return f"{FIND}({json.dumps(selector)})"

    def text(self, selector: str = "body") -> str:
        return self.evaluate(f"{self._find(selector)}.innerText")

    def click(self, selector: str) -> None:
        """Click the middle of an element with the mouse, as a person does: what covers it gets the click."""
        self.wait_for(selector)
        x, y = self.evaluate(
            f"(e => {{e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const r = e.getBoundingClientRect();"
            f" return [r.x + r.width / 2, r.y + r.height / 2]}})({self._find(selector)})"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)

    def fill(self, selector: str, text: str) -> None:
        """Replace what a field holds, by typing."""
        self.wait_for(selector)
        self.evaluate(f"(e => {{e.focus(); e.select?.()}})({self._find(selector)})")
        self.call("Input.insertText", text=text)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release one key: Tab, Enter, Escape, arrows, space."""
        shared = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"Enter": "\r", " ": " "}.get(key)
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, modifiers=8 if shift else 0, **shared, **typed)

    def axe(self, *tags: str) -> list[str]:
        """The accessibility violations of the page as it is now (default: WCAG 2.1 A and AA); needs JavaScript."""
        self.evaluate(AXE.read_text() + "; 0")
        wanted = json.dumps({"runOnly": list(tags or ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))})
        found = self.evaluate(f"axe.run(document, {wanted}).then(result => result.violations)")
        return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in found for node in v["nodes"]]

    def screenshot(self, path: str | pathlib.Path, *, whole: bool = False) -> None:
        png = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(png))


if __name__ == "__main__":
    with Browser() as chromium:
        tab = chromium.page()
        tab.goto(sys.argv[2])
        tab.wait_for(sys.argv[3] if len(sys.argv) > 3 else "body")
        tab.screenshot(sys.argv[1])
