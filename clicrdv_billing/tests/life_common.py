"""What the tests of a contract's life share: published texts, a complete order, days that pass."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .common import BillingCase, complete, make_order, make_terms


class LifeCase(BillingCase):
    """The contract of `BillingCase`, in force since 1 July 2026 for 12 months, and the texts that it was signed with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = make_terms(cls.env, cls.operator)
        cls.contract.terms_ids = cls.texts
        cls.shops = cls.contract.subscription_ids.establishment_id

    @classmethod
    def make_user(cls, login, *groups, **values):
        """Somebody who works for the operator."""
        return new_test_user(
            cls.env,
            login,
            groups=",".join(groups),
            company_id=cls.operator.id,
            company_ids=[Command.set(cls.operator.ids)],
            email=f"{login}@example.com",
            **values,
        )

    def order(self, network=None, **values):
        """A complete order of the network."""
        return complete(make_order(self.env, self.operator, network or self.network, **values))

    def run_job(self):
        self.env.ref("clicrdv_billing.ir_cron_lives").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def on(self, day, hour=9):
        """Inside the block it is this day, in the morning in Paris."""
        with freeze_time(datetime.combine(_as_date(day), time(hour))):
            yield

    def job_on(self, *days):
        for day in days:
            with self.on(day):
                self.run_job()

    def notify(self, day, **values):
        """Notice received on a day, written down that day."""
        with self.on(day, 10):
            received = datetime.combine(_as_date(day), time(9))
            return self.env["clicrdv.notice"].create(
                {"contract_id": self.contract.id, "received_at": received, **values}
            )

    def mails_to(self, email):
        return (
            self.env["mail.mail"]
            .search([])
            .filtered(lambda mail: email in (mail.email_to or "") or email in mail.recipient_ids.mapped("email"))
        )

    def assert_refused(self, code, action, *args, **values):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            action(*args, **values)
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)
        return caught.exception

    def assert_rows_tile(self, establishment):
        """The rows of an establishment follow each other without a gap or an overlap."""
        rows = establishment.subscription_ids.filtered("date_start").sorted("date_start")
        for before, after in zip(rows, rows[1:], strict=False):
            self.assertEqual(before.date_end + timedelta(days=1), after.date_start)


def _as_date(day):
    return day if not isinstance(day, str) else datetime.fromisoformat(day).date()
