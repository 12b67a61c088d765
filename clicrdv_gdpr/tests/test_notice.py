"""Information notices: generated, published once, kept for ever (GDP-02, 19, 46)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, make_establishment

from .consent_common import NETWORK, ConsentCase


@freeze_time(NOW)
class TestNotice(ConsentCase):
    def words(self, notice):
        return "\n".join(line for section in notice._shown("en_US") for line in (section["title"], *section["lines"]))

    # === CONTENT (GDP-19, 02) === #

    def test_a_fresh_establishment_has_a_first_draft(self):
        fresh = make_establishment(self.env, "Fresh")
        self.assertEqual(fresh.privacy_notice_ids.mapped("state"), ["draft"])
        self.assertIn("Fresh", self.words(fresh.privacy_notice_ids))
        fresh._ensure_notice_drafts()
        self.assertEqual(len(fresh.privacy_notice_ids), 1, "asked twice, made once")

    def test_a_notice_says_everything_that_the_law_wants(self):
        """GDP-19, GDP-02: RGPD art. 13(1) and (2), from what is on file."""
        self.salon.dpo_email = "own.dpo@example.com"
        text = self.words(self.publish())
        for words in (
            "Salon, 1 rue des Essais, 75003 Paris, is the controller",
            "Provider runs the booking service",
            "art. 6(1)(b)",
            "36 months after your last interaction",
            "three months after the contract",
            "The internal service of Provider",
            "does not leave the European Union",
            "access to your data",
            "art. 85",
            "own.dpo@example.com",
            "dpo@example.com",
            "CNIL, 3 place de Fontenoy",
            "No decision about you is taken by automatic means",
        ):
            self.assertIn(words, text)

    def test_the_notice_follows_the_file(self):
        """Retention, questions, advertising and health change what is said; the published text stays."""
        before = self.publish()
        said = self.words(before)
        self.assertTrue(before.is_current)
        self.env["clicrdv.retention.policy"].create({"company_id": self.salon.id, "file_months": 24})
        self.salon.write({"booking_marketing_sms_on": True, "booking_ask_comment": "no"})
        self.env["clicrdv.question"].create(
            {"company_id": self.salon.id, "name": "Glasses?", "kind": "boolean", "purpose": "To prepare your visit"}
        )
        self.assertEqual(self.words(before), said)
        before.invalidate_recordset()
        self.assertFalse(before.is_current)
        before.action_new_version()
        after = self.words(self.publish())
        for words in ("24 months after", "advertising by SMS: only if you agree", "Glasses?", "To prepare your visit"):
            self.assertIn(words, after)
            self.assertNotIn(words, said)
        self.assertIn("Optional: telephone, comment.", said)
        self.assertIn("Optional: telephone.", after)

    def test_only_sub_processors_whose_service_is_chosen_are_named(self):
        """GDP-18: who did not choose SMS has no SMS router among his recipients."""
        france = self.env.ref("base.fr").id
        for service, chosen in (("sms", True), ("hosting", False), ("health_hosting", False)):
            self.env["clicrdv.subprocessor"].create(
                {
                    "name": f"For {service}", "company_id": self.provider.id, "purpose": "Work", "country_id": france,
                    "service": service, "only_if_chosen": chosen, "state": "in_use",
                }
            )  # fmt: skip
        self.salon.booking_sms_on = False
        self.assertEqual(self.salon._privacy_recipients().mapped("name"), ["For hosting"])
        self.salon.booking_sms_on = True
        self.assertEqual({*self.salon._privacy_recipients().mapped("name")}, {"For hosting", "For sms"})
        self.assertIn("Sub-processor: For sms, Work, France.", self.words(self.draft()))

    def test_an_integrated_network_is_the_controller_of_its_establishments(self):
        network = self.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated", "siren": "732829320"})
        self.salon.network_id = network
        self.assertIn(
            "Optique (SIREN 732829320) is the controller, for its establishment Salon", self.words(self.draft())
        )

    def test_a_paragraph_of_its_own_closes_the_notice_and_is_taken_over(self):
        self.draft().own_paragraph = "We film the entrance <b>only</b>."
        notice = self.publish()
        self.assertTrue(self.words(notice).endswith("What is particular to us\nWe film the entrance <b>only</b>."))
        self.assertIn("&lt;b&gt;only", notice.document)
        draft = self.notices.browse(notice.action_new_version()["res_id"])
        self.assertEqual(draft.own_paragraph, notice.own_paragraph)
        self.assertEqual(notice.action_new_version()["res_id"], draft.id, "one draft, however often it is asked for")

    def test_every_installed_language_is_published(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        notice = self.publish()
        self.assertEqual({*notice.sections}, {code for code, _name in self.env["res.lang"].get_installed()})

    # === PUBLISHING === #

    def test_versions_count_up_and_one_is_in_force(self):
        first = self.publish()
        self.assertEqual(
            (first.version, first.state, first.published_at, first.published_by), (1, "published", NOW, self.env.user)
        )
        self.assertEqual(self.salon.privacy_informed_on, NOW.date())
        first.action_publish()
        self.assertEqual(first.version, 1, "publishing twice changes nothing")
        with freeze_time(NOW + timedelta(days=1)):
            second = self.publish()
        self.assertEqual((second.version, second.state, first.state), (2, "published", "superseded"))
        self.assertEqual(self.notices._current_of(self.salon.id, "client")["version"], 2)
        self.assertNotEqual(first.hash, second.hash)

    def test_a_published_notice_is_never_changed_or_deleted(self):
        notice = self.publish()
        for values in ({"own_paragraph": "x"}, {"company_id": self.other.id}, {"kind": "staff"}):
            self.assert_refused("record_frozen", notice.write, values)
        self.assert_refused("record_frozen", notice.unlink)
        self.assert_refused("state_by_hand", self.as_user(self.officer, notice).write, {"state": "draft"})
        name = "clicrdv_privacy_notice_is_published"
        for query in (
            "UPDATE clicrdv_privacy_notice SET sections = '{}' WHERE id = %s",
            "UPDATE clicrdv_privacy_notice SET state = 'draft' WHERE id = %s",
            "UPDATE clicrdv_privacy_notice SET hash = 'x' WHERE id = %s",
            "DELETE FROM clicrdv_privacy_notice WHERE id = %s",
        ):
            self.assert_guarded(name, query, notice.id)

    def test_the_proof_is_not_written_by_hand(self):
        draft = self.as_user(self.manager, self.draft())
        draft.write({"hash": "x" * 64, "version": 9, "sections": {"en_US": []}, "own_paragraph": "Ours"})
        self.assertEqual((draft.hash, draft.version, draft.sections, draft.own_paragraph), (False, 0, False, "Ours"))
        made = self.as_user(self.manager, self.notices).create(
            {"company_id": self.salon.id, "hash": "x" * 64, "version": 9}
        )
        self.assertEqual((made.hash, made.version), (False, 0))
        self.assert_refused("state_by_hand", made.create, {"company_id": self.salon.id, "state": "published"})

    def test_a_notice_without_what_the_law_wants_is_not_published(self):
        self.salon.write({"booking_published": False, "street": False})
        error = self.assert_refused("notice_incomplete", self.draft().action_publish)
        self.assertIn("the address of the establishment", str(error))
        self.salon.street = "1 rue"
        self.provider.dpo_email = False
        error = self.assert_refused("notice_incomplete", self.draft().action_publish)
        self.assertIn("contact for data protection", str(error))
        self.assertEqual(self.draft().state, "draft")

    # === ACCOUNTS OF PROFESSIONALS (GDP-46) === #

    def test_the_provider_tells_professionals_about_their_five_data(self):
        """GDP-46"""
        notice = self.publish(self.provider, "staff")
        text = self.words(notice)
        self.assertIn("Provider is the controller of the accounts of professionals", text)
        self.assertIn("last name, first name, e-mail, telephone, and the entity", text)
        self.assertEqual(self.notices._public("staff"), notice)
        self.assertFalse(self.notices._public("staff", version=2))
        self.assertFalse(self.provider.privacy_informed_on, "that is about clients")

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_managers_publish_their_own_and_nobody_elses(self):
        self.as_user(self.manager, self.draft()).action_publish()
        foreign = self.draft(self.other)
        for user in (self.manager, self.officer):
            for call in (foreign.with_user(user).action_publish, lambda u=user: foreign.with_user(u).read(["kind"])):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call()
        staff = self.draft(self.salon, "staff")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_user(self.manager, staff).action_publish()
        for group in ("base.group_user", "base.group_portal", "base.group_public", "clicrdv_booking.group_agenda_user"):
            user = self.make_user(group, group, self.salon)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(user, self.notices).search([])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_network_managers_read_the_notices_of_their_network(self):
        head = self.make_user("head", NETWORK, self.provider)
        self.salon.network_id = self.env["clicrdv.network"].create(
            {"name": "Optique", "kind": "franchise", "manager_ids": head.ids}
        )
        seen = self.as_user(head, self.notices).search([("kind", "=", "client")])
        self.assertLessEqual({*seen.company_id.ids}, {self.salon.id, self.provider.id})
        self.assertIn(self.salon, seen.company_id)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_user(head, self.draft()).action_publish()
