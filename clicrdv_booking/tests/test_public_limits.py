import logging
from collections import Counter
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.clicrdv_rate_limit import LIMITS, network_of
from .common import TODAY, form
from .public_common import PublicCase

LOGGER = "odoo.addons.clicrdv_booking.controllers.common"


@tagged("post_install", "-at_install")
class TestPublicLimits(PublicCase):
    """Robots are held back (BKG-27), and the counters hold nobody's address."""

    def count_in_memory(self):
        """Replace the table by a dict: in a test every connection is one, which a request rolls back at its end."""
        counters = Counter()

        def count(_limiter, rows):
            counters.update(rows)
            return [(key, counters[key, start]) for key, start in rows]

        self.patch(self.registry["clicrdv.rate.limit"], "_count", count)
        return counters

    def test_each_limit_answers_429_with_the_time_to_wait(self):
        counters = self.count_in_memory()
        free = (self.start_at(hour, 0, TODAY + timedelta(days=3)) for hour in (9, 10, 11))
        hold = self.hold(hour=9).token
        token = self.book(hour=11).booking_token
        for name, ask in (
            ("search", lambda: self.get("/rdv")),
            ("search", lambda: self.get(f"/rdv/{self.slug}")),
            ("slots", lambda: self.get(f"{self.api}/slots?service=cut")),
            ("slots", lambda: self.get(f"/rdv/{self.slug}/creneaux?service=cut")),
            ("same_slots", lambda: self.get(f"{self.api}/slots?service=cut")),
            ("hold", lambda: self.hold_json("2027-01-12T09:00:00+01:00")),
            ("held", lambda: self.hold_json(next(free))),
            ("confirm", lambda: self.post_json(f"{self.api}/appointments", {"hold": hold, "email": ""})),
            ("contact", lambda: self.post_json(f"{self.api}/appointments", {"hold": hold, **form(lastname="")})),
            ("token", lambda: self.get(f"/rdv/a/{token}")),
            ("token", lambda: self.get(f"/rdv/api/appointments/{token}")),
            ("token", lambda: self.get(f"/rdv/a/{token}/messages")),
            ("token", lambda: self.post(f"/rdv/a/{token}/messages", {"List-Unsubscribe": "One-Click"})),
            ("token", lambda: self.get("/r/2345678923")),
        ):
            with self.subTest(name=name):
                self.set_limits({**dict.fromkeys(LIMITS, 0), name: 2})
                counters.clear()
                self.assertNotEqual(ask().status_code, 429)
                self.assertNotEqual(ask().status_code, 429)
                with self.assertLogs(LOGGER, logging.INFO) as logs:
                    refused = ask()
                self.assertEqual(refused.status_code, 429)
                self.assertGreater(int(refused.headers["Retry-After"]), 0)
                self.assertEqual(len(logs.output), 1)

    def test_many_clients_of_one_address_reach_their_own_pages(self):
        self.count_in_memory()
        self.set_limits({**dict.fromkeys(LIMITS, 0), "token": 2})
        for hour in (9, 10, 11):
            event = self.book(hour=hour, form=form(email=f"zoe{hour}@example.com"))
            self.env.flush_all()
            self.assertEqual(self.get(f"/r/{event.booking_short_code}").status_code, 302)
            answer = self.post(f"/rdv/a/{event.booking_token}/messages", {"List-Unsubscribe": "One-Click"})
            self.assertNotEqual(answer.status_code, 429)
            with mute_logger(LOGGER):
                self.assertEqual(
                    self.get(f"/r/{event.booking_short_code}").status_code, 429, "one link, again and again"
                )

    def test_who_guesses_tokens_and_codes_is_held_back_by_his_address(self):
        self.count_in_memory()
        self.set_limits({**dict.fromkeys(LIMITS, 0), "token": 2})
        found = [self.get(path).status_code for path in ("/r/2345678923", f"/rdv/a/{'x' * 24}/messages")]
        self.assertEqual(found, [404, 404])
        with mute_logger(LOGGER):
            self.assertEqual(self.get(f"/rdv/a/{'y' * 24}").status_code, 429)

    def test_another_query_is_not_the_same_query(self):
        self.count_in_memory()
        self.set_limits({**dict.fromkeys(LIMITS, 0), "same_slots": 1})
        self.assertEqual(self.get(f"{self.api}/slots?service=cut&days=1").status_code, 200)
        self.assertEqual(self.get(f"{self.api}/slots?service=cut&days=2").status_code, 200)
        with mute_logger(LOGGER):
            self.assert_refused(self.get(f"{self.api}/slots?service=cut&days=1"), 429, "rate_limited")

    def test_a_new_window_begins_anew(self):
        limiter = self.env["clicrdv.rate.limit"]
        self.set_limits({"search": 1})
        self.assertEqual(limiter._hit({"search": "someone"}, now=1_000_000_000), 0)
        self.assertEqual(limiter._hit({"search": "someone"}, now=1_000_000_001), 19)
        self.assertEqual(limiter._hit({"search": "someone else"}, now=1_000_000_001), 0)
        self.assertEqual(limiter._hit({"search": "someone"}, now=1_000_000_020), 0)

    def test_no_address_and_no_contact_can_be_read_from_the_counters(self):
        self.set_limits({"confirm": 5, "contact": 5})
        self.env["clicrdv.rate.limit"]._hit({"confirm": "127.0.0.1", "contact": "zoe@example.com"})
        self.env.cr.execute("SELECT string_agg(c::text, ' ') FROM clicrdv_rate_limit c")
        [(text,)] = self.env.cr.fetchall()
        self.assertTrue(text)
        self.assertNotIn("127.0.0.1", text)
        self.assertNotIn("zoe", text)

    def test_counters_stay_out_of_the_write_ahead_log_and_old_ones_are_dropped(self):
        self.env.cr.execute("SELECT relpersistence FROM pg_class WHERE relname = 'clicrdv_rate_limit'")
        self.assertEqual(self.env.cr.fetchall(), [("u",)])
        limiter = self.env["clicrdv.rate.limit"]
        self.set_limits({"search": 1})
        limiter._hit({"search": "someone"}, now=1_000_000_000)
        limiter._gc_counters()
        self.assertFalse(limiter.search_count([]))

    def test_a_home_is_one_visitor(self):
        for address, counted in (
            ("203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            (None, "unknown"),
            ("unix:", "unix:"),
        ):
            self.assertEqual(network_of(address), counted)
