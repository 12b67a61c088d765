"""Whether an order may be sent for signature: what is missing, what a person approves or refuses."""

from datetime import date

from odoo.fields import Command
from odoo.tests import Form

from ..logic import contract_states as states
from ..logic import eligibility
from ..models.clicrdv_contract_eligibility import SENTENCES
from .common import make_network, make_order
from .life_common import LifeCase


class TestContractEligibility(LifeCase):
    def codes(self, order):
        return [problem.code for problem in order._problems()]

    def test_a_complete_order_is_eligible(self):
        order = self.order()
        order._check_eligible()
        self.assertFalse(order.eligibility_report)
        self.assertEqual(order.action_check_eligibility()["params"]["type"], "success")

    def test_each_code_has_its_sentence(self):
        self.assertEqual(set(SENTENCES), {*eligibility.MISSING, *eligibility.DOUBTS})

    def test_bil_05_06_08_a_bare_order_is_refused_with_all_reasons_at_once(self):
        order = make_order(self.env, self.operator, self.network, papers=False)
        refusal = self.assert_refused("not_eligible", lambda: order._send("handwritten"))
        expected = {
            "inpi_number",
            "inpi_class",
            "inpi_date",
            "inpi_document",
            "negotiator",
            "negotiator_rights",
            "mandate",
            "declaration",
        }
        self.assertEqual(set(refusal.codes), expected)
        self.assertIn(self.shop.name, str(refusal))
        self.assertEqual(order.state, states.DRAFT)
        self.assertIn("Attach the document of INPI.", order.eligibility_report)

    def test_bil_03_fewer_than_five_establishments_need_an_approval(self):
        order = self.order()
        order.subscription_ids[0].unlink()
        self.assertEqual(self.codes(order), ["too_few"])
        order._approve("A fifth shop opens next month.")
        self.assertEqual(self.codes(order), [])
        self.assertEqual((order.approved_by_id, order.approved_codes), (self.env.user, "too_few"))

    def test_bil_03_an_archived_establishment_does_not_count(self):
        order = self.order()
        order.subscription_ids[0].establishment_id.active = False
        self.assertEqual(set(self.codes(order)), {"too_few", "inactive"})

    def test_bil_04_a_number_with_a_wrong_digit_is_named(self):
        order = self.order()
        shop = order.subscription_ids[0].establishment_id
        shop.partner_id.company_registry = shop.company_registry[:-1] + str(9 - int(shop.company_registry[-1]))
        self.assertEqual(self.codes(order), ["siret_invalid"])

    def test_bil_04_a_franchise_has_several_numbers_and_needs_an_approval(self):
        network = make_network(self.env, "Franchise", kind="franchise", siren="404833048")
        order = self.order(network)
        self.assertEqual(self.codes(order), ["franchise"])

    def test_bil_07_an_approval_covers_only_the_doubts_that_it_has_seen(self):
        order = self.order()
        order.subscription_ids[0].unlink()
        order._approve("A fifth shop opens next month.")
        order.grouping_in_doubt = True
        self.assertEqual(self.codes(order), ["grouping"])

    def test_bil_07_what_is_missing_cannot_be_approved(self):
        order = make_order(self.env, self.operator, self.network)
        self.assert_refused("nothing_to_approve", order._approve, "Never mind")

    def test_bil_07_a_refused_order_is_kept_with_its_reason_and_may_be_taken_up_again(self):
        order = self.order()
        self.assert_refused("reason_missing", order._refuse, "  ")
        order._refuse("The grouping serves the price alone.")
        self.assertEqual(order.state, states.REFUSED)
        self.assertEqual(order.refusal_reason, "The grouping serves the price alone.")
        order.action_reopen()
        self.assertEqual(order.state, states.DRAFT)
        self.assertTrue(order.refusal_reason, "what was decided stays readable")

    def test_bil_07_a_decision_is_taken_in_its_window_with_a_reason(self):
        order = self.order(grouping_in_doubt=True)
        decision = self.env["clicrdv.order.decision"].with_context(active_id=order.id)
        window = decision.create({"contract_id": order.id})
        self.assert_refused("reason_missing", window.action_approve)
        with Form(window) as form:
            form.reason = "They share a brand and a shop design since 2010."
        window.action_approve()
        self.assertEqual(order.approval_reason, "They share a brand and a shop design since 2010.")

    def test_bil_08_a_declaration_of_tomorrow_is_none(self):
        order = self.order()
        order.subscription_ids[0].declared_on = date(2027, 1, 12)
        self.assertEqual(self.codes(order), ["declaration"])

    def test_an_establishment_that_moved_to_another_network_is_named(self):
        other = make_network(self.env, "Other", count=1, siren="404833048")
        order = self.order()
        order.subscription_ids = [
            Command.create(
                {
                    "establishment_id": other.company_ids.id,
                    "activity_id": other.company_ids.activity_id.id,
                    "declared_on": "2027-01-01",
                }
            )
        ]
        self.assertEqual(set(self.codes(order)), {"siret_other_siren", "inactive"})

    def test_bil_01_the_texts_of_the_day_are_frozen(self):
        order = self.order()
        order._freeze_documents()
        self.assertEqual(order.terms_ids, self.texts)
        self.assertEqual({len(text.sha256) for text in order.terms_ids}, {64})

    def test_bil_01_nothing_is_frozen_while_a_text_is_missing(self):
        order = self.order()
        dpa = self.texts.filtered(lambda text: text.kind == "dpa")
        self.env.cr.execute("DELETE FROM clicrdv_contract_clicrdv_terms_rel WHERE clicrdv_terms_id = %s", [dpa.id])
        self.env.cr.execute("DELETE FROM clicrdv_terms WHERE id = %s", [dpa.id])
        self.env.invalidate_all()
        self.assert_refused("terms_missing", order._freeze_documents)
        self.assertFalse(order.terms_ids)

    def test_bil_30_prices_of_the_day_of_signature_are_frozen_for_every_tariff(self):
        order = self.order()
        listed = self.env.ref("clicrdv_billing.product_subscription_interactive")
        order._freeze_prices(date(2027, 1, 11))
        order._freeze_prices(date(2027, 1, 11))
        listed.list_price = 99
        frozen = {price.product_id: (price.unit_price, price.date_from) for price in order.price_ids}
        self.assertEqual(frozen[listed], (49.90, date(2027, 1, 11)))
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        self.assertEqual(frozen[simple], (29.90, date(2027, 1, 11)), "a tariff that nobody has yet is frozen as well")

    def test_bil_30_the_price_list_of_the_network_counts(self):
        product = self.env.ref("clicrdv_billing.product_subscription_interactive")
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Network",
                "currency_id": self.operator.currency_id.id,
                "company_id": self.operator.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": product.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 41.2345,
                        }
                    )
                ],
            }
        )
        order = self.order(pricelist_id=pricelist.id)
        order._freeze_prices(date(2027, 1, 11))
        price = order.price_ids.filtered(lambda price: price.product_id == product)
        self.assertEqual(price.unit_price, 41.2345)
