"""Late invoices, payments and days that pass, for the tests of late payment."""

import base64
from datetime import date, datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .common import BillingCase

DUE = date(2026, 12, 31)
#: The rates that the data leaves out; invented, they only have to differ.
LATER_RATES = {date(2026, 7, 1): 2.5, date(2027, 1, 1): 2.4}
DOCUMENT = base64.b64encode(b"a document")


class LateCase(BillingCase):
    """The customer of the contract, his bank, and the legal rates up to June 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.contract.partner_id
        cls.customer.lang = "en_US"
        cls.bank = cls.env["account.journal"].search([("code", "=", "BNK"), ("company_id", "=", cls.operator.id)])
        receipts = cls.env["account.account"].search([("code", "=", "511200")], limit=1)
        cls.bank.inbound_payment_method_line_ids.payment_account_id = receipts
        rates = cls.env["clicrdv.interest.rate"]
        # the demo invents rates too
        rates.search([("date_start", ">=", min(LATER_RATES))]).unlink()
        rates.create(
            [{"date_start": day, "rate_business": rate, "source": "Test"} for day, rate in LATER_RATES.items()]
        )
        cls.policy = cls.env.ref("clicrdv_billing.dunning_policy_standard").copy()
        cls.contract.dunning_policy_id = cls.policy

    def on(self, day):
        """The clock stands on another day, 8:00 in Paris in winter."""
        return freeze_time(datetime.combine(day, time(7)))

    def invoice(self, amount=1000, due=DUE, kind="out_invoice", contract=None, partner=None, shop=None):
        """A posted invoice of a contract, tax included, due on a day."""
        contract = contract or self.contract
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or contract.partner_id).id,
                "billing_contract_id": contract.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Subscriptions",
                            "price_unit": amount / 1.2,
                            "tax_ids": [Command.set(self.operator.billing_tax_metropole_id.ids)],
                            "billing_establishment_id": (shop or self.shop).id,
                        }
                    )
                ],
            }
        )
        move.action_post()
        self.assertEqual((move.amount_total, move.invoice_date_due), (amount, due))
        return move

    def pay(self, move, amount, on):
        """A bank transfer that came on a day."""
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {
            "payment_date": on,
            "journal_id": self.bank.id,
            "amount": amount,
            "payment_difference_handling": "open",
        }
        payment = register.create(values)._create_payments()
        self.env.invalidate_all()
        return payment

    def receive(self, amount, on, partner=None):
        """A bank transfer that names no invoice."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.customer).id,
                "amount": amount,
                "date": on,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        return payment

    def credit(self, move, amount, on):
        """A credit note of a part of an invoice, matched with it."""
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": move.partner_id.id,
                "invoice_date": on,
                "reversed_entry_id": move.id,
                "invoice_line_ids": [
                    Command.create({"name": "Left", "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        note.action_post()
        lines = (note | move).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        return note

    def bill(self, moves, until, **values):
        """The draft debit note that the wizard makes."""
        wizard = self.env["clicrdv.late.note"].browse(moves.action_late_note()["res_id"])
        wizard.write({"until": until, **values})
        return self.env["account.move"].browse(wizard.action_make()["res_id"])

    def job(self, day=None):
        """What the daily job does, on a day."""
        self.env.flush_all()
        with self.on(day or date(2027, 1, 11)):
            self.env.ref("clicrdv_billing.ir_cron_dunning").method_direct_trigger()
        self.env.invalidate_all()
        return self.case()

    def case(self, partner=None):
        """The customer's latest case."""
        domain = [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.operator.id)]
        return self.env["clicrdv.dunning.case"].search(domain, order="id desc", limit=1)

    def post_letter(self, letter, day, **proof):
        """Write a registered letter and post it on a day."""
        with self.on(day):
            letter.action_prepare()
            letter.write({"posted_on": day, "tracking_number": "1A 001 000 0001 0", **proof})
            letter.action_posted()

    def formal_notice(self, due=DUE, day=date(2027, 1, 21)):
        """An invoice that was reminded and then put on formal notice by registered letter on a day."""
        move = self.invoice(due=due)
        case = self.job(due + timedelta(days=5))
        with self.on(due + timedelta(days=5)):
            case.letter_ids.action_send()
        case = self.job(day)
        self.post_letter(case.letter_ids[0], day)
        return move, case, case.letter_ids[0]

    def seen_by(self, user, record):
        """A record as a user sees it who has only the companies that are his."""
        return record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def manager(self, login="billing", company=None):
        """A billing manager of one operator."""
        company = company or self.operator
        return new_test_user(
            self.env,
            login,
            groups="clicrdv_billing.group_billing_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
