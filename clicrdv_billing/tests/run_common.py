"""A run for December 2026, of a network whose subscriptions begin that month."""

from datetime import date, datetime

from .common import BillingCase

DECEMBER = date(2026, 12, 1)
MID_DECEMBER = datetime(2026, 12, 15, 9)


class RunCase(BillingCase):
    """The month of December, of an operator with five establishments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.subscription_ids.date_start = DECEMBER
        cls.shops = cls.contract.subscription_ids.establishment_id

    def run_of(self, month=DECEMBER, **values):
        run = self.env["clicrdv.billing.run"].create({"company_id": self.operator.id, "month": month, **values})
        run.action_preview()
        return run

    def bill(self, month=DECEMBER, **values):
        run = self.run_of(month, **values)
        self.work(run)
        return run

    def work(self, run):
        run.action_start()
        self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        run.invalidate_recordset()

    def moves(self, run):
        return self.env["account.move"].search([("billing_run_id", "=", run.id)])

    def line(self, run, shop=None):
        return run.line_ids.filtered(lambda line: line.establishment_id == (shop or self.shop))

    def charges(self, shop=None, **domain):
        domain = [("establishment_id", "=", (shop or self.shop).id), *((k, "=", v) for k, v in domain.items())]
        return self.env["clicrdv.charge"].search(domain, order="id")
