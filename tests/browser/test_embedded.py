"""The journey inside another site's frame: everything works, and nothing is stored in the visitor's browser."""

import http.server
import threading

import neighbour
import pytest
from browser import Page
from visitor import SERVICES, SLUG, Visitor


@pytest.fixture
def other_site(server):
    """A page of another site that shows the establishment in a frame."""
    frame = f'<!doctype html><title>Site</title><iframe title="RDV" width="900" height="1800" src="{server.url}/rdv/{SLUG}">'

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(frame.encode())

        def log_message(self, *_arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", neighbour.PORT), Site) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{neighbour.PORT}/"
        site.shutdown()
        thread.join()


def framed(browser, url: str) -> Page:
    """The frame, which Chromium runs as a target of its own because it is another site's."""
    targets = browser.call("Target.getTargets")["targetInfos"]
    [target] = [found for found in targets if found["type"] == "iframe" and found["url"].startswith(url)]
    session = browser.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
    page = browser._pages[session] = Page(browser, session)
    for domain in ("Page", "Runtime", "Network", "Log"):
        page.call(f"{domain}.enable")
    return page


def test_a_booking_in_a_frame_of_another_site_stores_nothing(server, browser, other_site):
    outside = browser.page(1000, 1900)
    outside.goto(other_site)
    page = framed(browser, server.url)
    page.wait("document.readyState === 'complete' && !!document.querySelector('.o_clicrdv_total')")
    page.evaluate(f"document.querySelector('#rdv_s_{SERVICES[0]}').click()")
    page.evaluate("document.querySelector('.o_clicrdv_choice button[type=submit]').click()")
    page.wait("!!document.querySelector('button[name=start]') && document.readyState === 'complete'")
    page.evaluate("document.querySelector('button[name=start]').click()")
    page.wait("!!document.querySelector('#rdv_form') && document.readyState === 'complete'")
    client = Visitor(page, server.url)
    page.evaluate(
        "Object.entries({lastname: 'Cadre', firstname: 'Zoé', email: 'cadre@example.com', phone: '0639981234'})"
        ".forEach(([name, value]) => document.querySelector(`#rdv_${name}`).value = value);"
        "document.querySelectorAll('#rdv_form select').forEach(s => s.selectedIndex = 1);"
        "document.querySelector('#rdv_form button[type=submit]').click()"
    )
    page.wait("location.pathname.includes('/rdv/a/') && document.readyState === 'complete'")
    assert client.shown_start()
    assert outside.call("Network.getAllCookies")["cookies"] == []
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
