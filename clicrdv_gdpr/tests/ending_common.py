"""A processor, its officer, and a shop whose contract has ended."""

from datetime import datetime, time

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.smtp_peer import SmtpPeer

from .people_common import PeopleMixin
from .portability_common import PortabilityCase
from .privacy_common import forget_recorded

END = "2026-12-31"
#: Of the clients of the shop, and of its staff.
STRINGS = ["QUÉVRIN", "Zélie-Ode", "ŁUKASZ", "Çağrı", "O'NEIL", "client0@example.com", "+33639988701", "Mère de Zélie",
           "Vézelay", "Rappelée lundi", "ordonnance é", "plus.rien@example.com", "Duprés", "Quidam", "quidam@example.com",
           "Vue au comptoir", "Caméra du perron"]  # fmt: skip


class EndingCase(PeopleMixin, PortabilityCase):
    logins = "ending"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the jobs look after every controller: those of the demonstration are under contract
        cls.env["res.company"].search([]).write({"service_end_date": False})
        forget_recorded(cls.cr, "clicrdv_backup_event", "clicrdv_backup_record")
        cls.shop = cls.make_shop()
        cls.shop_user = cls.env["res.users"].search([("company_id", "=", cls.shop.id)])
        cls.processor = cls.env["res.company"].create(
            {"name": "Processor", "email": "processor@example.com", "dpo_email": "dpo@example.com"}
        )
        cls.env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(cls.processor.id))
        cls.env.user.company_ids = [Command.link(cls.processor.id)]
        served = cls.processor | cls.shop | cls.salon
        cls.officer = cls.make_user("officer", "clicrdv_gdpr.group_privacy_officer", served)
        cls.manager = cls.make_user("manager", "clicrdv_booking.group_manager", cls.shop)

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

    def send_letters(self):
        """Letters are written, and the mail queue takes them away."""
        self.job("privacy_letters")
        with SmtpPeer(self.env):
            self.env["mail.mail"].search([("clicrdv_letter_id", "!=", False), ("state", "=", "outgoing")]).send()
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

    def letters(self, record, kind):
        about = [("res_model", "=", record._name), ("res_id", "in", record.ids), ("kind", "=", kind)]
        return self.env["clicrdv.privacy.letter"].search(about, order="id")


class DestructionCase(EndingCase):
    """The processor has one sub-processor in use, and nothing of the shop is on hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        held = cls.env["res.partner"].search([("client_legal_hold", "=", True)])
        held.write({"client_legal_hold": False, "client_hold_reason": False})
        common = {"company_id": cls.processor.id, "purpose": "Hosting", "country_id": cls.env.ref("base.fr").id}
        used, _proposed = cls.env["clicrdv.subprocessor"].create(
            [{**common, "name": name, "state": state} for name, state in (("Host", "in_use"), ("Later", "proposed"))]
        )
        cls.used = used

    def confirm(self, request, name=None):
        confirm = self.as_officer(self.env["clicrdv.destruction.confirm"]).create({"reversibility_id": request.id})
        confirm.typed_name = self.shop.name if name is None else name
        confirm.action_destroy()

    def destroy(self, request):
        self.confirm(request)
        self.job("reversibility_destruction")

    def answered(self, request):
        self.as_officer(request.task_ids).write({"done_on": "2027-01-12", "answer": "Deleted, ref. 42"})

    def rows_of(self, company):
        """Number of rows of an establishment, by table."""
        request = self.env["clicrdv.reversibility"].new({"company_id": company.id, "provider_id": self.processor.id})
        return request._count()
