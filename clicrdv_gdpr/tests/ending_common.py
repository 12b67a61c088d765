"""A processor, its officer, and a shop whose contract has ended."""

from datetime import datetime, time

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .portability_common import PortabilityCase

END = "2026-12-31"


class EndingCase(PortabilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the jobs look after every controller: those of the demonstration are under contract
        cls.env["res.company"].search([]).write({"service_end_date": False})
        cls.shop = cls.make_shop()
        cls.processor = cls.env["res.company"].create(
            {"name": "Processor", "email": "processor@example.com", "dpo_email": "dpo@example.com"}
        )
        cls.env.user.company_ids = [Command.link(cls.processor.id)]
        served = cls.processor | cls.shop | cls.salon
        cls.officer = cls.make_user("officer", "clicrdv_gdpr.group_privacy_officer", served)
        cls.manager = cls.make_user("manager", "clicrdv_booking.group_manager", cls.shop)

    @classmethod
    def make_user(cls, login, groups, companies):
        return new_test_user(
            cls.env,
            f"ending.{login}",
            groups=groups,
            email=f"{login}@example.com",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            tz="Europe/Paris",
        )

    def request(self, choice="return_destroy", ended=True, **values):
        if ended:
            self.shop.service_end_date = END
        return self.env["clicrdv.reversibility"].create(
            {"provider_id": self.processor.id, "company_id": self.shop.id, "choice": choice, "author": "Léa Exemple",
             "received_on": "2027-01-11", "user_id": self.officer.id, **values}
        )  # fmt: skip

    def as_officer(self, records):
        companies = self.processor | self.shop | self.salon
        return records.with_user(self.officer).with_context(allowed_company_ids=companies.ids)

    def as_manager(self, records):
        return records.with_user(self.manager).with_context(allowed_company_ids=self.shop.ids)

    def job(self, name, day=None):
        self.env.flush_all()
        moment = datetime.combine(datetime.fromisoformat(day).date(), time(8)) if day else None
        if moment:
            with freeze_time(moment):
                self.env.ref(f"clicrdv_gdpr.ir_cron_{name}").method_direct_trigger()
        else:
            self.env.ref(f"clicrdv_gdpr.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def exported(self, **values):
        """A request whose export is there."""
        request = self.request(**values)
        self.as_officer(request).action_export()
        self.job("reversibility_exports")
        return request

    def delivered(self, **values):
        request = self.exported(**values)
        self.as_manager(request).action_download()
        self.env.invalidate_all()
        return request

    def assert_refused(self, code, call, *args, **values):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            call(*args, **values)
            self.env.flush_all()
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)
        return caught.exception

    def letters(self, record, kind):
        about = [("res_model", "=", record._name), ("res_id", "in", record.ids), ("kind", "=", kind)]
        return self.env["clicrdv.privacy.letter"].search(about, order="id")
