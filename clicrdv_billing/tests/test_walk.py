"""The accountant's walk: an order, three months of activity, a customer who stops paying, and the end (issue 4, § 8).

Every amount is a literal that was computed by hand.
"""

from datetime import date, datetime

from odoo.addons.clicrdv_booking.tests.common import make_establishment

from ..exceptions_life import NotEligible
from ..logic import contract_states as states
from .common import PDF, complete, make_customer, make_network, make_order, make_sms, make_terms, siret
from .dunning_common import LateCase

SIREN = "999085004"
MAY, JUNE, JULY, AUGUST, SEPTEMBER = (date(2026, month, 1) for month in range(5, 10))
SIGNER = {
    "signer_firstname": "Zoé",
    "signer_lastname": "Martin",
    "signer_quality": "Chairwoman",
    "signer_email": "zoe.martin@example.com",
    "signer_power": "Legal representative",
}


class TestWalk(LateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the contract of the other tests bills nothing here
        cls.contract.subscription_ids.date_start = False
        make_terms(cls.env, cls.operator, published_on="2026-04-01")
        cls.network = make_network(cls.env, "Walk", siren=SIREN)
        key = (12 + 3 * (int(SIREN) % 97)) % 97
        cls.customer = make_customer(cls.env, cls.network, vat=f"FR{key:02d}{SIREN}", lang="en_US")
        cls.shops = list(cls.network.company_ids.sorted("id"))
        cls.shops[4].write({"zip": "97200", "city": "Fort-de-France"})

    def bill(self, month, day):
        """The run of a month, made on a day: its invoices and credit notes."""
        with self.on(day):
            run = self.env["clicrdv.billing.run"].create({"company_id": self.operator.id, "month": month})
            run.action_preview()
            for _twice in range(2):
                run.action_start()
                self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
                self.env.invalidate_all()
        self.assertEqual((run.state, run.problem_count), ("done", 0))
        return self.env["account.move"].search([("billing_run_id", "=", run.id)])

    def amounts(self, move):
        return move.amount_untaxed, move.amount_tax, move.amount_total, str(move.invoice_date_due)

    def test_bil_13_14_16_18_20_21_22_23_the_accountant_s_walk(self):
        self.contract = self.sign()
        may, june = self.bill_two_months()
        self.pay_a_part(may)
        note = self.dun(may)
        ending = self.terminate()
        july = self.bill_the_third_month()
        self.end(ending)
        self.pay_the_oldest(may, note, june, july)
        self.bill_the_remaining_days()

    # === THE STEPS, IN THEIR ORDER === #

    def sign(self):
        """BIL-13: an order is refused until it is complete, then signed by hand; each establishment has its subscription."""
        with self.on(date(2026, 5, 4)):
            order = make_order(
                self.env, self.operator, self.network, papers=False, partner_id=self.customer.id,
                invoice_to="head_office", dunning_policy_id=self.policy.id, **SIGNER,
            )  # fmt: skip
            with self.assertRaises(NotEligible) as caught, self.cr.savepoint():
                order.action_send_handwritten()
            self.assertEqual(caught.exception.code, "not_eligible")
            complete(order)
            order.subscription_ids.declared_on = date(2026, 4, 20)
            order.action_send_handwritten()
        with self.on(date(2026, 5, 11)):
            scans = self.env["clicrdv.handwritten.signature"].with_context(default_contract_id=order.id)
            scans.create({"scan": PDF, "scan_name": "scan.pdf"}).action_file()
        self.assertEqual((order.state, order.signature_level), (states.ACTIVE, "handwritten"))
        self.assertEqual((str(order.period_end), str(order.notice_deadline)), ("2027-05-10", "2027-01-10"))
        self.assertEqual(set(order.subscription_ids.mapped("date_start")), {date(2026, 5, 11)})
        self.assertTrue(all(self.is_online(shop, date(2026, 5, 11)) for shop in self.shops))
        return order

    def bill_two_months(self):
        """BIL-14, BIL-16, BIL-18: SMS at four decimals, days of the month, thirty days to pay, two rates of VAT."""
        make_sms(self.env, self.shops[0], datetime(2026, 5, 20, 9), count=137)
        may = self.bill(MAY, date(2026, 6, 1))
        # five times 21 of 31 days of 49.90 are 33.80 each; 137 × 0.0836 = 11.45
        self.assertEqual(self.amounts(may), (180.45, 32.20, 212.65, "2026-07-01"))
        with self.on(date(2026, 6, 10)):
            self.join(date(2026, 6, 16))
        make_sms(self.env, self.shops[0], datetime(2026, 6, 3, 9), count=3)
        make_sms(self.env, self.shops[0], datetime(2026, 6, 4, 9), parts=2, kind="confirmation", count=10)
        june = self.bill(JUNE, date(2026, 7, 1))
        # 5 × 49.90, 15 of 30 days, 3 × 0.0836 = 0.25, 20 × 0.0836 = 1.67
        self.assertEqual(self.amounts(june), (276.37, 49.53, 325.90, "2026-07-31"))
        prices = june.invoice_line_ids.filtered(lambda line: line.product_id.default_code or line.quantity in (3, 20))
        self.assertEqual(prices.mapped("price_unit"), [0.0836, 0.0836])
        xml, broken = june._einvoice_xml()
        self.assertEqual((list(broken), june._check_einvoice_xml(xml)), ([], []))
        self.assertIn(b"0.0836", xml)
        return may, june

    def join(self, day):
        shop = make_establishment(
            self.env, "Walk 6", network_id=self.network.id, company_registry=siret(SIREN, 7), email="shop6@example.com"
        )
        self.contract._join(shop, day, declared_on=day, declared_by="Zoé Martin")
        self.shops.append(shop)

    def pay_a_part(self, may):
        self.pay(may, 112.65, date(2026, 7, 6))
        self.assertEqual((may.payment_state, may.amount_residual), ("partial", 100))
        with self.on(date(2026, 7, 8)):
            leaving = self.contract.subscription_ids.filtered(lambda row: row.establishment_id == self.shops[2])
            leaving._leave(date(2026, 7, 10))
        self.assertTrue(self.is_online(self.shops[2], date(2026, 7, 10)))
        self.assertFalse(self.is_online(self.shops[2], date(2026, 7, 11)))

    def dun(self, may):
        """BIL-20, BIL-21: a reminder, a formal notice, then a debit note with the penalty and the indemnity."""
        case = self.job(date(2026, 7, 6))
        self.assertEqual((case.letter_ids.kind, case.letter_ids.amount_total), ("reminder", 100))
        with self.on(date(2026, 7, 6)):
            case.letter_ids.action_send()
        case = self.job(date(2026, 7, 21))
        self.post_letter(case.letter_ids[0], date(2026, 7, 21))
        letter = case.letter_ids[0]
        # 7.5 % a year: 5 days on 212.65, then 15 days on 100
        amounts = (letter.kind, letter.amount_open, letter.amount_penalty, letter.amount_fee, letter.amount_total)
        self.assertEqual(amounts, ("formal_notice", 100, 0.53, 40, 140.53))
        self.assertEqual(str(case.may_terminate_on), "2026-07-29")
        with self.on(date(2026, 7, 29)):
            note = self.bill_late(may)
        # 5 days on 212.65, 23 days on 100: 0.69
        self.assertEqual((note.amount_tax, note.amount_total, note.invoice_date_due), (0, 40.69, date(2026, 7, 29)))
        return note

    def bill_late(self, may):
        wizard = self.env["clicrdv.late.note"].browse(may.action_late_note()["res_id"])
        wizard.until = date(2026, 7, 29)
        note = self.env["account.move"].browse(wizard.action_make()["res_id"])
        note.action_post()
        return note

    def terminate(self):
        """BIL-22: not before the seven days of the formal notice are over."""
        with self.on(date(2026, 7, 27)):
            ending = self.env["clicrdv.termination"]._for_unpaid(self.customer, date(2026, 7, 21))
            ending = ending.filtered(lambda one: one.contract_id == self.contract)
            ending.last_day = date(2026, 8, 10)
            with self.assertRaises(Exception) as caught, self.cr.savepoint():
                ending.action_confirm()
            self.assertEqual(getattr(caught.exception, "code", caught.exception), "termination_too_early")
        with self.on(date(2026, 7, 29)):
            ending.action_confirm()
        self.assertEqual((self.contract.state, self.contract.end_date), (states.ACTIVE, date(2026, 8, 10)))
        return ending

    def bill_the_third_month(self):
        make_sms(self.env, self.shops[1], datetime(2026, 7, 15, 9), count=100)
        # came into the ledger after the bill of its month
        make_sms(self.env, self.shops[0], datetime(2026, 6, 30, 9), parts=5)
        july = self.bill(JULY, date(2026, 8, 3))
        # 5 × 49.90, 10 of 31 days, 100 × 0.0836 = 8.36, 5 × 0.0836 = 0.42
        self.assertEqual(self.amounts(july), (274.38, 49.14, 323.52, "2026-09-02"))
        return july

    def end(self, ending):
        """Public pages are off the day after the last one, and the contract is terminated."""
        left = [shop for shop in self.shops if shop != self.shops[2]]
        self.assertEqual({shop.service_end_date for shop in left}, {date(2026, 8, 11)})
        self.assertTrue(all(self.is_online(shop, date(2026, 8, 10)) for shop in left))
        self.assertFalse(any(self.is_online(shop, date(2026, 8, 11)) for shop in left))
        with self.on(date(2026, 8, 11)):
            self.contract._live(date(2026, 8, 11))
        self.assertEqual((self.contract.state, ending.state), (states.TERMINATED, "effective"))

    def pay_the_oldest(self, may, note, june, july):
        """BIL-23: after the termination a payment goes to the oldest debts, whatever it was meant for."""
        payment = self.receive(200, date(2026, 8, 20))
        self.env["clicrdv.payment.allocation"].browse(payment.action_oldest_debts()["res_id"]).action_apply()
        residuals = [move.amount_residual for move in (may, note, june, july)]
        self.assertEqual(residuals, [0, 0, 266.59, 323.52])

    def bill_the_remaining_days(self):
        august = self.bill(AUGUST, date(2026, 9, 1))
        # five establishments, 10 of 31 days each: 16.10
        self.assertEqual(self.amounts(august), (80.50, 14.25, 94.75, "2026-10-01"))
        self.assertFalse(self.bill(SEPTEMBER, date(2026, 10, 1)), "nothing is owed after the end")

    def is_online(self, shop, day):
        with self.on(day):
            return bool(self.env["res.company"]._booking_find(shop.booking_slug))
