"""What the tests of the follow-up share: people of an operator and of customers, posted invoices, quotes."""

from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import BillingCase, make_contract, make_customer, make_network, make_operator

MANAGER = "clicrdv_billing.group_billing_manager"


def make_manager(env, operator, login):
    """Somebody who bills for an operator."""
    values = {"company_id": operator.id, "company_ids": [Command.set(operator.ids)]}
    user = new_test_user(env, login, MANAGER, **values)
    return user


def make_portal_user(env, partner, login):
    """Somebody at a customer."""
    person = env["res.partner"].create({"name": login, "email": f"{login}@example.com", "parent_id": partner.id})
    return env["res.users"].create(
        {
            "login": login,
            "password": login,
            "partner_id": person.id,
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )


def make_invoice(env, contract, day, amount, kind="out_invoice", period_end=None):
    """A posted invoice of a contract, or a credit note; the amount is before tax."""
    move = env["account.move"].create(
        {
            "move_type": kind,
            "partner_id": contract.partner_id.id,
            "company_id": contract.company_id.id,
            "invoice_date": day,
            "billing_contract_id": contract.id,
            "reversed_entry_id": kind == "out_refund" and _any_invoice(env, contract).id,
            "billing_period_start": period_end and period_end.replace(day=1),
            "billing_period_end": period_end,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Subscriptions",
                        "price_unit": amount,
                        "tax_ids": [Command.set(contract.company_id.billing_tax_metropole_id.ids)],
                    }
                )
            ],
        }
    )
    move.action_post()
    return move


def _any_invoice(env, contract):
    return env["account.move"].search([("billing_contract_id", "=", contract.id)], limit=1)


class FollowupCase(BillingCase):
    """The operator and its contract of the other tests, a manager of it, and somebody at the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_manager(cls.env, cls.operator, "manager.follow")
        cls.customer_user = make_portal_user(cls.env, cls.contract.partner_id, "customer.follow")
        cls.capacity = cls.env["product.product"].create({"name": "More agendas", "type": "service"})

    def as_manager(self, record_or_model, user=None):
        """A record or a model, as a manager works with it."""
        records = self.env[record_or_model] if isinstance(record_or_model, str) else record_or_model
        user = user or self.manager
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def make_line(self, **values):
        return {
            "establishment_id": self.shop.id,
            "product_id": self.capacity.id,
            "date_from": date(2027, 1, 11),
            "quantity": 2,
            "unit_price": 15.5,
            **values,
        }

    def make_quote(self, *lines, **values):
        """A draft quote, made by the manager."""
        return self.as_manager("clicrdv.quote").create(
            {
                "contract_id": self.contract.id,
                "line_ids": [Command.create(line) for line in lines or [self.make_line()]],
                **values,
            }
        )

    def accepted(self, *lines, **values):
        """A quote that its customer has accepted today."""
        quote = self.make_quote(*lines, **values)
        quote.action_send()
        quote._accept("portal", "Jeanne Martin", date(2027, 1, 11))
        return quote

    def run_job(self, name):
        """Run a daily job twice, as it may happen."""
        for _time in range(2):
            self.env.ref(f"clicrdv_billing.ir_cron_{name}").method_direct_trigger()

    def assert_refused(self, code, call, *args, **options):
        """A call is refused with a code; what it had begun is undone."""
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            call(*args, **options)
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)

    @classmethod
    def make_other(cls):
        """Another operator with a customer of his own."""
        operator = make_operator(cls.env, "Other operator")
        env = cls.env(context={**cls.env.context, "allowed_company_ids": operator.ids})
        network = make_network(env, "Coiffure", count=1, siren="999084130")
        partner = make_customer(env, network, vat="/", email="c@example.com")
        return operator, make_contract(env, operator, network, partner_id=partner.id)
