"""How much a visit may cost: queries of the hold, the confirmation and the free times; no message inside a request."""

from contextlib import contextmanager
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at, form, make_agenda, make_hours, make_room, make_service

HOLD, CONFIRM, SLOTS = 15, 50, 12  # issue 2 § 7
DAY = TODAY + timedelta(days=3)


@freeze_time(NOW)
class TestBudgets(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob = make_agenda(cls.env, cls.salon, "Bob", make_hours(cls.env, cls.salon, (9, 18)))
        cls.cut.skill_ids = [Command.create({"agenda_id": cls.bob.id})]
        room = make_room(cls.env, cls.salon)
        kinds = [Command.set(room.kind_id.ids)]
        cls.color = make_service(cls.env, [cls.bob], "Color", 60, kind_ids=kinds, buffer_after_minutes=10)
        cls.course = make_service(cls.env, [cls.bob], "Course", 60, capacity=5)
        cls.env.flush_all()

    @contextmanager
    def at_most(self, queries):
        """The queries of a request whose caches of the registry are warm, and whose own cache is empty."""
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        yield
        self.env.flush_all()
        count = self.cr.sql_log_count - before
        self.assertLessEqual(count, queries)
        self.assertGreater(count, 0)

    VISITS = (("one service", ["cut"]), ("two people and a room", ["cut", "color"]), ("group", ["course"]))

    def test_a_hold_costs_at_most_15_queries(self):
        self.hold(9, day=DAY)
        for days, (name, codes) in enumerate(self.VISITS):
            with self.subTest(name), self.at_most(HOLD):
                self.hold(10, codes=codes, day=DAY + timedelta(days=days))

    def test_a_hold_that_replaces_another_one_costs_no_more(self):
        self.hold(9, day=DAY)
        first = self.hold(10, day=DAY)
        with self.at_most(HOLD):
            self.hold(11, day=DAY, replaces=first)

    def test_a_confirmation_costs_at_most_50_queries(self):
        self.book(9, day=DAY)
        for days, (name, codes) in enumerate(self.VISITS):
            hold = self.hold(10, codes=codes, day=DAY + timedelta(days=days))
            with self.subTest(name), self.at_most(CONFIRM):
                hold._confirm(form("Martin", f"new{days}@example.com", phone=f"06 39 98 12 3{days}"), NOW)

    def test_a_confirmation_of_a_known_client_with_appointments_costs_no_more(self):
        for hour in (9, 10, 11):
            self.book(hour, day=DAY)
        hold = self.hold(13, day=DAY)
        with self.at_most(CONFIRM):
            hold._confirm(form(), NOW)

    def test_a_page_of_free_times_costs_at_most_12_queries(self):
        self.book(9, day=DAY)
        self.page(days=1)
        for name, codes in self.VISITS:
            for days in (1, 7, 62):
                with self.subTest(name, days=days), self.at_most(SLOTS):
                    self.page(codes, days=days)

    def test_holding_confirming_moving_and_cancelling_send_nothing_inside_the_request(self):
        user = self.env["res.users"].create({"name": "Ana", "login": "ana.test", "email": "ana@example.com"})
        self.ana.user_id = self.bob.user_id = user
        before = self.messages()
        event = self.book(10, day=DAY, codes=["cut", "color"])
        event._booking_move(at(DAY, 13), NOW)
        self.assertEqual(event.start, minutes.to_utc(at(DAY, 13)))
        event._booking_cancel(NOW)
        event.action_restore()
        self.assertEqual(self.messages(), before)

    def messages(self):
        """How many messages, notifications and activities there are, of any kind."""
        self.env.flush_all()
        models = ("mail.mail", "mail.message", "mail.notification", "sms.sms", "mail.activity", "mail.followers")
        return {model: self.env[model].search_count([]) for model in models}
