from lxml import etree

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..exceptions_einvoice import BooksRefused, DiscountRefused, PaymentTermTooLong, PaymentTermUnclear
from .common import IBAN, BillingCase, make_operator


@tagged("post_install", "-at_install")
class TestBooksOfAFrenchChart(TransactionCase):
    """The set-up on a company with the French chart of accounts (about four seconds)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Chart", "country_id": cls.env.ref("base.fr").id})
        cls.env.user.company_ids = [Command.link(cls.company.id)]
        cls.env["account.chart.template"].try_loading("fr", cls.company, install_demo=False)
        cls.company._prepare_billing_books()

    def chart(self, name):
        return self.env["account.chart.template"].with_company(self.company).ref(name)

    def test_the_mainland_has_the_service_tax_due_on_payment_and_not_that_of_goods(self):
        tax = self.company.billing_tax_metropole_id
        self.assertEqual(tax, self.chart("tva_normale_encaissement"))
        self.assertEqual((tax.amount, tax.tax_scope, tax.tax_exigibility), (20, "service", "on_payment"))

    def test_the_two_taxes_that_the_chart_lacks_are_made(self):
        antilles, outside = self.company.billing_tax_antilles_reunion_id, self.company.billing_tax_outside_id
        self.assertEqual(
            (antilles.amount, antilles.tax_scope, antilles.tax_exigibility), (8.5, "service", "on_payment")
        )
        self.assertEqual((outside.amount, outside.tax_scope), (0, "service"))
        self.assertEqual(antilles.tax_group_id, self.chart("tax_group_tva_85"))
        self.assertIn("294", outside.description)

    def test_they_are_declared_in_the_boxes_of_their_own_rate(self):
        for tax, like in (
            (self.company.billing_tax_antilles_reunion_id, self.chart("tva_specifique")),
            (self.company.billing_tax_outside_id, self.chart("tva_sale_service_0")),
        ):
            for kind in ("base", "tax"):
                mine, theirs = (
                    one.invoice_repartition_line_ids.filtered(lambda line, kind=kind: line.repartition_type == kind)
                    for one in (tax, like)
                )
                self.assertEqual(mine.tag_ids, theirs.tag_ids)

    def test_the_products_of_the_addon_have_the_tax_of_services(self):
        for name in ("product_subscription_interactive", "product_subscription_simple", "product_sms"):
            taxes = self.env.ref(f"clicrdv_billing.{name}").taxes_id.filtered(
                lambda tax: tax.company_id == self.company
            )
            self.assertEqual(taxes, self.company.billing_tax_metropole_id)

    def test_a_second_time_changes_nothing(self):
        def state():
            return (
                self.env["account.tax"].with_context(active_test=False).search_count([]),
                self.env["account.payment.term"].search_count([]),
                self.company.billing_payment_term_id,
                self.company._billing_taxes(),
            )

        before = state()
        self.company._prepare_billing_books()
        self.assertEqual(state(), before)

    def test_bil_16_invoices_are_due_thirty_days_after_their_date(self):
        self.assertEqual(self.company.billing_payment_term_id._billing_days(), 30)

    def test_what_a_person_must_enter_is_listed(self):
        words = " ".join(self.company._billing_missing())
        for word in ("SIRET", "VAT number", "e-mail", "street", "legal form", "IBAN"):
            self.assertIn(word, words)
        self.assertNotIn("tax", words)


@tagged("post_install", "-at_install")
class TestBooks(BillingCase):
    def test_nothing_is_missing_of_a_complete_operator(self):
        self.assertEqual(self.operator._billing_missing(), [])

    def test_bil_02_a_commercial_company_names_its_capital_and_its_register(self):
        self.operator.write({"billing_capital": 0, "billing_rcs": False})
        self.assertEqual(len(self.operator._billing_missing()), 2)
        self.operator.billing_legal_form = "Association loi 1901"
        self.assertEqual(self.operator._billing_missing(), [])

    def test_an_iban_with_a_wrong_digit_is_missing(self):
        self.operator.billing_bank_id.acc_number = IBAN[:-1] + "0"
        self.assertIn("IBAN", self.operator._billing_missing()[0])

    def test_the_account_is_found(self):
        self.operator.billing_bank_id = False
        self.operator._prepare_billing_books()
        self.assertEqual(self.operator.billing_bank_id.sanitized_acc_number, IBAN)

    def test_without_a_chart_no_tax_is_made_up(self):
        company = make_operator(self.env, "Bare", company_registry=False, vat=False)
        self.env["account.tax"].search([("company_id", "=", company.id)]).unlink()
        company._prepare_billing_books()
        self.assertFalse(company._billing_taxes())
        self.assertEqual(len([text for text in company._billing_missing() if "tax" in text]), 3)

    def test_the_button_says_what_is_missing(self):
        self.operator.email = False
        self.assertIn("e-mail", self.operator.action_prepare_billing_books()["params"]["message"])

    def term(self, days=30, **values):
        line = Command.create({"value": "percent", "value_amount": 100, "delay_type": "days_after", "nb_days": days})
        return self.env["account.payment.term"].create({"name": "Term", "line_ids": [line], **values})

    def test_a_term_over_45_days_is_refused(self):
        with self.assertRaises(PaymentTermTooLong) as refused:
            self.operator.billing_payment_term_id = self.term(46)
        self.assertEqual(refused.exception.code, "payment_term_too_long")
        self.operator.billing_payment_term_id = self.term(45)

    def test_bil_17_a_term_with_a_discount_is_refused(self):
        with self.assertRaises(DiscountRefused) as refused:
            self.operator.billing_payment_term_id = self.term(early_discount=True)
        self.assertEqual(refused.exception.code, "early_discount")

    def test_a_term_in_parts_or_from_the_end_of_the_month_is_refused(self):
        for term in (
            self.env.ref("account.account_payment_term_end_following_month"),
            self.env.ref("account.account_payment_term_advance", raise_if_not_found=False),
        ):
            if term:
                with self.assertRaises(PaymentTermUnclear) as refused:
                    self.operator.billing_payment_term_id = term
                self.assertEqual(refused.exception.code, "payment_term_unclear")

    def test_a_billing_manager_opens_the_screen_of_his_operator_and_of_the_invoices(self):
        groups = "clicrdv_billing.group_billing_manager"
        user = new_test_user(self.env, "mine", groups, company_id=self.operator.id, company_ids=self.operator.ids)
        for name in ("res_company_action_operator", "account_move_action_einvoice"):
            action = self.env.ref(f"clicrdv_billing.{name}")
            model = self.env[action.res_model].with_user(user).with_context(allowed_company_ids=self.operator.ids)
            found = model.search(safe_eval(action.domain, {"uid": user.id}))
            self.assertEqual(found & self.operator if model._name == "res.company" else found, found)
            for view in model.get_views([(view_id, mode) for view_id, mode in action.views])["views"].values():
                arch = etree.fromstring(view["arch"])
                names = {node.get("name") for node in arch.iter("field") if not list(node.iterancestors("field"))}
                self.assertTrue(names)
                found.read(names)

    def test_only_whoever_bills_for_the_operator_sets_up_his_books(self):
        other = make_operator(self.env, "Other operator", company_registry=False, vat=False)
        groups = "clicrdv_billing.group_billing_manager"
        user = new_test_user(self.env, "mine", groups, company_id=self.operator.id, company_ids=self.operator.ids)
        with self.assertRaises(BooksRefused) as refused:
            other.with_user(user)._prepare_billing_books()
        self.assertEqual(refused.exception.code, "books_refused")
        self.operator.with_user(user)._prepare_billing_books()
        plain = new_test_user(self.env, "plain", "base.group_user", company_id=self.operator.id)
        with self.assertRaises(BooksRefused):
            self.operator.with_user(plain)._prepare_billing_books()
