"""Contracts that end before their term (art. 6, 15, 16, 18; data protection agreement, art. 6)."""

from datetime import date, timedelta

from odoo.exceptions import AccessError

from ..logic import contract_states as states
from ..logic import terminations
from .common import make_contract, make_network, make_operator
from .life_common import LifeCase


class TestTermination(LifeCase):
    def termination(self, cause=terminations.FAULT, contract=None, **values):
        values = {"letter_sent_on": "2027-01-04", **values}
        return self.env["clicrdv.termination"].create(
            {"contract_id": (contract or self.contract).id, "cause": cause, **values}
        )

    def test_bil_34_the_last_day_is_the_seventh_after_the_letter(self):
        record = self.termination()
        self.assertEqual((str(record.earliest_day), str(record.last_day)), ("2027-01-11", "2027-01-11"))

    def test_bil_34_the_remedy_is_checked_on_the_seventh_day_not_before(self):
        record = self.termination(letter_sent_on="2027-01-05")
        self.assertEqual(str(self.contract.activity_ids.date_deadline), "2027-01-12", "somebody is reminded")
        self.assert_refused("termination_too_early", record.action_confirm)
        with self.on("2027-01-12"):
            record.action_confirm()
        self.assertEqual(record.state, terminations.CONFIRMED)

    def test_bil_34_what_was_put_right_ends_nothing(self):
        record = self.termination()
        record.action_remedied()
        self.assertEqual((record.state, self.contract.end_date), (terminations.REMEDIED, False))
        self.assert_refused("termination_state_refused", record.action_confirm)

    def test_bil_25_subscriptions_and_public_pages_end_on_the_effective_day(self):
        record = self.termination(author="customer", last_day="2027-01-31")
        record.action_confirm()
        self.assertEqual(str(self.contract.end_date), "2027-01-31")
        self.assertEqual(set(self.contract.subscription_ids.mapped("date_end")), {date(2027, 1, 31)})
        self.assertEqual(set(self.shops.mapped("service_end_date")), {date(2027, 2, 1)})
        self.assertEqual((record.confirmed_by_id, self.contract.state), (self.env.user, states.ACTIVE))
        with self.on("2027-02-01"):
            self.assertFalse(self.env["res.company"]._booking_find(self.shop.booking_slug))
        self.job_on("2027-02-01", "2027-02-02")
        self.assertEqual((self.contract.state, record.state), (states.TERMINATED, terminations.EFFECTIVE))

    def test_the_last_day_is_never_before_the_earliest(self):
        record = self.termination(last_day="2027-01-10")
        self.assert_refused("termination_last_day", record.action_confirm)

    def test_a_letter_of_tomorrow_ends_nothing(self):
        record = self.termination(terminations.CORRUPTION, letter_sent_on="2027-01-12", last_day="2027-01-31")
        self.assert_refused("sending_day", record.action_confirm)

    def test_it_is_undone_until_its_last_day_is_over(self):
        self.contract.subscription_ids[0]._leave(date(2027, 1, 20))
        joined = self.contract.subscription_ids[1]
        after = joined._change(date(2027, 2, 15), offer="simple")
        before = self.contract.subscription_ids.read(["date_start", "date_end"])
        record = self.termination(last_day="2027-01-31")
        record.action_confirm()
        self.assertFalse(after.date_start, "it does not begin any more")
        with self.on("2027-01-31"):
            record.action_undo()
        self.assertEqual(self.contract.subscription_ids.read(["date_start", "date_end"]), before)
        self.assertEqual((self.contract.end_date, self.contract.state), (False, states.ACTIVE))
        self.assertFalse(joined.establishment_id.service_end_date)

    def test_it_is_not_undone_once_it_is_over(self):
        record = self.termination(last_day="2027-01-31")
        record.action_confirm()
        with self.on("2027-02-01"):
            self.assert_refused("termination_over", record.action_undo)
            self.run_job()
            self.assert_refused("termination_state_refused", record.action_undo)

    def test_undone_after_notice_the_contract_still_ends_by_the_notice(self):
        self.notify("2027-01-08")
        record = self.termination(last_day="2027-01-31")
        record.action_confirm()
        self.assertEqual(str(self.contract.end_date), "2027-01-31")
        record.action_undo()
        self.assertEqual((str(self.contract.end_date), self.contract.state), ("2027-06-30", states.NOTICE))
        self.assertEqual(set(self.contract.subscription_ids.mapped("date_end")), {date(2027, 6, 30)})

    def test_it_never_ends_later_than_the_notice_already_does(self):
        self.notify("2027-01-08")
        record = self.termination(last_day="2027-07-31")
        self.assert_refused("termination_last_day_late", record.action_confirm)

    def test_bil_22_all_contracts_of_the_customer_can_be_ended_when_unpaid(self):
        network = make_network(self.env, "Second", siren="404833048")
        second = make_contract(self.env, self.operator, network, partner_id=self.contract.partner_id.id)
        prepare = self.env["clicrdv.termination"]._for_unpaid
        found = prepare(self.contract.partner_id, date(2027, 1, 4))
        self.assertEqual(found.contract_id, self.contract | second)
        self.assertEqual(prepare(self.contract.partner_id, date(2027, 1, 4)), found)
        found.action_confirm()
        self.assertEqual(set((self.contract | second).mapped("end_date")), {date(2027, 1, 11)})

    def test_bil_35_force_majeure_of_more_than_thirty_days(self):
        case = self.env["clicrdv.force.majeure"].create(
            {"contract_id": self.contract.id, "reason": "Flood", "date_start": "2026-12-10"}
        )
        values = {"author": "customer", "force_majeure_id": case.id}
        early = self.termination(terminations.FORCE_MAJEURE, letter_received_on="2027-01-08", **values)
        self.assert_refused("termination_force_majeure_short", early.action_confirm)
        with self.on("2027-01-14"):
            record = self.termination(
                terminations.FORCE_MAJEURE, letter_sent_on="2027-01-10", letter_received_on="2027-01-13", **values
            )
            record.action_confirm()
        self.assertEqual(str(self.contract.end_date), "2027-01-20", "seven days after receipt")

    def test_bil_35_the_days_of_force_majeure_are_known_to_penalties_and_service_levels(self):
        case = {"contract_id": self.contract.id, "reason": "Flood"}
        self.env["clicrdv.force.majeure"].create(
            [
                {**case, "date_start": "2026-12-30", "date_end": "2027-01-02"},
                {**case, "date_start": "2027-01-10"},
                {**case, "date_start": "2026-06-01", "date_end": "2026-07-01"},
            ]
        )
        expected = {date(2026, 12, 30) + timedelta(days=number) for number in range(4)}
        expected |= {date(2027, 1, 10), date(2027, 1, 11), date(2026, 7, 1)}
        self.assertEqual(self.contract._force_majeure_days(), expected)
        january = self.contract._force_majeure_days(date(2027, 1, 1), date(2027, 1, 31))
        self.assertEqual(len(january), 2 + 22)

    def test_decision_12_data_protection_leaves_a_month_and_a_notice_of_15_to_30_days(self):
        values = {"author": "customer", "letter_sent_on": "2026-12-01", "letter_received_on": "2026-12-03"}
        record = self.termination(terminations.DATA_SUBPROCESSOR, notice_days=14, **values)
        self.assert_refused("termination_notice_days", record.action_confirm)
        record.notice_days = 30
        self.assertEqual(str(record.earliest_day), "2027-01-03")
        record.action_confirm()
        self.assertEqual(str(self.contract.end_date), "2027-01-03")

    def test_the_wrong_party_cannot_end_it(self):
        record = self.termination(terminations.UNPAID, author="customer")
        self.assert_refused("termination_author", record.action_confirm)

    def test_a_file_that_is_confirmed_is_not_edited(self):
        record = self.termination()
        record.action_confirm()
        self.assert_refused("termination_state_refused", record.write, {"last_day": "2027-05-01"})
        self.assert_refused("termination_state_refused", record.unlink)
        record.description = "The answer came on 12 January."

    def test_confirming_twice_changes_nothing(self):
        record = self.termination()
        record.action_confirm()
        at = record.confirmed_at
        with self.on("2027-01-12"):
            record.action_confirm()
        self.assertEqual(record.confirmed_at, at)

    def test_bil_37_a_file_about_corruption_is_read_by_those_in_charge_of_ethics_only(self):
        biller = self.make_user("facture", "clicrdv_billing.group_billing_manager")
        ethics = self.make_user("ethique", "clicrdv_billing.group_ethics")
        admin = self.make_user("ada.admin", "base.group_system")
        plain = self.termination()
        record = self.termination(terminations.CORRUPTION, proof=b"JVBERi0=", description="Who paid whom.")
        for user, seen in ((biller, plain), (ethics, plain | record), (admin, plain | record)):
            self.assertEqual(self.env["clicrdv.termination"].with_user(user).search([]), seen, user.login)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", "proof")]
        )
        with self.assertRaises(AccessError):
            file.with_user(biller).read(["datas"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["clicrdv.termination"].with_user(biller).create(
                {"contract_id": self.contract.id, "cause": "corruption", "letter_sent_on": "2027-01-04"}
            )

    def test_bil_37_its_end_counts_for_those_too_who_may_not_read_why(self):
        biller = self.make_user("facture", "clicrdv_billing.group_billing_manager")
        self.termination(terminations.CORRUPTION, letter_sent_on="2027-01-11").action_confirm()
        self.env.invalidate_all()
        contract = self.contract.with_user(biller)
        self.assertEqual(str(contract.end_date), "2027-01-11")
        self.assertFalse(contract.termination_ids)
        contract._refresh_end()
        self.assertEqual(str(contract.end_date), "2027-01-11")

    def test_each_operator_sees_its_own_papers(self):
        other = make_operator(self.env, "Other operator")
        network = make_network(self.env, "Foreign", siren="404833048")
        foreign = make_contract(self.env, other, network)
        self.termination(contract=foreign)
        biller = self.make_user("facture", "clicrdv_billing.group_billing_manager")
        self.notify("2027-02-10")
        self.env["clicrdv.force.majeure"].create(
            {"contract_id": foreign.id, "reason": "Flood", "date_start": "2026-12-10"}
        )
        self.env["clicrdv.contract.change"].create({"contract_id": foreign.id, "offer_change": "More"})
        self.env["clicrdv.terms"].create({"company_id": other.id, "kind": "cgv", "version": "other"})
        own = {"clicrdv.notice": 1, "clicrdv.terms": 3}
        for model in ("notice", "termination", "contract.change", "force.majeure", "terms"):
            found = self.env[f"clicrdv.{model}"].with_user(biller).search([])
            self.assertEqual(len(found), own.get(f"clicrdv.{model}", 0), model)
            self.assertLessEqual(found.company_id, self.operator)
