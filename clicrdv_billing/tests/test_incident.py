"""Incidents by hand: severity, delays, restoration (annex 1, §§ 2 and 4)."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from ..exceptions import BillingRefused
from ..logic import incidents as states
from .common import NOW
from .service_common import ServiceCase, paris


@freeze_time(NOW)
class TestIncident(ServiceCase):
    def assert_refused(self, code, call, *args, **values):
        with self.assertRaises(BillingRefused) as caught, self.env.cr.savepoint():
            call(*args, **values)
        self.assertEqual(caught.exception.code, code)

    # === SEVERITY (BKG-42) === #

    def test_severity_2_without_a_workaround_or_a_note_is_refused(self):
        """BKG-42"""
        self.assert_refused("severity_2_unfounded", self.make_incident, "2", workaround="  ")
        self.make_incident("2", workaround="Book by telephone")
        incident = self.make_incident("2", degraded="Slow, but one can work")
        self.assert_refused("severity_2_unfounded", incident.write, {"degraded": False})

    def test_severity_3_is_for_what_can_be_reproduced(self):
        """BKG-42"""
        self.assert_refused("severity_3_unfounded", self.make_incident, "3", workaround="x", degraded="x")
        self.make_incident("3", reproduction="Click twice")

    def test_the_form_asks_for_what_the_severity_needs(self):
        """BKG-42"""
        screen = Form(self.incidents.with_user(self.manager).with_context(allowed_company_ids=self.operator.ids))
        screen.subject = "Slow"
        screen.severity = "2"
        screen.workaround = "Load again"
        incident = screen.save()
        self.assertEqual(incident.company_id, self.operator)
        self.assertRegex(incident.name, r"^INC-\d{5}$")

    # === DELAYS (BKG-43…46, BKG-51) === #

    def test_the_delays_of_each_severity_are_kept_with_the_incident(self):
        """BKG-43, BKG-44, BKG-45, BKG-46, BKG-51"""
        more = {"workaround": "x", "reproduction": "x"}
        for severity, intervene, restore in (
            ("1", "2027-01-11 09:30", "2027-01-11 11:30"),
            ("2", "2027-01-11 09:30", "2027-01-11 14:30"),
            ("3", "2027-01-11 10:30", "2027-01-13 10:30"),
            (False, "2027-01-11 09:30", "2027-01-11 11:30"),
        ):
            with self.subTest(severity=severity):
                incident = self.make_incident(severity, **more)
                self.assertEqual(incident.acknowledge_by, paris("2027-01-11 09:30"))
                self.assertEqual((incident.intervene_by, incident.restore_by), (paris(intervene), paris(restore)))

    def test_the_hours_are_the_operator_s_and_stay_those_of_the_opening(self):
        """Decision 1.4-1"""
        self.operator.service_calendar = "B"
        incident = self.make_incident()
        self.assertEqual((incident.calendar, incident.restore_by), ("B", paris("2027-01-11 12:00")))
        self.operator.service_calendar = "A"
        incident.write({"severity": "2", "workaround": "x"})
        self.assertEqual(incident.restore_by, paris("2027-01-11 16:00"))

    def test_another_severity_changes_the_delays_from_the_declaration_on(self):
        incident = self.make_incident(False)
        incident.write({"severity": "3", "reproduction": "Click"})
        self.assertEqual(incident.restore_by, paris("2027-01-13 10:30"))

    def test_a_duty_is_running_then_missed_or_met(self):
        """BKG-43, BKG-51"""
        incident = self.make_incident()
        results = ("acknowledgement_result", "intervention_result", "restoration_result")
        self.assertEqual([incident[name] for name in results], ["pending"] * 3)
        with freeze_time(paris("2027-01-11 09:30")):
            incident.action_acknowledge()
        with freeze_time(paris("2027-01-11 09:31")):
            incident.action_start()
            incident.invalidate_recordset()
            self.assertEqual([incident[name] for name in results], ["met", "missed", "pending"])
        with freeze_time(paris("2027-01-11 11:31")):
            incident.invalidate_recordset()
            self.assertEqual(incident.restoration_result, "missed")

    def test_late_incidents_are_found_by_the_filters(self):
        incident = self.make_incident(declared="2027-01-08 08:00")
        late = [("restored_at", "=", False), ("restore_by", "<", NOW)]
        self.assertIn(incident, self.incidents.search(late))

    # === STATES === #

    def test_a_life_from_declaration_to_closing(self):
        incident = self.make_incident()
        incident.action_acknowledge()
        incident.with_user(self.manager).action_start()
        self.assertEqual((incident.state, incident.user_id), (states.IN_PROGRESS, self.manager))
        incident.action_start()  # twice changes nothing
        incident.action_restore()
        self.assertEqual((incident.restored_at, incident.restored_by, incident.fix_open), (NOW, "fix", False))
        incident.action_close()
        self.assertEqual(incident.state, states.CLOSED)

    def test_work_that_begins_before_the_confirmation_leaves_it_to_be_done(self):
        incident = self.make_incident()
        incident.action_start()
        self.assertFalse(incident.acknowledged_at)
        incident.action_acknowledge()
        self.assertEqual((incident.state, incident.acknowledged_at), (states.IN_PROGRESS, NOW))

    def test_a_way_that_is_not_in_the_table_is_refused(self):
        incident = self.make_incident()
        self.assert_refused("state_refused", incident.action_restore)
        incident.action_cancel()
        self.assert_refused("state_refused", incident.action_start)
        incident.action_reopen()
        self.assertEqual(incident.state, states.NEW)

    def test_a_workaround_restores_the_service_and_leaves_the_definitive_fix_open(self):
        """BKG-47"""
        incident = self.make_incident(user_id=self.manager.id)
        incident.action_start()
        self.assert_refused("workaround_missing", incident.action_restore_workaround)
        incident.workaround = "Book by telephone"
        incident.action_restore_workaround()
        self.assertEqual((incident.state, incident.restoration_result, incident.fix_open), ("restored", "met", True))
        self.assertEqual(incident.activity_ids.user_id, self.manager)
        incident.action_restore_workaround()
        self.assertEqual(len(incident.activity_ids), 1)
        self.assert_refused("fix_open", incident.action_close)
        incident.action_fix_done()
        self.assertEqual((incident.fix_done_at, len(incident.activity_ids)), (NOW, 0))
        incident.action_close()
        self.assertEqual(incident.state, states.CLOSED)

    def test_trouble_that_comes_back_is_not_restored(self):
        incident = self.make_incident()
        incident.action_start()
        incident.action_restore()
        incident.action_close()
        incident.action_reopen()
        self.assertEqual((incident.state, incident.restored_at, incident.intervention_at), ("in_progress", False, NOW))

    def test_nothing_happens_in_the_future_or_before_the_declaration(self):
        incident = self.make_incident()
        self.assert_refused("moment_in_the_future", incident.write, {"restored_at": NOW + timedelta(minutes=1)})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            incident.write({"acknowledged_at": incident.declared_at - timedelta(minutes=1)})
            incident.flush_recordset()

    # === NO PENALTY (BKG-52, BIL-25) === #

    def test_missed_delays_and_downtime_make_no_credit_and_hold_nothing(self):
        """BKG-52, BIL-25: annex 1, § 4, "pas de pénalité"; general terms, art. 6, no set-off."""
        counted = ("account.move", "clicrdv.charge", "clicrdv.subscription")
        before = [self.env[model].search_count([]) for model in counted]
        subscriptions = self.contract.subscription_ids.mapped(lambda line: (line.date_end, line.product_id))
        incident = self.make_incident(
            declared="2027-01-04 09:00", contract_id=self.contract.id, down_from=paris("2027-01-04 08:00")
        )
        self.assertEqual(incident.acknowledgement_result, "missed")
        self.run_job("ir_cron_watch_outages")
        incident.action_acknowledge()
        incident.action_start()
        incident.action_restore()
        incident.action_close()
        self.assertEqual([self.env[model].search_count([]) for model in counted], before)
        self.assertEqual(self.contract.state, "active")
        self.assertEqual(
            self.contract.subscription_ids.mapped(lambda line: (line.date_end, line.product_id)), subscriptions
        )

    # === WHOSE === #

    def test_the_contract_in_force_of_the_establishment_is_proposed(self):
        incident = self.make_incident(establishment_id=self.shop.id)
        self.assertEqual((incident.contract_id, incident.network_id), (self.contract, self.network))
        foreign = self.other_contract.subscription_ids[0].establishment_id
        self.assertFalse(self.make_incident(establishment_id=foreign.id).contract_id, "it is another operator's")

    def test_another_operator_sees_nothing_of_it(self):
        incident = self.make_incident(down_from=paris("2027-01-09 08:00"))
        incident.action_emergency_plan()
        exclusion = self.env["clicrdv.outage.exclusion"].create(
            {
                "company_id": self.operator.id,
                "kind": "security",
                "start": NOW,
                "stop": NOW + timedelta(1),
                "reason": "x",
            }
        )
        self.probe("2027-01-10 08:00", 1)
        probes = self.env["clicrdv.probe"].search([("company_id", "=", self.operator.id)])
        for records in (incident, incident.step_ids, exclusion, probes):
            with self.subTest(records._name):
                records.with_user(self.manager).read(["display_name"])
                foreign = records.with_user(self.stranger).with_context(allowed_company_ids=self.other.ids)
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])
                self.assertFalse(foreign.search([("id", "in", records.ids)]))

    def test_other_roles_have_no_right_on_incidents(self):
        incident = self.make_incident(establishment_id=self.shop.id)
        for group in ("base.group_user", "clicrdv_booking.group_manager", "clicrdv_booking.group_network_manager"):
            user = self.make_user(group.split(".")[-1], group, self.shop)
            with self.subTest(group), self.assertRaises(AccessError):
                incident.with_user(user).read(["subject"])

    # === THE FORM OF AN ESTABLISHMENT (BKG-34) === #

    def report_as(self, user, **values):
        wizards = self.env["clicrdv.incident.report"].with_user(user)
        wizard = wizards.with_context(allowed_company_ids=user.company_ids.ids).create(
            {"subject": "Agenda empty", "description": "Since noon", "proposed_severity": "1", **values}
        )
        wizard.action_report()
        return wizard

    def test_an_establishment_reports_a_problem_with_a_severity_that_it_proposes(self):
        """BKG-34"""
        paul = self.make_user("paul", "clicrdv_booking.group_manager", self.shop)
        wizard = self.report_as(paul)
        wizard.action_report()  # a second click opens no second one
        [incident] = self.incidents.search([("reporter_id", "=", paul.partner_id.id)])
        self.assertEqual(wizard.incident_name, incident.name)
        self.assertEqual(incident.company_id, self.operator)
        self.assertEqual((incident.establishment_id, incident.contract_id), (self.shop, self.contract))
        self.assertEqual((incident.severity, incident.proposed_severity), (False, "1"), "the operator judges")
        self.assertIn("9:00", wizard.handled_words)
        [mail] = self.deliver()
        self.assertIn("paul@example.com", mail["to"])
        self.assertEqual(incident.acknowledged_at, NOW)

    def test_one_reports_for_one_s_own_establishment_only(self):
        """BKG-34"""
        paul = self.make_user("paul", "clicrdv_booking.group_manager", self.shop)
        foreign = self.other_contract.subscription_ids[0].establishment_id
        self.report_as(paul, establishment_id=foreign.id)
        [incident] = self.incidents.search([("reporter_id", "=", paul.partner_id.id)])
        self.assertEqual(incident.establishment_id, self.shop)

    def test_an_establishment_without_a_contract_is_told_to_call(self):
        """BKG-34"""
        lonely = self.env["res.company"].create({"name": "Lonely"})
        paul = self.make_user("paul", "clicrdv_booking.group_manager", lonely)
        self.assert_refused("no_operator", self.report_as, paul)
