"""Surcharges come from accepted quotes only, each once (BIL-29); the return of data costs nothing (BIL-47)."""

from datetime import date

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .followup_common import FollowupCase

PDF = b"JVBERi0xLjQ="


class TestQuote(FollowupCase):
    def due(self, start, end):
        lines = self.env["clicrdv.quote.line"].with_company(self.operator)
        return lines._charges_due(start, end)

    # === ACCEPTANCE === #

    def test_bil_29_nothing_is_charged_before_the_customer_accepts(self):
        quote = self.make_quote()
        quote.action_send()
        self.assertFalse(quote.line_ids.charge_ids)
        quote._accept("portal", "Jeanne Martin", date(2027, 1, 11))
        charge = quote.line_ids.charge_ids
        self.assertEqual((charge.kind, charge.amount, charge.establishment_id), ("quote", 31.0, self.shop))
        self.assertFalse(charge.move_line_id, "the monthly run puts it on the next invoice")

    def test_bil_29_accepting_twice_charges_once(self):
        quote = self.accepted()
        quote._accept("portal", "Somebody else", date(2027, 1, 11))
        self.assertEqual(len(quote.line_ids.charge_ids), 1)
        self.assertEqual(quote.accepted_by, "Jeanne Martin")

    def test_bil_29_the_database_refuses_a_second_charge_of_a_line(self):
        charge = self.accepted().line_ids.charge_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            charge.sudo().copy()
            self.env.flush_all()

    def test_bil_29_a_surcharge_without_a_quote_is_refused_by_the_database_too(self):
        charge = self.accepted().line_ids.charge_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self.env.cr.execute("UPDATE clicrdv_charge SET quote_line_id = NULL WHERE id = %s", charge.ids)

    def test_bil_29_a_charge_of_a_quote_that_is_not_accepted_is_refused(self):
        line = self.make_quote().line_ids
        values = line._charge_values(date(2027, 1, 1), date(2027, 1, 1), 1)
        self.assert_refused("charge_without_quote", self.env["clicrdv.charge"].create, values)

    def test_bil_29_a_charge_at_another_price_or_of_more_is_refused(self):
        line = self.accepted(self.make_line(recurrence="monthly", date_to="2027-06-30")).line_ids
        values = line._charge_values(date(2027, 3, 1), date(2027, 3, 31), 2)
        for change in ({"unit_price": 16}, {"quantity": 3}, {"establishment_id": self.operator.id}):
            with self.subTest(change):
                self.assert_refused("charge_without_quote", self.env["clicrdv.charge"].create, {**values, **change})
        self.env["clicrdv.charge"].create(values)

    def test_bil_29_nobody_writes_a_surcharge_by_hand(self):
        line = self.accepted(self.make_line(recurrence="monthly", date_to="2027-06-30")).line_ids
        values = line._charge_values(date(2027, 3, 1), date(2027, 3, 31), 2)
        with self.assertRaises(AccessError):
            self.as_manager("clicrdv.charge").create(values)

    def test_the_state_of_a_quote_is_not_written_by_hand(self):
        quote = self.make_quote()
        self.assert_refused("quote_frozen", quote.write, {"state": "accepted"})
        created = self.make_quote(state="accepted", accepted_by="Me", accepted_on="2027-01-01", accepted_how="scan")
        self.assertEqual((created.state, created.accepted_by), ("draft", False))

    def test_what_the_customer_reads_does_not_change_under_his_eyes(self):
        quote = self.make_quote()
        quote.action_send()
        self.assert_refused("quote_frozen", quote.line_ids.write, {"unit_price": 1})
        self.assert_refused("quote_frozen", quote.write, {"valid_until": "2028-01-01"})
        self.assert_refused("quote_frozen", quote.line_ids.unlink)
        self.assert_refused(
            "quote_frozen", self.as_manager("clicrdv.quote.line").create, {**self.make_line(), "quote_id": quote.id}
        )
        quote.action_back_to_draft()
        quote.line_ids.unit_price = 1
        self.assertEqual(quote.amount_once, 2)

    def test_a_quote_without_lines_is_not_sent(self):
        self.assert_refused("quote_empty", self.make_quote(line_ids=False).action_send)

    def test_a_draft_is_not_accepted(self):
        self.assert_refused("state_refused", self.make_quote()._accept, "portal", "Jeanne", date(2027, 1, 11))

    def test_a_paper_is_accepted_with_its_scan_a_name_and_a_day(self):
        quote = self.make_quote()
        quote.action_send()
        quote.write({"scan": PDF, "scan_signed_by": "Jeanne Martin"})
        self.assert_refused("quote_needs_proof", quote.action_accept_scan)
        quote.scan_signed_on = "2027-01-12"
        self.assert_refused("quote_needs_proof", quote.action_accept_scan)
        quote.scan_signed_on = "2027-01-11"
        quote.action_accept_scan()
        self.assertEqual((quote.state, quote.accepted_how, str(quote.accepted_on)), ("accepted", "scan", "2027-01-11"))
        self.assert_refused("quote_frozen", quote.write, {"scan": False})

    def test_a_quote_is_not_accepted_after_its_last_day(self):
        quote = self.make_quote(valid_until="2027-01-20")
        quote.action_send()
        with freeze_time("2027-01-21 09:00:00"):
            self.assert_refused("quote_expired", quote._accept, "portal", "Jeanne", date(2027, 1, 21))
            # signed in time, and the paper came later
            quote._accept("scan", "Jeanne", date(2027, 1, 20))
        self.assertEqual(quote.state, "accepted")

    def test_nothing_is_sold_under_a_contract_that_is_over(self):
        quote = self.make_quote()
        quote.action_send()
        self.contract._move_to("terminated", end_date=date(2027, 1, 11))
        self.assert_refused("quote_contract_not_in_force", quote._accept, "portal", "Jeanne", date(2027, 1, 11))

    def test_a_customer_pays_for_his_own_establishments(self):
        with self.assertRaises(ValidationError):
            self.make_quote(self.make_line(establishment_id=self.operator.id))

    def test_a_quote_is_written_to_the_customer(self):
        quote = self.make_quote()
        quote.action_send()
        mail = self.env["mail.mail"].search([("model", "=", "clicrdv.quote"), ("res_id", "=", quote.id)])
        self.assertEqual(mail.recipient_ids, self.contract.partner_id)
        self.assertIn(f"/my/quotes/{quote.id}", mail.body_html)

    def test_quotes_expire_by_themselves_and_the_job_runs_twice(self):
        late, fresh = self.make_quote(valid_until="2027-01-20"), self.make_quote(valid_until="2027-03-20")
        (late + fresh).action_send()
        with freeze_time("2027-01-20 22:00:00"):
            self.run_job("expire_quotes")
            self.assertEqual(late.state, "sent", "in Paris the day is not over")
        with freeze_time("2027-01-21 09:00:00"):
            self.run_job("expire_quotes")
        self.assertEqual((late + fresh).mapped("state"), ["expired", "sent"])

    # === EVERY MONTH === #

    def test_bil_29_a_monthly_line_is_charged_by_days_and_once_a_month(self):
        quote = self.accepted(self.make_line(recurrence="monthly", date_from="2027-01-16", date_to="2027-03-10"))
        self.assertFalse(quote.line_ids.charge_ids)
        january = self.due(date(2027, 1, 1), date(2027, 1, 31))
        self.assertEqual((january.quantity, january.amount), (1.0323, 16.0))
        self.assertFalse(self.due(date(2027, 1, 1), date(2027, 1, 31)), "called again")
        later = self.due(date(2027, 3, 1), date(2027, 3, 31))
        spans = [(str(charge.period_start), str(charge.period_end)) for charge in later]
        self.assertEqual(spans, [("2027-02-01", "2027-02-28"), ("2027-03-01", "2027-03-10")])
        self.assertFalse(self.due(date(2027, 4, 1), date(2027, 4, 30)))

    def test_a_monthly_line_stops_with_the_contract(self):
        self.accepted(self.make_line(recurrence="monthly", date_from="2027-02-01", date_to="2027-12-31"))
        self.contract._move_to("terminated", end_date=date(2027, 2, 14))
        charges = self.due(date(2027, 3, 1), date(2027, 3, 31))
        self.assertEqual([str(charge.period_end) for charge in charges], ["2027-02-14"])

    def test_what_is_due_at_one_operator_is_not_charged_by_another(self):
        self.accepted(self.make_line(recurrence="monthly", date_from="2027-01-01", date_to="2027-12-31"))
        other, _contract = self.make_other()
        lines = self.env["clicrdv.quote.line"].with_company(other)
        self.assertFalse(lines._charges_due(date(2027, 1, 1), date(2027, 1, 31)))

    # === AUDITS === #

    def spend(self, hours, day="2027-01-11", audit="A-1"):
        return self.as_manager("clicrdv.audit.day").create(
            {"contract_id": self.contract.id, "audit_ref": audit, "day": day, "hours": hours, "description": "Tour"}
        )

    def audit_line(self, days=3):
        return self.make_line(recurrence="audit", audit_ref="A-1", quantity=days, unit_price=900)

    def test_bil_46_two_man_days_are_included(self):
        self.accepted(self.audit_line())
        self.spend(7)
        self.spend(7, day="2027-01-12")
        self.assertFalse(self.due(date(2027, 1, 1), date(2027, 1, 31)))

    def test_bil_46_more_is_charged_once_at_the_agreed_rate_and_no_more_than_agreed(self):
        line = self.accepted(self.audit_line()).line_ids
        self.spend(17.5)
        january = self.due(date(2027, 1, 1), date(2027, 1, 31))
        self.assertEqual((january.quantity, january.amount), (0.5, 450))
        self.assertFalse(self.due(date(2027, 1, 1), date(2027, 1, 31)))
        self.spend(23, day="2027-01-20")
        self.spend(24, day="2027-01-21")
        self.assertFalse(self.due(date(2027, 1, 1), date(2027, 1, 31)), "noted late: next month")
        self.due(date(2027, 2, 1), date(2027, 2, 28))
        self.assertEqual(sum(line.charge_ids.mapped("quantity")), 3)

    def test_bil_46_without_an_accepted_quote_more_is_never_charged(self):
        self.make_quote(self.audit_line()).action_send()
        entry = self.spend(24)
        self.assertFalse(self.due(date(2027, 1, 1), date(2027, 1, 31)))
        self.assertTrue(entry.is_not_agreed)
        self.assertEqual((round(entry.extra_days, 2), entry.agreed_days), (1.43, 0))

    def test_bil_46_time_that_is_billed_stays_as_it_is(self):
        self.accepted(self.audit_line())
        entry = self.spend(21)
        self.due(date(2027, 1, 1), date(2027, 1, 31))
        self.assert_refused("audit_time_billed", entry.write, {"hours": 1})
        self.assert_refused("audit_time_billed", entry.unlink)
        entry.description = "Tour of the data centre"

    # === RETURN OF DATA === #

    def test_bil_47_there_is_no_way_to_bill_the_return_of_data(self):
        free = self.env["product.product"].create({"name": "Return of data", "billing_is_reversibility": True})
        self.assert_refused("reversibility_is_free", self.make_quote, self.make_line(product_id=free.id))
        draft = self.make_quote()
        self.assert_refused("reversibility_is_free", draft.line_ids.write, {"product_id": free.id})
        charge = {
            "contract_id": self.contract.id,
            "establishment_id": self.shop.id,
            "kind": "subscription",
            "product_id": free.id,
            "name": "Return of data",
            "period_start": "2027-01-01",
            "period_end": "2027-01-31",
            "quantity": 1,
            "unit_price": 10,
            "amount": 10,
        }
        self.assert_refused("reversibility_is_free", self.env["clicrdv.charge"].create, charge)
        invoice = {
            "move_type": "out_invoice",
            "partner_id": self.contract.partner_id.id,
            "invoice_line_ids": [Command.create({"product_id": free.id, "price_unit": 10})],
        }
        self.assert_refused("reversibility_is_free", self.env["account.move"].create, invoice)

    def test_bil_47_what_is_sold_already_is_no_free_return_of_data(self):
        self.make_quote()
        self.assert_refused("reversibility_is_free", self.capacity.write, {"billing_is_reversibility": True})
