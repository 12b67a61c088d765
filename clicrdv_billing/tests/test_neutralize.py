"""A copy of a database sends nothing, signs nothing, and believes nobody."""

from odoo.modules.neutralize import get_neutralization_queries

from .signature_common import SignatureCase


class TestNeutralize(SignatureCase):
    def neutralize(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["clicrdv_billing"]):
            self.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_no_secret_and_no_address_of_the_outside_is_left(self):
        self.use_yousign()
        self.operator.write(
            {
                "billing_platform": "folder",
                "billing_platform_folder": "/srv/platform",
                "billing_auto_run": True,
                "service_probe_url": "https://example.com/clicrdv/health",
            }
        )
        self.operator.action_new_probe_token()
        secrets = [
            name
            for name, field in self.env["res.company"]._fields.items()
            if field.groups == "base.group_system" and field.store and field.type == "char"
            if (field._module or "") == "clicrdv_billing"
        ]
        self.assertGreater(len(secrets), 4)
        self.neutralize()
        left = [name for name in [*secrets, "service_probe_url", "billing_platform"] if self.operator[name]]
        self.assertFalse(left)
        self.assertFalse(self.operator.billing_auto_run)
        self.assertTrue(self.operator.yousign_sandbox)

    def test_an_order_on_its_way_goes_no_further_and_can_be_taken_back(self):
        peer = self.use_yousign()
        self.as_manager().action_send_yousign()
        self.neutralize()
        self.operator.write({"yousign_base_url": peer.url, "yousign_key": "another"})
        self.work()
        self.assertFalse(peer.requests)
        self.assertFalse(self.order.request_ids._live())
        self.as_manager().action_take_back()
        self.assertEqual(self.order.state, "draft")

    def test_a_link_that_was_sent_signs_nothing_in_a_copy(self):
        self.as_manager().action_send_portal()
        self.assertTrue(self.order.access_token)
        self.neutralize()
        self.assertFalse(self.order.access_token)

    def test_invoices_that_wait_stay_here_and_letters_wait_for_a_person(self):
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.order.partner_id.id})
        move.write({"billing_send_state": "to_send", "einvoice_platform_state": "to_deliver"})
        self.neutralize()
        self.assertEqual((move.billing_send_state, move.einvoice_platform_state), (False, False))
        self.assertFalse(self.env["clicrdv.dunning.level"].search([("auto_send", "=", True)]))
