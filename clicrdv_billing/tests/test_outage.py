"""Outages: probes against a real server, reports of a monitor outside, the alarm after 24 hours, exclusions."""

import json
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.tests import HttpCase, freeze_time
from odoo.tools import mute_logger

from ..exceptions import BillingRefused
from ..models import clicrdv_probe
from .common import NOW
from .health_peer import HealthPeer
from .service_common import ServiceCase, paris

JSON = {"Content-Type": "application/json"}
QUICK = 0.3


@freeze_time(NOW)
class TestProbe(ServiceCase):
    def setUp(self):
        super().setUp()
        self.env["res.company"].search([("service_probe_url", "!=", False)]).service_probe_url = False
        self.peer = self.enterContext(HealthPeer())
        self.patch(clicrdv_probe.health_probe.look, "__defaults__", (QUICK,))
        self.probes = self.env["clicrdv.probe"]

    def all_probes(self):
        return self.probes.search([("company_id", "in", (self.operator | self.other).ids)])

    def seen(self):
        return [(probe.at, probe.ok, probe.reason) for probe in self.all_probes()]

    def test_the_job_notes_what_the_health_page_says_minute_by_minute(self):
        """BKG-40"""
        (self.operator | self.other).service_probe_url = self.peer.url
        self.run_job("ir_cron_probe")
        self.assertEqual(self.peer.asked, 1, "one page is asked once for all who watch it")
        found = self.all_probes()
        self.assertEqual(found.company_id, self.operator | self.other)
        self.assertEqual(set(self.seen()), {(NOW, True, False)})
        self.run_job("ir_cron_probe")
        self.assertEqual(len(self.all_probes()), 2, "of one minute there is one")

    def test_a_page_that_is_down_slow_or_nonsense_is_down(self):
        """BKG-40; what drips is tried in tests/test_health_probe.py, where the clock runs."""
        self.operator.service_probe_url = self.peer.url
        for number, (says, reason) in enumerate(
            (
                ("fault", "status 503"),
                ("silent", "timeout"),
                ("parked", "answer"),
                ("cut", "connect"),
            )
        ):
            self.peer.says = says
            at = NOW + timedelta(minutes=number, seconds=17)
            with freeze_time(at):
                self.run_job("ir_cron_probe")
            self.assertEqual(self.seen()[0], (at.replace(second=0), False, reason))

    def test_nobody_who_watches_is_no_error(self):
        self.run_job("ir_cron_probe")
        self.assertFalse(self.seen())

    def test_what_is_no_address_of_a_page_is_refused(self):
        for url in ("rdv.example.com", "file:///etc/passwd", "https://user:secret@example.com/"):
            with self.assertRaises(BillingRefused) as caught, self.env.cr.savepoint():
                self.operator.service_probe_url = url
            self.assertEqual(caught.exception.code, "probe_address_refused")

    def test_old_probes_are_dropped(self):
        self.probe("2025-11-01 10:00", 3)
        self.probe("2026-11-01 10:00", 2)
        self.probes._gc_probes()
        self.assertEqual(len(self.seen()), 2)


@freeze_time(NOW)
class TestProbeReports(ServiceCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.operator.action_new_probe_token()
        self.path = self.operator.service_probe_report_url[len(self.operator.get_base_url()) :]

    def report(self, body, path=None):
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.url_open(path or self.path, data=data, headers=JSON, method="POST")

    def kept(self):
        return (
            self.env["clicrdv.probe"]
            .search([("company_id", "=", self.operator.id)])
            .mapped(lambda probe: (probe.company_id, probe.source, probe.at, probe.ok))
        )

    def test_a_monitor_outside_reports_now_and_later_and_twice(self):
        """BKG-40"""
        late = [{"ok": False, "at": "2027-01-11T06:30:00Z"}, {"ok": True, "ms": 80, "at": "2027-01-11T06:31:20Z"}]
        self.assertEqual(self.report({"ok": True}).json(), {"added": 1})
        for added in (2, 0):
            answer = self.report(late)
            self.assertEqual((answer.status_code, answer.json()), (200, {"added": added}))
        half_past = NOW - timedelta(minutes=30)
        expected = [(NOW, True), (half_past + timedelta(minutes=1), True), (half_past, False)]
        self.assertEqual(self.kept(), [(self.operator, "outside", at, ok) for at, ok in expected])

    def test_what_a_minute_was_told_first_stays(self):
        self.report({"ok": False})
        self.report({"ok": True})
        self.assertEqual([ok for *_others, ok in self.kept()], [False])

    def test_nonsense_is_refused_and_nothing_of_it_is_kept(self):
        for body in (
            "",
            "x",
            b"\xff\xfe",
            "[" * 100_000,
            "null",
            "[]",
            {"ok": 1},
            [{"ok": True}, {"ok": "no"}],
            {"ok": True, "at": "2027-02-01T00:00:00Z"},
        ):
            with self.subTest(body if len(body) < 100 else "deep"):
                answer = self.report(body)
                self.assertEqual(answer.status_code, 400)
                self.assertIn("error", answer.json())
        with mute_logger("odoo.http"):
            self.assertEqual(self.report(" " * 300_000).status_code, 413)
        self.assertFalse(self.kept())

    def test_an_address_that_is_unknown_or_given_up_is_not_found(self):
        for token in ("x", "x" * 43, "%00" * 40, self.operator.service_probe_token[:-1] + "é"):
            self.assertEqual(self.report({"ok": True}, f"/clicrdv/probe/{token}").status_code, 404)
        before = self.path
        self.operator.action_new_probe_token()
        self.env.flush_all()
        self.assertEqual(self.report({"ok": True}, before).status_code, 404)
        self.assertEqual(self.url_open(self.path, method="GET").status_code, 405)
        self.assertFalse(self.kept())


@freeze_time(NOW)
class TestAlarm(ServiceCase):
    def alarms(self):
        """Those that arrived, without core's mails about activities."""
        return [mail for mail in self.deliver() if mail["subject"].strip().startswith("ALERTE")]

    def watch(self, moment="2027-01-11 08:00"):
        self.run_job("ir_cron_watch_outages", moment)
        return self.incidents.search([("probed_since", "!=", False)])

    def test_an_outage_over_24_hours_gives_one_alarm_and_opens_the_emergency_plan(self):
        """BKG-48"""
        self.probe("2027-01-10 06:58", 2)
        self.probe("2027-01-10 07:00", 60, ok=False)
        self.probe("2027-01-11 07:00", 3, ok=False)  # a gap between, when nobody looked
        self.assertFalse(self.watch("2027-01-11 07:00"), "24 hours are not over 24 hours")
        incident = self.watch("2027-01-11 07:01")
        self.assertEqual((incident.down_from, incident.severity), (paris("2027-01-10 07:00"), "1"))
        self.assertEqual(incident.alarmed_at, paris("2027-01-11 07:01"))
        self.assertGreater(len(incident.step_ids), 5)
        self.assertEqual((incident.steps_left, len(incident.activity_ids)), (len(incident.step_ids), 1))
        self.assertEqual(incident.activity_ids.user_id, self.manager)
        self.assertEqual(self.watch("2027-01-11 09:00"), incident)
        [mail] = self.alarms()
        self.assertEqual(mail["to"].lower(), "aide@example.com")
        self.assertIn(incident.name, mail["subject"])
        incident.step_ids[0].with_user(self.manager).done = True
        self.assertEqual((incident.step_ids[0].done_by_id, incident.step_ids[0].done_at), (self.manager, NOW))

    def test_an_outage_that_ends_ends_its_incident_and_the_next_one_has_its_own(self):
        """BKG-48"""
        self.probe("2027-01-08 07:00", 5, ok=False)
        first = self.watch("2027-01-09 08:00")
        self.probe("2027-01-09 09:00", 1)
        self.watch("2027-01-09 09:15")
        self.assertEqual((first.down_until, first.down_hours), (paris("2027-01-09 09:00"), 26))
        self.probe("2027-01-09 09:01", 5, ok=False)
        both = self.watch("2027-01-11 07:30")
        self.assertEqual(len(both), 2)
        self.assertEqual(len(self.alarms()), 2)

    def test_a_monitor_outside_decides_whether_the_service_is_down(self):
        """BKG-48"""
        self.probe("2027-01-09 07:00", 1500, ok=False)
        self.probe("2027-01-09 07:00", 1500, source="outside")
        self.assertFalse(self.watch("2027-01-10 08:00"))
        self.probe("2027-01-09 07:00", 1500, source="inside")
        self.probe("2027-01-09 07:00", 1500, ok=False, source="outside")
        self.assertTrue(self.watch("2027-01-10 08:00"))

    def test_an_outage_that_a_person_has_noted_gives_its_alarm_too_also_afterwards(self):
        """BKG-48"""
        running = self.make_incident(down_from=paris("2027-01-09 08:00"), declared="2027-01-09 08:00")
        over = self.make_incident(
            down_from=paris("2027-01-04 08:00"), down_until=paris("2027-01-05 08:01"), declared="2027-01-04 08:00"
        )
        short = self.make_incident(
            down_from=paris("2027-01-04 08:00"), down_until=paris("2027-01-05 08:00"), declared="2027-01-04 08:00"
        )
        cancelled = self.make_incident(down_from=paris("2027-01-09 08:00"), declared="2027-01-09 08:00")
        cancelled.action_cancel()
        for _run in range(2):
            self.watch()
        alarmed = running | over | short | cancelled
        self.assertEqual(alarmed.filtered("alarmed_at"), running | over)
        self.assertEqual(len(self.alarms()), 2)

    def test_restoring_ends_the_outage(self):
        incident = self.make_incident(down_from=paris("2027-01-11 07:00"))
        incident.action_start()
        incident.action_restore()
        self.assertEqual(incident.down_until, NOW)

    def test_a_reduced_service_says_what_is_missing(self):
        """BKG-48"""
        incident = self.make_incident()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            incident.write({"is_reduced": True, "reduced_note": " "})
            incident.flush_recordset()
        incident.write({"is_reduced": True, "reduced_note": "No SMS"})


@freeze_time(NOW)
class TestExclusion(ServiceCase):
    def exclude(self, start, stop, kind="maintenance", reason="New disks"):
        return self.env["clicrdv.outage.exclusion"].create(
            {"company_id": self.operator.id, "kind": kind, "start": paris(start), "stop": paris(stop), "reason": reason}
        )

    def refused(self, *args, **values):
        with self.assertRaises(BillingRefused) as caught, self.env.cr.savepoint():
            self.exclude(*args, **values)
        return caught.exception.code

    def test_planned_maintenance_within_business_hours_is_no_exclusion(self):
        """BKG-41"""
        code = "maintenance_in_business_hours"
        self.assertEqual(self.refused("2027-01-12 17:59", "2027-01-12 22:00"), code)
        self.assertEqual(self.refused("2027-01-12 13:00", "2027-01-12 14:00"), code, "the lunch break of calendar B")
        self.assertEqual(self.refused("2027-01-11 20:00", "2027-01-12 08:31"), code)
        night = self.exclude("2027-01-11 18:00", "2027-01-12 08:30")
        self.exclude("2027-01-16 00:00", "2027-01-18 08:30")
        self.exclude("2027-01-01 09:00", "2027-01-01 12:00")  # New Year's Day
        with self.assertRaises(BillingRefused), self.env.cr.savepoint():
            night.stop = paris("2027-01-12 09:00")
        self.exclude("2027-01-12 10:00", "2027-01-12 11:00", kind="security")
        self.exclude("2027-01-12 10:00", "2027-01-12 11:00", kind="force_majeure")

    def test_each_excluded_minute_has_a_reason(self):
        """BKG-41"""
        self.assertEqual(self.refused("2027-01-11 20:00", "2027-01-11 21:00", reason=" "), "reason_missing")

    def test_an_exclusion_begins_before_it_ends(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.exclude("2027-01-11 21:00", "2027-01-11 20:00", kind="security")
