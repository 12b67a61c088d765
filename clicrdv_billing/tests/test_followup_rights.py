"""Whose the records of the follow-up are: another operator's people, network managers and strangers get nothing."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .followup_common import FollowupCase, make_manager

OPERATIONS = ("read", "write", "unlink")


class TestFollowupRights(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_operator, cls.other_contract = cls.make_other()
        cls.other_manager = make_manager(cls.env, cls.other_operator, "manager.other")
        cls.network_manager = new_test_user(cls.env, "network.follow", "clicrdv_booking.group_network_manager")
        cls.network.manager_ids = [Command.link(cls.network_manager.id)]
        of = {"contract_id": cls.contract.id}
        line = {"establishment_id": cls.shop.id, "product_id": cls.capacity.id, "unit_price": 1}
        quote = cls.env["clicrdv.quote"].create({**of, "line_ids": [Command.create(line)]})
        review = cls.env["clicrdv.integrity.review"].create(of)
        request = cls.env["clicrdv.document.request"].create({**of, "name": "Mandate", "due_on": "2027-02-01"})
        request.reminder_ids = [Command.create({"day": "2027-01-25", "email": "a@example.com"})]
        cls.records = [
            quote,
            quote.line_ids,
            review,
            review.answer_ids[:1],
            request,
            request.reminder_ids,
            cls.env["clicrdv.claim"].create(
                {**of, "breach_date": "2027-01-01", "received_on": "2027-01-11", "description": "Down"}
            ),
            cls.env["clicrdv.testimonial"].create({**of, "author_name": "Jeanne", "text": "Good"}),
            cls.env["clicrdv.logo.use"].create({**of, "place": "Page"}),
            cls.env["clicrdv.audit.day"].create({**of, "audit_ref": "A", "hours": 1, "description": "Tour"}),
        ]

    def test_a_manager_works_with_what_is_his_operator_s(self):
        for record in self.records:
            with self.subTest(record._name):
                self.assertTrue(self.as_manager(record).has_access("read"))
                self.assertTrue(self.as_manager(record).read())

    def test_a_manager_of_another_operator_sees_and_changes_nothing(self):
        for record in self.records:
            with self.subTest(record._name):
                foreign = self.as_manager(record, self.other_manager)
                self.assertFalse(self.as_manager(record._name, self.other_manager).search([("id", "in", record.ids)]))
                for operation in OPERATIONS:
                    self.assertFalse(foreign.has_access(operation), operation)

    def test_customers_network_managers_and_agenda_users_have_their_own_pages_only(self):
        agenda_user = new_test_user(self.env, "agenda.follow", "clicrdv_booking.group_manager")
        for user in (self.customer_user, self.network_manager, agenda_user):
            for record in self.records:
                with self.subTest(user=user.login, model=record._name):
                    self.assertFalse(record.with_user(user).has_access("read"))

    def test_nothing_is_made_under_a_contract_of_another_operator(self):
        with self.assertRaises(AccessError):
            self.as_manager("clicrdv.claim").create(
                {"contract_id": self.other_contract.id, "breach_date": "2027-01-01", "description": "Down"}
            )
        with self.assertRaises(AccessError):
            self.as_manager("clicrdv.quote").create({"contract_id": self.other_contract.id})
        with self.assertRaises(AccessError):
            self.as_manager("clicrdv.testimonial").create(
                {"contract_id": self.other_contract.id, "author_name": "Jeanne", "text": "Good"}
            )
        for record in self.records:
            if record._name in ("clicrdv.quote.line", "clicrdv.integrity.answer", "clicrdv.document.reminder"):
                continue
            with self.subTest(record._name), self.assertRaises(AccessError), self.cr.savepoint():
                self.as_manager(record).write({"contract_id": self.other_contract.id})

    def test_a_line_is_not_moved_into_a_record_of_another_operator(self):
        of = {"contract_id": self.other_contract.id}
        for record, field, model, lines in (
            (self.records[1], "quote_id", "clicrdv.quote", "line_ids"),
            (self.records[3], "review_id", "clicrdv.integrity.review", "answer_ids"),
        ):
            foreign = self.env[model].create({**of, lines: []})
            self.env.invalidate_all()
            with self.subTest(model), self.assertRaises(UserError), self.cr.savepoint():
                self.as_manager(record).write({field: foreign.id})

    def test_every_menu_of_the_follow_up_opens_for_a_manager(self):
        root = self.env.ref("clicrdv_billing.clicrdv_billing_menu_followup")
        for menu in root.child_id:
            with self.subTest(menu.name):
                model = self.as_manager(menu.action.res_model)
                views = model.get_views([(False, mode) for mode in menu.action.view_mode.split(",")])
                self.assertTrue(views["views"])
                model.search([]).read()
        self.assertGreater(len(root.child_id), 5)
