"""The demo data as an accountant meets it, in a database that has it."""

import re

from stdnum import iban
from stdnum.fr import siret

from odoo.tests import TransactionCase, tagged

FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")


@tagged("post_install", "-at_install")
class TestBillingDemo(TransactionCase):
    def setUp(self):
        super().setUp()
        operator = self.env.ref("clicrdv_booking.company_operator", raise_if_not_found=False)
        if not operator:
            self.skipTest("this database has no demo data: ./setup/test makes one that has")
        self.operator = operator
        self.contract = self.own("clicrdv.contract", ("network_id.name", "=", "Horizon Optique"))
        self.moves = self.own("account.move", ("billing_contract_id", "=", self.contract.id))

    def own(self, model, *domain):
        return self.env[model].search([("company_id", "=", self.operator.id), *domain])

    def test_the_operator_can_invoice_and_none_of_his_numbers_is_anybody_s(self):
        self.assertFalse(self.operator.billing_missing)
        self.assertTrue(iban.is_valid(self.operator.billing_bank_id.acc_number))
        self.assertEqual(
            self.operator.billing_bank_id.acc_number.replace(" ", "")[4:9], "99999", "no bank has this code"
        )
        for name in ("tours", "nice"):
            company = self.env.ref(f"clicrdv_billing.company_{name}")
            self.assertTrue(siret.is_valid(company.company_registry))
            self.assertTrue(FICTION.fullmatch(company.phone.replace(" ", "")))

    def test_a_contract_is_in_force_with_its_documents_and_an_order_waits_for_a_decision(self):
        self.assertEqual((self.contract.state, self.contract.signature_level), ("active", "handwritten"))
        kinds = set(self.contract.document_ids.mapped("kind"))
        self.assertEqual(kinds, {"order", "terms", "annex", "dpa", "price_list", "signed_order"})
        order = self.own("clicrdv.contract", ("network_id.name", "=", "Atelier Coupe"))
        self.assertEqual(order.state, "draft")
        self.assertEqual({problem.code for problem in order._problems()}, {"too_few", "franchise"})

    def test_three_months_are_billed_with_days_corrections_and_a_credit_note(self):
        runs = self.own("clicrdv.billing.run").sorted("month")
        self.assertEqual(runs.mapped("state"), ["done"] * 3)
        self.assertEqual(runs.mapped("problem_count"), [0] * 3)
        self.assertEqual(runs.mapped("line_count"), [7, 8, 8])
        self.assertEqual(len(self.moves.filtered(lambda move: move.move_type == "out_refund")), 1)
        self.assertTrue(any(line.correction_amount for line in runs[2].line_ids))
        fort = self.env.ref("clicrdv_booking.company_fort_de_france").partner_id
        rates = self.moves.filtered(lambda move: move.partner_id == fort).invoice_line_ids.tax_ids.mapped("amount")
        self.assertEqual(rates, [8.5])

    def test_the_sms_of_the_three_months_are_billed_once(self):
        ledger = self.env["clicrdv.message"].search([("gateway_code", "=", "http")])
        self.assertGreater(len(ledger), 1500)
        charges = self.own("clicrdv.charge", ("kind", "=", "sms"))
        self.assertEqual(sum(charges.mapped("message_count")), len(ledger))
        self.assertFalse({number for number in ledger.sudo().mapped("recipient") if not FICTION.fullmatch(number)})

    def test_most_have_paid_one_in_part_and_one_is_late(self):
        states = set(self.moves.mapped("payment_state"))
        self.assertEqual(states, {"paid", "partial", "not_paid"})
        case = self.own("clicrdv.dunning.case")
        self.assertEqual(case.partner_id, self.env.ref("clicrdv_booking.company_marseille").partner_id)
        letters = case.letter_ids.sorted("date")
        self.assertEqual(letters.mapped("kind"), ["reminder", "formal_notice"])
        self.assertEqual((letters.mapped("state"), case.problem), (["sent", "to_send"], False))

    def test_bil_16_the_customer_s_page_has_no_button_to_pay_by_card(self):
        self.assertFalse([move.name for move in self.moves if move._has_to_be_paid()])

    def test_nobody_is_written_to_from_a_demo(self):
        self.assertFalse(self.moves.filtered(lambda move: move.billing_send_state == "to_send"))
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        ours = mails.filtered(lambda mail: (mail.model or "").startswith("clicrdv."))
        self.assertEqual(ours.mapped(lambda mail: (mail.model, mail.subject)), [])
        self.assertFalse(mails.filtered(lambda mail: mail.model == "account.move" and mail.res_id in self.moves.ids))

    def test_the_service_is_followed_up(self):
        self.assertEqual(set(self.own("clicrdv.incident").mapped("state")), {"closed", "acknowledged"})
        reports = self.own("clicrdv.service.report")
        self.assertEqual((reports.mapped("state"), len(reports)), (["sent"] * 2, 2))
        self.assertEqual(self.own("clicrdv.quote").state, "sent")
        self.assertEqual(self.own("clicrdv.claim").state, "received")

    def test_the_customer_s_people_see_their_invoices(self):
        def seen(login):
            user = self.env["res.users"].search([("login", "=", login)])
            return self.env["account.move"].with_user(user).search([("billing_contract_id", "!=", False)])

        self.assertEqual(set(seen("siege.horizon").ids), set(self.moves.ids))
        lyon = self.env.ref("clicrdv_booking.company_lyon").partner_id
        self.assertEqual(seen("boutique.lyon").partner_id, lyon)
        self.assertEqual(len(seen("boutique.lyon")), 3)
