"""An order that is ready to be signed, and Yousign on this machine."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import BillingCase, make_network, make_order, make_terms
from .yousign_peer import KEY, SECRET, YousignPeer

OTHER_SIREN = "999085004"
SIGNER = {
    "signer_firstname": "Zoé",
    "signer_lastname": "Martin",
    "signer_quality": "Chairwoman",
    "signer_email": "zoe.martin@example.com",
    "signer_power": "Legal representative",
}
#: The smallest PNG that is one.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class SignatureCase(BillingCase):
    """The order of a second network, with its signer; an operator whose account at Yousign is on this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hair = make_network(cls.env, "Coiffure", count=5, siren=OTHER_SIREN)
        make_terms(cls.env, cls.operator)
        cls.order = make_order(cls.env, cls.operator, cls.hair, **SIGNER)
        company = {"company_id": cls.operator.id, "company_ids": [Command.set(cls.operator.ids)]}
        cls.manager = new_test_user(
            cls.env,
            "billing.test",
            groups="clicrdv_billing.group_billing_manager",
            email="billing@example.com",
            **company,
        )

    def use_yousign(self):
        """From now on orders go to a server on this machine, which is returned."""
        peer = self.enterContext(YousignPeer())
        self.operator.write(
            {
                "yousign_base_url": peer.url,
                "yousign_key": KEY,
                "yousign_webhook_secret": SECRET,
                "yousign_sandbox": True,
            }
        )
        return peer

    def as_manager(self, record=None):
        record = self.order if record is None else record
        return record.with_user(self.manager).with_context(allowed_company_ids=self.operator.ids)

    def work(self):
        """Run the job that speaks to Yousign."""
        self.env.flush_all()
        self.env.ref("clicrdv_billing.ir_cron_signatures").method_direct_trigger()
        self.env.invalidate_all()

    def kinds(self, contract=None):
        return sorted((self.order if contract is None else contract).document_ids.mapped("kind"))

    def own_kinds(self, contract=None):
        """The kinds of documents of an order, without the texts and the prices that are frozen with it."""
        return [kind for kind in self.kinds(contract) if kind not in ("terms", "annex", "dpa", "price_list")]

    def document(self, kind="order"):
        [document] = self.order.document_ids.filtered(lambda document: document.kind == kind)
        return document

    def refused(self, code, call, *arguments, **options):
        """A call is refused by a code, and leaves the order as it was."""
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            call(*arguments, **options)
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)
        self.env.invalidate_all()
