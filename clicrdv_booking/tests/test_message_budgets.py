"""How many queries messages cost: planning and preparing many of them take no more than a few."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import NOW, TODAY
from .message_common import MessageCase, local

FEW, MANY = 10, 60
DAY = TODAY + timedelta(days=7)
PLAN, PREPARE = 12, 25  # queries of a batch, however many messages are in it


@freeze_time(NOW)
class TestMessageBudgets(MessageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salon.booking_sms_on = True
        cls.salon.notification_rule_ids.unlink()
        cls.env["clicrdv.notification.rule"].create(
            [
                {"company_id": cls.salon.id, "kind": "reminder", "channel": channel, "target": target}
                for channel, target in (("sms", "client"), ("email", "client"), ("email", "professional"))
            ]
        )
        clients = cls.env["res.partner"].create(
            [
                {
                    "is_client_file": True, "client_lastname": f"Client {number}", "name": "x", "lang": "en_US",
                    "email": f"client{number}@example.com", "phone": f"+336399812{number:02}", "company_id": cls.salon.id,
                }
                for number in range(MANY)
            ]
        )  # fmt: skip
        cls.visits = cls.env["calendar.event"].create(
            [
                {
                    "agenda_id": cls.ana.id,
                    "client_id": client.id,
                    "service_ids": [Command.set(cls.cut.ids)],
                    "start": local(8 + number % 12, day=DAY + timedelta(days=number // 12)),
                }
                for number, client in enumerate(clients)
            ]
        )

    def cost(self, work):
        """Queries of some work in a transaction of its own, whose caches of the registry are warm."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def messages(self, count, channel="sms", target="client"):
        found = self.of(self.visits[:count], channel=channel, target=target)
        self.assertEqual((len(found), set(found.mapped("state"))), (count, {"planned"}))
        return found

    def compare(self, cost, budget):
        """The cost of many is within the budget, and hardly more than that of a few: lists of 100 are read in parts."""
        few, many = cost(FEW), cost(MANY)
        self.assertLessEqual(many, budget)
        self.assertLessEqual(many, few + 2)

    def test_planning_costs_the_same_however_many_appointments(self):
        self.of(self.visits).unlink()
        self.env["clicrdv.message"]._plan(self.visits[:1], {})
        self.of(self.visits).unlink()

        def plan(count):
            self.env["clicrdv.message"]._plan(self.visits[:count], {}, fresh=True)

        few = self.cost(lambda: plan(FEW))
        self.of(self.visits).unlink()
        many = self.cost(lambda: plan(MANY))
        self.assertEqual(len(self.of(self.visits)), 3 * MANY)
        self.assertLessEqual(many, few + 2)
        self.assertLessEqual(many / (3 * MANY), 0.2, "issue 3 § 4")

    def test_planning_anew_costs_the_same_however_many_appointments(self):
        self.salon.notification_rule_ids.day_before_hour = 12
        plan = self.env["clicrdv.message"]._plan
        self.compare(lambda count: self.cost(lambda: plan(self.visits[:count], {})), PLAN)

    def test_making_messages_ready_costs_the_same_however_many(self):
        for channel, target in (("sms", "client"), ("email", "client"), ("email", "professional")):
            with self.subTest(channel=channel, target=target):
                self.ready(1, channel, target)
                self.compare(lambda count, way=(channel, target): self.ready(count, *way), PREPARE)

    def ready(self, count, *way):
        """The cost of making so many messages ready; they are given back, so that it can be done again."""
        messages = self.messages(count, *way)
        cost = self.cost(lambda: messages._prepare(NOW))
        self.assertEqual(set(messages.mapped("state")), {"sending"})
        messages.write({"state": "planned"})
        return cost
