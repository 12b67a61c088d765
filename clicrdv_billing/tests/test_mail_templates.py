"""Each e-mail goes to whom it is meant for."""

from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon


@tagged("post_install", "-at_install")
class TestMailTemplates(BaseCommon):
    def test_no_template_leaves_it_to_odoo_to_guess_who_gets_it(self):
        data = self.env["ir.model.data"].search([("module", "=", "clicrdv_billing"), ("model", "=", "mail.template")])
        templates = self.env["mail.template"].browse(data.mapped("res_id"))
        self.assertTrue(templates)
        self.assertFalse(templates.filtered("use_default_to").mapped("name"))
