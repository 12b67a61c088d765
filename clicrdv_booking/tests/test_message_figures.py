"""Figures for head office and managers: exact, of the right establishments, and without a single name."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .back_office_common import BackOfficeCase
from .common import NOW, make_establishment

MESSAGES, ATTENDANCE = "clicrdv.message.figure", "clicrdv.attendance.figure"


class FigureCase(BackOfficeCase):
    def line(self, state="delivered", company=None, event=None, **values):
        """A line of the ledger."""
        left = state in ("sent", "delivered")
        message = self.env["clicrdv.message"].create(
            {
                "company_id": (company or self.salon).id,
                "event_id": event and event.id,
                "kind": "reminder",
                "target": "client",
                "channel": "sms",
                "due_at": NOW,
                "try_at": NOW,
                "sent_at": NOW if left else False,
                "state": state,
                "parts": 2,
                "unit_price": 0.0836,
                "amount": 0.1672,
                **values,
            }
        )
        self.env.flush_all()
        return message

    def sums(self, model, groupby, *aggregates, domain=()):
        domain = [("company_id", "=", self.salon.id), *domain]
        return self.as_user(self.paul, model)._read_group(domain, groupby, aggregates)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMessageFigures(FigureCase):
    def test_messages_are_counted_by_state(self):
        for state in ("delivered", "delivered", "sent", "failed", "planned"):
            self.line(state)
        found = self.sums(MESSAGES, ["state"], "messages:sum")
        self.assertEqual(dict(found), {"delivered": 2, "failed": 1, "planned": 1, "sent": 1})

    def test_only_what_left_is_billed(self):
        for state in ("delivered", "sent", "failed", "unknown", "skipped"):
            self.line(state)
        [(parts, amount)] = self.sums(MESSAGES, [], "parts:sum", "amount:sum")
        self.assertEqual((parts, round(amount, 4)), (4, 0.3344))

    def test_a_message_counts_on_the_day_of_the_establishment(self):
        late = datetime(2027, 1, 11, 23, 30)  # half past midnight in Paris
        self.line(sent_at=late)
        self.line("planned", due_at=late - timedelta(days=1))
        days = dict(self.sums(MESSAGES, ["day:day"], "messages:sum"))
        self.assertEqual([f"{day:%d}" for day in sorted(days)], ["11", "12"])

    def test_the_rate_of_delivery_is_that_of_all_messages(self):
        for state in ("delivered",) * 3 + ("failed",):
            self.line(state, kind="reminder")
        self.line("sent", kind="confirmation")
        self.line("planned")
        [(rate,)] = self.sums(MESSAGES, [], "delivery_rate:avg")
        self.assertEqual(round(rate, 1), 60.0)

    def test_there_is_no_rate_where_nothing_was_sent(self):
        self.line("planned")
        self.assertEqual(self.sums(MESSAGES, [], "delivery_rate:avg"), [(0.0,)])

    def test_nothing_in_them_leads_to_a_person(self):
        for model in (MESSAGES, ATTENDANCE):
            comodels = {field.comodel_name for field in self.env[model]._fields.values() if field.relational}
            self.assertEqual(comodels, {"res.company", "clicrdv.network"})
            told = {field.name for field in self.env[model]._fields.values() if field.type in ("char", "text")}
            self.assertEqual(told, {"display_name"})
            self.assertIn(self.env[model]._rec_name, ("day", "month"))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestAttendanceFigures(FigureCase):
    def visit(self, state, hour, reminder=None):
        visit = self.staff_appointment(hour, client=self.client)
        visit.message_ledger_ids.unlink()
        visit.booking_state = state
        visit.message_ledger_ids.unlink()
        if reminder:
            self.line(reminder, event=visit, channel="email")
        return visit

    def rates(self):
        self.env.flush_all()
        return {
            reminded: (visits, missed, round(rate, 1))
            for reminded, visits, missed, rate in self.sums(
                ATTENDANCE, ["reminded"], "visits:sum", "missed:sum", "missed_rate:avg"
            )
        }

    def test_missed_visits_are_told_with_and_without_a_reminder(self):
        self.visit("done", 9, "delivered")
        self.visit("no_show", 10, "sent")
        self.visit("no_show", 11)
        self.assertEqual(self.rates(), {"yes": (2, 1, 50.0), "no": (1, 1, 100.0)})

    def test_a_reminder_that_did_not_arrive_does_not_count(self):
        self.visit("no_show", 9, "failed")
        self.visit("done", 10, "skipped")
        self.assertEqual(self.rates(), {"no": (2, 1, 50.0)})

    def test_a_reminder_that_was_part_of_another_one_counts(self):
        first, second = self.visit("done", 9, "delivered"), self.visit("no_show", 10)
        whole = first.message_ledger_ids
        self.line("skipped", event=second, reason="merged", merged_into_id=whole.id)
        self.assertEqual(self.rates(), {"yes": (2, 1, 50.0)})

    def test_what_has_not_taken_place_does_not_count(self):
        self.staff_appointment(9, client=self.client)
        self.visit("cancelled", 10, "delivered")
        self.assertFalse(self.rates())

    def test_the_rate_of_several_lines_is_that_of_all_their_visits(self):
        for hour in (9, 10, 11):
            self.visit("done", hour)
        self.visit("no_show", 8, "delivered")
        [(rate,)] = self.sums(ATTENDANCE, [], "missed_rate:avg")
        self.assertEqual(rate, 25.0)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWhoSeesFigures(FigureCase):
    def test_head_office_sees_its_network_and_a_manager_his_establishment(self):
        networks = self.env["clicrdv.network"].create([{"name": name, "kind": "franchise"} for name in "AB"])
        sister, foreign = make_establishment(self.env, "Sister"), make_establishment(self.env, "Foreign")
        (self.salon | sister).network_id = networks[0]
        foreign.network_id = networks[1]
        networks[0].manager_ids = self.nina
        for company in (self.salon, sister, foreign):
            self.line(company=company)
        head = self.env.ref("base.main_company")
        self.nina.write({"company_ids": head.ids, "company_id": head.id})
        for user, companies in ((self.nina, self.salon | sister), (self.paul, self.salon)):
            figures = self.env[MESSAGES].with_user(user).with_context(allowed_company_ids=user.company_id.ids)
            self.assertEqual(figures.search([]).company_id, companies)

    def test_nobody_else_sees_them(self):
        self.line()
        for user in (self.zoe, new_test_user(self.env, "visitor", "base.group_portal")):
            for model in (MESSAGES, ATTENDANCE):
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
