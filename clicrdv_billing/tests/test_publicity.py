"""Comments for one year, logos as long as the contract (BIL-43)."""

from datetime import date

import psycopg2

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .followup_common import FollowupCase


class TestPublicity(FollowupCase):
    def make_testimonial(self, **values):
        values = {"author_name": "Jeanne", "text": "It works.", "consent_on": "2027-01-11", **values}
        return self.as_manager("clicrdv.testimonial").create({"contract_id": self.contract.id, **values})

    def make_use(self, **values):
        values = {"contract_id": self.contract.id, "place": "Home page", "since": "2026-09-01", **values}
        return self.as_manager("clicrdv.logo.use").create(values)

    # === COMMENTS === #

    def test_bil_43_a_comment_expires_one_year_after_the_consent(self):
        one = self.make_testimonial()
        one.action_use()
        self.assertEqual(str(one.expires_on), "2028-01-11")
        jobs = self.env["clicrdv.testimonial"]
        with freeze_time("2028-01-10 12:00:00"):
            self.run_job("expire_testimonials")
            self.assertEqual((one.state, jobs._in_use(self.operator)), ("in_use", one))
        with freeze_time("2028-01-11 12:00:00"):
            self.assertFalse(jobs._in_use(self.operator), "before the job has run")
            self.run_job("expire_testimonials")
        self.assertEqual(one.state, "expired")

    def test_bil_43_a_comment_is_not_shown_without_consent_or_after_its_year(self):
        self.assert_refused("consent_missing", self.make_testimonial(consent_on=False).action_use)
        self.assert_refused("consent_over", self.make_testimonial(consent_on="2026-01-11").action_use)
        one = self.make_testimonial()
        one.action_use()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            one.consent_on = False
            self.env.flush_all()

    def test_bil_43_whoever_takes_his_comment_back_is_shown_no_more(self):
        one = self.make_testimonial()
        one.action_use()
        one.action_withdraw()
        self.assertFalse(self.env["clicrdv.testimonial"]._in_use(self.operator))

    # === LOGOS === #

    def test_bil_43_the_list_of_logos_is_emptied_at_the_end_of_the_contract(self):
        uses = self.make_use() + self.make_use(place="Brochure")
        self.contract._move_to("terminated", end_date=date(2027, 1, 20))
        with freeze_time("2027-01-20 12:00:00"):
            self.run_job("end_logo_use")
            self.assertTrue(all(uses.mapped("active")), "its last day")
        with freeze_time("2027-01-21 12:00:00"):
            self.run_job("end_logo_use")
        self.assertFalse(any(uses.mapped("active")))
        self.assertEqual({str(day) for day in uses.mapped("until")}, {"2027-01-20"})
        self.assertFalse(self.contract.logo_use_ids)
        task = self.contract.activity_ids
        self.assertEqual(len(task), 1)
        self.assertIn("Home page", task.note)

    def test_bil_43_a_contract_that_runs_keeps_its_logos(self):
        use = self.make_use()
        self.run_job("end_logo_use")
        self.assertTrue(use.active)

    def test_bil_43_without_a_contract_in_force_no_logo_is_shown(self):
        use = self.make_use()
        self.contract._move_to("terminated", end_date=date(2027, 1, 10))
        self.assertEqual(self.contract._end_logo_use(), use)
        self.assertFalse(self.contract._end_logo_use(), "called again")
        self.assert_refused("logo_without_contract", self.make_use)
        self.assert_refused("logo_without_contract", use.write, {"active": True})
