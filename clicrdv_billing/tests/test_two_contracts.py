"""An establishment that passes from one contract to another: its days, its service and its SMS."""

from datetime import date

from odoo.fields import Command

from .common import make_contract, make_operator, make_sms
from .life_common import LifeCase

JANUARY = date(2027, 1, 1)


class TestTwoContracts(LifeCase):
    def setUp(self):
        super().setUp()
        self.row = self.contract.subscription_ids[0]

    def second(self, operator=None):
        """Another contract of the network, in force since July, without establishments yet."""
        values = {"partner_id": self.contract.partner_id.id, "subscription_ids": []}
        return make_contract(self.env, operator or self.operator, self.network, **values)

    def terminate(self, last_day, sent="2027-01-04"):
        record = self.env["clicrdv.termination"].create(
            {
                "contract_id": self.contract.id,
                "cause": "fault",
                "author": "customer",
                "letter_sent_on": sent,
                "last_day": last_day,
            }
        )
        record.action_confirm()
        return record

    def test_the_end_of_the_first_is_reckoned_again_while_the_second_waits(self):
        contract = self.contract.with_context(tracking_disable=False)
        self.terminate("2027-01-31")
        joined = self.second()._join(self.shop, date(2027, 2, 1))
        self.assertFalse(self.shop.service_end_date, "it is served by the second")
        self.env.flush_all()
        contract._refresh_end()
        self.env.flush_all()
        self.assertEqual((self.row.date_end, joined.date_start), (date(2027, 1, 31), date(2027, 2, 1)))
        self.terminate("2027-01-20")
        self.assertEqual(self.row.date_end, date(2027, 1, 20))
        self.assertEqual(self.shop.service_end_date, date(2027, 1, 21), "nobody serves it until February")
        with self.on("2027-02-01"):
            joined.contract_id.lived_on = False
            self.run_job()
        self.assertFalse(self.shop.service_end_date)

    def test_an_end_that_is_taken_back_leaves_who_has_gone_elsewhere_there(self):
        record = self.terminate("2027-01-31")
        self.second()._join(self.shop, date(2027, 2, 1))
        self.env.flush_all()
        record.action_undo()
        self.env.flush_all()
        self.assertEqual(self.row.date_end, date(2027, 1, 31))
        self.assertEqual(set(self.contract.subscription_ids[1:].mapped("date_end")), {False})
        self.assertFalse(self.shop.service_end_date)

    def test_each_operator_is_paid_the_sms_of_its_days(self):
        other = make_operator(self.env, "Other operator")
        self.env.user.company_ids = [Command.link(other.id)]
        self.row.date_end = date(2026, 12, 10)
        second = self.second(other)
        self.row.copy({"contract_id": second.id, "date_start": date(2026, 12, 20), "date_end": False})
        for day in (5, 15, 25):
            make_sms(self.env, self.shop, f"2026-12-{day:02} 09:00:00")
        second.price_ids.create(
            {
                "contract_id": second.id,
                "product_id": self.row.product_id.id,
                "date_from": date(2026, 7, 1),
                "unit_price": 49.90,
            }
        )
        for operator in (other, self.operator):
            run = self.env["clicrdv.billing.run"].create({"company_id": operator.id, "month": date(2026, 12, 1)})
            run.action_preview()
            run.action_start()
            self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        charges = self.env["clicrdv.charge"].search([("kind", "=", "sms"), ("establishment_id", "=", self.shop.id)])
        self.assertEqual({one.contract_id: one.quantity for one in charges}, {self.contract: 2, second: 1})

    def test_a_change_that_is_withdrawn_leaves_the_price_that_was_there(self):
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        change = self.env["clicrdv.contract.change"].create(
            {
                "contract_id": self.contract.id,
                "notify_by": "post",
                "sent_on": "2027-01-10",
                "line_ids": [Command.create({"product_id": simple.id, "unit_price": 31})],
            }
        )
        change.action_send()
        self.row._change(date(2027, 2, 1), offer="simple")
        self.job_on("2027-01-12")
        prices = self.contract.price_ids.filtered(lambda price: price.product_id == simple)
        self.assertEqual((change.state, prices.unit_price), ("accepted", 31))
        change.action_withdraw()
        self.assertEqual(self.contract.price_ids.filtered(lambda price: price.product_id == simple).unit_price, 29.90)
