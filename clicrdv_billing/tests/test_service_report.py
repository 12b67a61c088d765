"""The monthly report: figures, pictures, one e-mail, the customer's page (BKG-40, BKG-41, BKG-53)."""

from datetime import date

from lxml import etree, html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time
from odoo.tools import mute_logger

from ..exceptions import BillingRefused
from .common import NOW
from .service_common import ServiceCase, paris

DECEMBER = date(2026, 12, 1)
MINUTES = 31 * 24 * 60


class ReportCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([("service_probe_url", "!=", False)]).service_probe_url = False
        cls.reports = cls.env["clicrdv.service.report"]
        cls.operator.service_report_day = 5
        # those of the demo have reports too
        others = [("company_id", "not in", (cls.operator | cls.other).ids), ("date_start", "!=", False)]
        cls.env["clicrdv.contract"].search(others).end_date = date(2026, 1, 1)

    def watched(self, company=None):
        """A December that was up all the time."""
        self.probe("2026-12-01 00:00", MINUTES, company=company)

    def make_report(self, contract=None, month=DECEMBER):
        return self.reports.create(
            {"company_id": self.operator.id, "contract_id": contract and contract.id, "month": month}
        )

    def make_all(self, moment="2027-01-05 06:00"):
        """Run the monthly job; return the reports of our two operators."""
        self.run_job("ir_cron_service_reports", moment)
        ours = (self.operator | self.other).ids
        return self.reports.search([("company_id", "in", ours), ("month", "=", DECEMBER)])

    def make_customer_user(self, contract, login="customer"):
        partner = self.env["res.partner"].create(
            {"name": login, "parent_id": contract.partner_id.id, "email": f"{login}@example.com"}
        )
        return self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": f"{login}.portal", "password": f"{login}.portal", "partner_id": partner.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )  # fmt: skip


@freeze_time(NOW)
class TestServiceReport(ReportCase):
    # === FIGURES === #

    def test_a_month_with_an_outage_and_an_exclusion(self):
        """BKG-40, BKG-41"""
        self.watched()
        self.probe("2026-12-10 10:00", 100, ok=False)
        self.probe("2026-12-12 02:00", 200, ok=False)
        self.env["clicrdv.outage.exclusion"].create(
            [
                {"company_id": self.operator.id, "kind": "maintenance", "start": paris(start), "stop": paris(stop),
                 "reason": "New disks"}
                for start, stop in (("2026-12-12 02:00", "2026-12-12 05:00"), ("2026-12-12 03:00", "2026-12-12 06:00"))
            ]
        )  # fmt: skip
        report = self.make_report()
        self.assertEqual(report.total_minutes, MINUTES)
        self.assertEqual((report.down_minutes, report.excluded_minutes, report.unknown_minutes), (100, 200, 0))
        self.assertEqual((report.allowed_minutes, report.availability, report.verdict), (133.92, 99.775, "met"))
        self.assertEqual([day["day"] for day in report._shown()["bad_days"]], ["2026-12-10", "2026-12-12"])
        self.probe("2026-12-11 10:00", 34, ok=False)
        report.action_refresh()
        self.assertEqual((report.down_minutes, report.verdict), (134, "missed"))

    def test_a_month_that_nobody_watched_proves_nothing(self):
        """BKG-40"""
        report = self.make_report()
        self.assertEqual((report.availability, report.availability_at_best, report.verdict), (0, 100, "unproven"))
        self.assertEqual(report.unknown_minutes, MINUTES)

    def test_another_operator_s_probes_and_exclusions_do_not_count(self):
        self.watched(self.other)
        self.assertEqual(self.make_report().unknown_minutes, MINUTES)

    def test_an_outage_noted_by_a_person_counts_over_the_end_of_the_month(self):
        self.watched()
        self.make_incident(
            declared="2026-12-31 23:00", down_from=paris("2026-12-31 23:00"), down_until=paris("2027-01-01 02:00")
        )
        self.assertEqual(self.make_report().down_minutes, 60)

    def test_incidents_are_counted_by_severity_with_the_delays_that_were_missed(self):
        """BKG-52, BKG-53"""
        done = {"acknowledged_at": paris("2026-12-07 09:00"), "intervention_at": paris("2026-12-07 09:00")}
        self.make_incident(declared="2026-12-07 09:00", restored_at=paris("2026-12-07 11:00"), **done)
        self.make_incident(declared="2026-12-07 09:00", **done)
        self.make_incident("3", declared="2026-12-31 17:00", reproduction="x")
        self.make_incident(declared="2027-01-01 00:00")
        self.make_incident(declared="2026-12-07 09:00").action_cancel()
        with freeze_time(paris("2027-01-04 08:00")):
            report = self.make_report()
        self.assertEqual((report.incident_count, report.missed_count), (3, 1))
        by_severity = {line["severity"]: line for line in report.figures["severities"]}
        self.assertEqual(
            by_severity["1"] | {"severity": "1"},
            {"severity": "1", "count": 2, "acknowledgement": 0, "intervention": 0, "restoration": 1},
        )
        self.assertEqual([by_severity[severity]["count"] for severity in ("2", "3", "")], [0, 1, 0])
        lines = report.figures["incidents"]
        self.assertEqual([line["restoration"] for line in lines], ["met", "missed", "pending"])
        self.assertEqual(lines[0]["share"], 67)

    def test_a_contract_s_report_has_its_own_incidents_and_everybody_s(self):
        declared = {"declared": "2026-12-07 09:00"}
        self.make_incident(contract_id=self.contract.id, **declared)
        self.make_incident(is_general=True, **declared)
        self.make_incident(**declared)
        self.assertEqual(self.make_report().incident_count, 3)
        self.assertEqual(self.make_report(self.contract).incident_count, 2)

    def test_bil_35_force_majeure_of_a_contract_is_left_out_of_its_own_report_only(self):
        self.watched()
        days = {"date_start": date(2026, 12, 7), "date_end": date(2026, 12, 8), "reason": "Flood"}
        self.env["clicrdv.force.majeure"].create({"contract_id": self.contract.id, **days})
        down = {"is_general": True, "down_from": paris("2026-12-08 10:00"), "down_until": paris("2026-12-08 11:00")}
        self.make_incident(declared="2026-12-08 10:00", **down)
        general, own = self.make_report(), self.make_report(self.contract)
        self.assertEqual((general.down_minutes, general.excluded_minutes), (60, 0))
        self.assertEqual((own.down_minutes, own.excluded_minutes), (0, 60))
        [line] = own.figures["exclusions"]
        self.assertEqual((line["kind"], line["start"][:10]), ("force_majeure", general.figures["days"][6]["day"]))

    def test_a_month_that_is_not_over_has_no_report(self):
        with self.assertRaises(BillingRefused) as caught, self.env.cr.savepoint():
            self.make_report(month=date(2027, 1, 20))
        self.assertEqual(caught.exception.code, "month_not_over")
        self.assertEqual(self.make_report(month=date(2026, 12, 20)).month, DECEMBER)

    def test_a_month_has_one_report(self):
        self.make_report()
        self.make_report(self.contract)
        for contract in (None, self.contract):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.make_report(contract)

    def test_the_figures_of_a_published_report_stay(self):
        report = self.make_report(self.contract)
        report.action_send()
        for change in (report._fill, report.unlink):
            with self.assertRaises(BillingRefused) as caught, self.env.cr.savepoint():
                change()
            self.assertEqual(caught.exception.code, "report_sent")

    # === PICTURES === #

    def test_the_pictures_have_words_and_a_table_beside_them(self):
        """BKG-53"""
        self.watched()
        self.probe("2026-12-10 10:00", 100, ok=False)
        self.make_incident(declared="2026-12-07 09:00", subject="<b>secret</b>")
        report = self.make_report()
        page = self.env["ir.actions.report"]._render_qweb_html("clicrdv_billing.report_service", report.ids)[0]
        tree = html.fromstring(page)
        charts = tree.xpath("//*[local-name()='svg']")
        self.assertEqual(len(charts), 2)
        for chart in charts:
            self.assertEqual(chart.get("role"), "img")
            title, text = chart.get("aria-labelledby").split()
            self.assertTrue(all(chart.xpath(f".//*[@id='{name}']")[0].text for name in (title, text)))
        self.assertEqual(len(charts[0].xpath(".//*[local-name()='rect']")), 31)
        self.assertIn("99.775", tree.text_content())
        self.assertNotIn("secret", tree.text_content(), "what a reporter wrote is not published")
        self.assertEqual(len(tree.xpath("//table//th[@scope='row' and text()='2026-12-10']")), 1)

    def test_a_month_without_incidents_says_so(self):
        report = self.make_report()
        self.assertFalse(report._shown()["delays_chart"])
        etree.fromstring(report._shown()["days_chart"])

    # === THE MONTHLY JOB === #

    def test_the_job_makes_the_reports_and_sends_them_once(self):
        """BKG-53"""
        drafts = self.make_all("2027-01-01 06:00")
        expected = {(self.operator, self.contract), (self.other, self.other_contract)}
        expected |= {(operator, self.contract.browse()) for operator in (self.operator, self.other)}
        self.assertEqual({(report.company_id, report.contract_id) for report in drafts}, expected)
        self.assertEqual(set(drafts.mapped("state")), {"draft"})
        self.assertFalse(self.deliver())
        self.env["clicrdv.outage.exclusion"].create(
            {"company_id": self.operator.id, "kind": "force_majeure", "start": paris("2026-12-12 02:00"),
             "stop": paris("2026-12-12 05:00"), "reason": "Flood"}
        )  # fmt: skip
        for _run in range(2):
            self.assertEqual(self.make_all(), drafts)
        self.assertEqual(set(drafts.mapped("state")), {"sent"})
        self.assertEqual(drafts.filtered(lambda report: report.company_id == self.operator)[0].excluded_minutes, 180)
        mails = self.deliver()
        self.assertEqual(
            sorted(mail["to"].lower() for mail in mails),
            ["aide@example.com", "other@example.com", "siege@example.com", "siege@example.com"],
        )
        for mail in mails:
            [file] = list(mail.iter_attachments())
            self.assertIn("décembre 2026", mail["subject"])
            self.assertTrue(file.get_filename())
        self.assertFalse(self.deliver())

    def test_a_customer_without_an_address_keeps_nobody_else_waiting(self):
        """BKG-53"""
        self.contract.partner_id.email = False
        reports = self.make_all()
        waiting = reports.filtered(lambda report: report.state == "draft")
        self.assertEqual(waiting.contract_id, self.contract)
        self.assertIn(self.contract.partner_id.name, waiting.problem)
        self.contract.partner_id.email = "late@example.com"
        self.make_all("2027-01-06 06:00")
        self.assertEqual((waiting.state, waiting.problem), ("sent", False))

    def test_a_contract_that_ended_before_the_month_gets_none(self):
        self.contract._move_to("terminated", end_date=date(2026, 11, 30))
        self.assertNotIn(self.contract, self.make_all().contract_id)

    def test_a_job_that_was_away_for_a_month_sends_what_it_had_made(self):
        self.make_all("2027-01-02 06:00")
        self.run_job("ir_cron_service_reports", "2027-02-01 06:00")
        december = self.reports.search([("month", "=", DECEMBER), ("company_id", "=", self.operator.id)])
        self.assertEqual(set(december.mapped("state")), {"sent"})

    # === WHO READS IT === #

    def test_a_network_manager_reads_the_published_reports_of_his_networks(self):
        reports = self.make_all()
        nina = self.make_user("nina", "clicrdv_booking.group_network_manager", self.shop)
        self.network.manager_ids = nina
        found = self.reports.with_user(nina).with_context(allowed_company_ids=self.shop.ids).search([])
        self.assertEqual(found, reports.filtered(lambda report: report.contract_id == self.contract))
        found.read(["name", "availability"])
        with self.assertRaises(AccessError):
            found.write({"is_automatic": False})

    def test_another_operator_reads_none(self):
        self.make_all()
        ours = self.reports.search([("company_id", "=", self.operator.id)])
        with self.assertRaises(AccessError):
            ours.with_user(self.stranger).with_context(allowed_company_ids=self.other.ids).read(["availability"])
        self.assertEqual(self.reports.with_user(self.manager).search([]).company_id, self.operator)


@freeze_time(NOW)
class TestServicePortal(ReportCase, HttpCase):
    def get(self, path):
        return self.url_open(path, allow_redirects=False)

    def test_a_customer_reads_the_published_reports_of_his_own_contracts(self):
        """BKG-53"""
        self.make_customer_user(self.contract)
        mine, general, draft = (
            self.make_report(self.contract), self.make_report(), self.make_report(self.contract, date(2026, 11, 1))
        )  # fmt: skip
        (mine | general).action_send()
        foreign = self.reports.create(
            {"company_id": self.other.id, "contract_id": self.other_contract.id, "month": DECEMBER}
        )
        foreign.action_send()
        self.authenticate("customer.portal", "customer.portal")
        page = self.get("/my/service-reports")
        links = html.fromstring(page.content).xpath("//a[starts-with(@href, '/my/service-reports/')]/@href")
        self.assertEqual([link for link in links if link.split("/")[-1].isdigit()], [f"/my/service-reports/{mine.id}"])
        report = self.get(f"/my/service-reports/{mine.id}")
        self.assertEqual(report.status_code, 200)
        self.assertIn("<svg", report.text)
        for hidden in (general, draft, foreign):
            with mute_logger("odoo.http"):
                self.assertEqual(self.get(f"/my/service-reports/{hidden.id}").status_code, 404)
        self.assertIn("/my/service-reports", self.get("/my").text)

    def test_a_visitor_is_asked_who_he_is(self):
        self.assertIn("/web/login", self.url_open("/my/service-reports").url)
