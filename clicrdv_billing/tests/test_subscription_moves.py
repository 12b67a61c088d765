"""Establishments join, leave and change their tariff; their service follows (BIL-18; BKG-24, BKG-25)."""

import random
from datetime import date, timedelta

from odoo.exceptions import AccessError

from odoo.addons.clicrdv_booking.tests.common import make_establishment

from .common import SIREN, make_contract, make_network, siret
from .life_common import LifeCase

TODAY = date(2027, 1, 11)


class TestSubscriptionMoves(LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.contract.subscription_ids[0]
        cls.hairdresser = cls.env.ref("clicrdv_booking.activity_hairdresser")
        cls.optician = cls.env.ref("clicrdv_booking.activity_optician")

    def newcomer(self, number=20, **values):
        values = {"network_id": self.network.id, "company_registry": siret(SIREN, number), **values}
        return make_establishment(self.env, f"New {number}", **values)

    def test_an_establishment_joins_in_the_middle_of_a_month(self):
        shop = self.newcomer()
        row = self.contract._join(shop, date(2027, 1, 15), offer="simple")
        self.assertEqual((row.date_start, row.date_end), (date(2027, 1, 15), False))
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        self.assertEqual(row.product_id, simple)
        price = self.contract.price_ids.filtered(lambda price: price.product_id == simple)
        self.assertEqual((price.unit_price, price.date_from), (29.90, date(2027, 1, 15)))

    def test_joining_turns_on_what_had_ended_on_its_day_and_not_before(self):
        shop = self.newcomer(service_end_date=date(2026, 12, 1))
        self.contract._join(shop, date(2027, 1, 20))
        self.assertEqual(shop.service_end_date, date(2026, 12, 1), "it is still to begin")
        self.job_on("2027-01-20")
        self.assertFalse(shop.service_end_date)

    def test_who_joins_a_contract_that_ends_ends_with_it(self):
        self.notify("2027-02-10")
        shop = self.newcomer()
        row = self.contract._join(shop, date(2027, 1, 11))
        self.assertEqual((str(row.date_end), str(shop.service_end_date)), ("2027-06-30", "2027-07-01"))

    def test_only_days_of_the_contract_are_possible(self):
        shop = self.newcomer()
        self.assert_refused("day_outside_contract", self.contract._join, shop, date(2026, 6, 30))
        self.notify("2027-02-10")
        self.assert_refused("day_outside_contract", self.contract._join, shop, date(2027, 7, 1))
        self.assert_refused("day_outside_contract", self.row._leave, date(2027, 7, 1))
        self.job_on("2027-07-01")
        self.assert_refused("not_in_force", self.contract._join, shop, date(2027, 6, 1))

    def test_an_establishment_of_another_network_needs_its_own_order(self):
        other = make_network(self.env, "Other", count=1, siren="404833048")
        self.assert_refused("other_network", self.contract._join, other.company_ids, TODAY)

    def test_bil_04_an_establishment_with_a_wrong_number_does_not_join(self):
        self.assert_refused("wrong_number", self.contract._join, self.newcomer(company_registry=False), TODAY)

    def test_nobody_joins_twice(self):
        self.assert_refused("subscribed_already", self.contract._join, self.shop, TODAY)

    def test_leaving_ends_the_service_on_the_day_after(self):
        self.row._leave(date(2027, 1, 31))
        shop = self.row.establishment_id
        self.assertEqual(str(shop.service_end_date), "2027-02-01")
        back = self.contract._join(shop, date(2027, 2, 1))
        self.assertFalse(shop.service_end_date, "it comes back without a gap")
        self.assertEqual(back.date_start, date(2027, 2, 1))

    def test_nobody_leaves_before_he_came_nor_after_he_left(self):
        self.assert_refused("day_outside_contract", self.row._leave, date(2026, 6, 30))
        row = self.contract._join(self.newcomer(), date(2027, 2, 1))
        self.assert_refused("day_outside_subscription", row._leave, date(2027, 1, 31))
        row._leave(date(2027, 3, 31))
        self.assert_refused("day_outside_subscription", row._leave, date(2027, 4, 1))

    def test_a_change_of_tariff_ends_one_row_and_begins_another(self):
        after = self.row._change(date(2027, 2, 1), offer="simple")
        self.assertEqual((str(self.row.date_end), str(after.date_start)), ("2027-01-31", "2027-02-01"))
        self.assertEqual(after.product_id, self.env.ref("clicrdv_billing.product_subscription_simple"))
        self.assertEqual(after.activity_id, self.row.activity_id)
        self.assertFalse(self.row.establishment_id.service_end_date)

    def test_a_change_on_its_first_day_was_never_otherwise(self):
        row = self.contract._join(self.newcomer(), date(2027, 2, 1))
        self.assertEqual(row._change(date(2027, 2, 1), offer="simple"), row)
        self.assertEqual(row.product_id, self.env.ref("clicrdv_billing.product_subscription_simple"))

    def test_a_change_of_nothing_is_refused(self):
        self.assert_refused("nothing_changes", self.row._change, date(2027, 2, 1), self.row.activity_id)

    def test_rows_tile_whatever_is_done(self):
        dice = random.Random(20270111)
        shop, day = self.row.establishment_id, date(2026, 7, 1)
        row = self.row
        for _step in range(25):
            day += timedelta(days=dice.randint(1, 40))
            activity = dice.choice([self.hairdresser, self.optician, None])
            offer = dice.choice(["simple", "interactive"])
            if (activity or row.activity_id, offer) != (row.activity_id, row.offer):
                row = row._change(day, activity, offer)
            self.assert_rows_tile(shop)
        self.assertGreater(len(shop.subscription_ids), 10)
        self.env.flush_all()

    def test_the_window_says_what_is_billed_from_when(self):
        window = self.env["clicrdv.subscription.move"].create(
            {
                "kind": "join",
                "contract_id": self.contract.id,
                "establishment_id": self.newcomer().id,
                "day": "2027-02-11",
                "declared_on": "2027-01-05",
                "declared_by": "Jeanne Exemple",
            }
        )
        self.assertIn("49,90", window.summary)
        self.assertIn("18 of 28 days", window.summary)
        window.action_confirm()
        row = window.establishment_id.subscription_ids
        self.assertEqual((str(row.date_start), row.declared_by), ("2027-02-11", "Jeanne Exemple"))

    def test_the_window_names_the_price_that_will_be_billed(self):
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        rule = {"applied_on": "1_product", "product_tmpl_id": simple.product_tmpl_id.id, "fixed_price": 19.9}
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Network",
                "company_id": self.operator.id,
                "item_ids": [(0, 0, {**rule, "compute_price": "fixed"})],
            }
        )
        self.contract._amend("Amendment 1", pricelist_id=pricelist.id)
        wizard = self.env["clicrdv.subscription.move"].create(
            {
                "kind": "change",
                "contract_id": self.contract.id,
                "subscription_id": self.row.id,
                "establishment_id": self.row.establishment_id.id,
                "activity_id": self.row.activity_id.id,
                "day": TODAY,
                "offer": "simple",
            }
        )
        self.assertIn("19,90", wizard.summary)
        follower = self.row._change(TODAY, offer="simple")
        price = self.contract.price_ids.filtered(lambda price: price.product_id == follower.product_id)
        self.assertEqual(price.unit_price, 19.9)

    def test_the_window_leaves_and_changes(self):
        context = self.row.action_change()["context"]
        window = (
            self.env["clicrdv.subscription.move"]
            .with_context(**context)
            .create({"offer": "simple", "day": "2027-02-01"})
        )
        self.assertIn("29,90", window.summary)
        window.action_confirm()
        after = self.row.establishment_id.subscription_ids - self.row
        context = after.action_leave()["context"]
        window = self.env["clicrdv.subscription.move"].with_context(**context).create({"day": "2027-02-10"})
        self.assertIn("10 of 28 days", window.summary)
        window.action_confirm()
        self.assertEqual(str(after.date_end), "2027-02-10")

    def test_bil_08_nobody_joins_by_the_window_without_a_declaration(self):
        window = self.env["clicrdv.subscription.move"].create(
            {"kind": "join", "contract_id": self.contract.id, "establishment_id": self.newcomer().id, "day": TODAY}
        )
        self.assert_refused("declaration_missing", window.action_confirm)

    def test_a_network_manager_reads_and_moves_nothing(self):
        manager = self.make_user("reseau", "clicrdv_booking.group_network_manager")
        self.network.manager_ids = manager
        contract = self.contract.with_user(manager)
        self.assertEqual(contract.period_end, self.contract.period_end)
        with self.assertRaises(AccessError):
            contract.subscription_ids[0]._leave(TODAY)

    def test_a_billing_manager_without_rights_on_companies_ends_their_service(self):
        biller = self.make_user("facture", "clicrdv_billing.group_billing_manager")
        self.row.with_user(biller)._leave(date(2027, 1, 31))
        self.assertEqual(str(self.row.establishment_id.service_end_date), "2027-02-01")

    def test_bkg_24_another_legal_person_needs_a_new_order(self):
        write = self.shop.write
        self.assert_refused("legal_person_changed", write, {"company_registry": siret("404833048", 1)})
        self.assert_refused("legal_person_changed", write, {"company_registry": False})
        self.shop.company_registry = siret(SIREN, 77)
        customer = self.contract.partner_id
        self.assert_refused("legal_person_changed", customer.write, {"company_registry": siret("404833048", 1)})

    def test_bkg_24_who_has_left_may_change_hands(self):
        self.row._leave(date(2027, 1, 10))
        self.row.establishment_id.network_id = False
        self.row.establishment_id.company_registry = siret("404833048", 1)

    def test_an_establishment_under_contract_stays_in_its_network(self):
        self.assert_refused("establishment_subscribed", self.shop.write, {"network_id": False})
        self.shop.network_id = self.network

    def test_another_network_of_the_same_day_is_untouched(self):
        other = make_network(self.env, "Other", siren="404833048")
        second = make_contract(self.env, self.operator, other)
        self.notify("2027-02-10")
        self.assertFalse(any(second.subscription_ids.mapped("date_end")))
        self.assertFalse(any(other.company_ids.mapped("service_end_date")))
