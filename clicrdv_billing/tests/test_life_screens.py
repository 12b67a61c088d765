"""The screens of a contract's life, for the people that they are for."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from ..logic import contract_states as states
from .common import PDF, make_network, make_operator
from .life_common import LifeCase

MODELS = ("clicrdv.notice", "clicrdv.contract.change", "clicrdv.force.majeure", "clicrdv.terms", "clicrdv.termination")


class TestLifeScreens(LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls.make_user("facture", "clicrdv_billing.group_billing_manager")
        cls.manager = cls.make_user("reseau", "clicrdv_booking.group_network_manager")
        cls.network.manager_ids = cls.manager

    def as_user(self, user, record):
        return record.with_user(user).with_context(allowed_company_ids=self.operator.ids)

    def test_a_billing_manager_walks_through_the_life_of_a_contract(self):
        contract = self.as_user(self.biller, self.contract)
        with Form(contract) as screen:
            screen.user_id = self.biller
        change = Form(contract.env["clicrdv.contract.change"].with_context(default_contract_id=contract.id))
        change.explanation = "Energy costs more."
        with change.line_ids.new() as line:
            line.product_id = self.env.ref("clicrdv_billing.product_subscription_interactive")
            line.unit_price = 55
        self.assertEqual(str(change.effect_on), "2027-02-01", "the screen says so before it is sent")
        change.save().action_send()
        notice = Form(contract.env["clicrdv.notice"].with_context(default_contract_id=contract.id))
        notice.channel = "email"
        self.assertEqual(notice.save().state, "valid")
        self.assertEqual(contract.state, states.NOTICE)
        ending = Form(contract.env["clicrdv.termination"].with_context(default_contract_id=contract.id))
        ending.cause = "fault"
        ending.letter_sent_on = "2027-01-04"
        self.assertEqual(str(ending.last_day), "2027-01-11")
        ending.save().action_confirm()
        self.assertEqual(str(contract.end_date), "2027-01-11")

    def test_a_billing_manager_publishes_and_orders(self):
        order = self.as_user(self.biller, self.order())
        self.assertEqual(order.action_check_eligibility()["params"]["type"], "success")
        screen = Form(order.env["clicrdv.terms"])
        screen.kind, screen.version, screen.file = "dpa", "2027-01", PDF
        text = screen.save()
        text.action_publish()
        order._freeze_documents()
        self.assertIn(text, order.terms_ids)
        order._freeze_prices(order.create_date.date())
        self.assertTrue(order.price_ids)

    def test_nobody_edits_a_notice_nor_a_frozen_price(self):
        notice = self.as_user(self.biller, self.notify("2027-01-08"))
        with self.assertRaises(AccessError):
            notice.state = "late"
        with self.assertRaises(AccessError):
            self.as_user(self.biller, self.contract).price_ids[0].unit_price = 1

    def test_a_network_manager_reads_what_concerns_his_network_and_changes_nothing(self):
        notice = self.notify("2027-01-08")
        change = self.env["clicrdv.contract.change"].create({"contract_id": self.contract.id, "offer_change": "More"})
        self.assertEqual(self.as_user(self.manager, notice).state, "valid")
        self.assertEqual(self.as_user(self.manager, change).offer_change, "More")
        self.assertTrue(self.as_user(self.manager, self.contract).get_view(view_type="form"))
        for action in (notice.action_take_back, change.action_send, change.action_withdraw):
            with self.assertRaises(AccessError), self.cr.savepoint():
                action.__func__(self.as_user(self.manager, action.__self__))
        self.assertEqual(notice.state, "valid")

    def test_a_network_manager_sees_no_termination_and_no_other_network(self):
        network = make_network(self.env, "Foreign", siren="404833048")
        foreign = self.order(network)
        change = self.env["clicrdv.contract.change"].create({"contract_id": foreign.id, "offer_change": "More"})
        other_operator = make_operator(self.env, "Other operator")
        foreign.company_id = other_operator
        with self.assertRaises(AccessError):
            self.as_user(self.manager, change).read(["offer_change"])
        with self.assertRaises(AccessError):
            self.as_user(self.manager, self.env["clicrdv.termination"]).search([])

    def test_employees_and_portal_users_see_nothing(self):
        for login, group in (("emma.employe", "base.group_user"), ("portail", "base.group_portal")):
            user = self.make_user(login, group)
            for model in MODELS:
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_the_list_finds_contracts_whose_latest_notice_day_is_near(self):
        view = self.env["clicrdv.contract"].get_view(view_type="search")["arch"]
        [domain] = etree.fromstring(view).xpath("//filter[@name='notice_soon']/@domain")
        search = self.env["clicrdv.contract"].search
        own = [("company_id", "=", self.operator.id)]
        self.assertEqual(search(safe_eval(domain) + own), self.contract)
        with self.on("2026-11-29"):
            self.assertFalse(search(safe_eval(domain) + own))

    def test_the_days_of_reminders_are_written_in_the_settings(self):
        settings = self.env["res.config.settings"].create({"contract_reminder_days": "60"})
        settings.execute()
        self.assertEqual(self.operator.contract_reminder_days, "60")
