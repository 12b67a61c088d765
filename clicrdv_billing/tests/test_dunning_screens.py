"""The screens of late payment open for the people they are for, and for nobody else."""

from datetime import timedelta

from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .dunning_common import DOCUMENT, DUE, LateCase

REMINDED = DUE + timedelta(days=5)


class TestDunningScreens(LateCase):
    def menus(self, user):
        """The menus about late payment that a user has: those to work with, and the two to set it up."""
        root = self.env.ref("clicrdv_billing.clicrdv_billing_menu_late")
        names = ("dunning_policy", "interest_rate")
        settings = self.env["ir.ui.menu"].concat(
            *(self.env.ref(f"clicrdv_billing.clicrdv_billing_menu_{name}") for name in names)
        )
        ids = [menu_id for menu_id in self.env["ir.ui.menu"].with_user(user).load_menus(False) if menu_id != "root"]
        return self.env["ir.ui.menu"].browse(ids).filtered(lambda menu: menu.parent_id == root or menu in settings)

    def test_every_menu_opens_for_a_billing_manager_with_its_columns(self):
        user = self.manager()
        self.formal_notice()
        self.assertEqual(len(self.menus(user)), 8)
        for menu in self.menus(user):
            action = menu.action.with_user(user)._get_action_dict()
            model = self.seen_by(user, self.env[action["res_model"]])
            with self.subTest(menu.name):
                views = model.get_views([*action["views"], (False, "search")])
                names = [name for name in views["models"][model._name]["fields"] if name in model._fields]
                domain = safe_eval(action["domain"] or "[]", {"uid": user.id})
                records = model.search(domain, limit=3)
                self.assertEqual(len(records.read(names)), len(records))

    def test_a_network_manager_has_none_of_them(self):
        user = self.manager()
        user.group_ids = self.env.ref("clicrdv_booking.group_network_manager")
        self.assertFalse(self.menus(user))

    def test_a_manager_pauses_a_case_and_proves_a_letter_on_their_forms(self):
        user = self.manager()
        _move, case, letter = self.formal_notice()
        with self.on(letter.posted_on + timedelta(days=3)):
            with Form(self.seen_by(user, case)) as screen:
                screen.pause_until = "2027-02-28"
                screen.pause_reason = "Instalments agreed"
            with Form(self.seen_by(user, letter)) as screen:
                screen.received_on = letter.posted_on + timedelta(days=2)
        self.assertEqual((case.paused_by_id, letter.received_on), (user, letter.posted_on + timedelta(days=2)))

    def test_a_manager_writes_a_dispute_special_terms_and_a_rate(self):
        user = self.manager()
        move = self.invoice()
        screen = Form(self.seen_by(user, self.env["clicrdv.dispute"]))
        screen.name, screen.partner_id, screen.letter_date = "SMS", self.customer, DUE
        screen.move_ids.add(move)
        self.assertEqual(screen.save().company_id, self.operator)
        screen = Form(self.seen_by(user, self.env["clicrdv.payment.special"]))
        screen.partner_id, screen.kind, screen.reason = self.customer, "deposit", "Two incidents"
        self.assertEqual(screen.save().decided_by_id, user)
        rates = self.seen_by(user, self.env["clicrdv.interest.rate"])
        rates.create({"date_start": "2027-07-01", "rate_business": 2.1, "source": "JO"})

    def test_a_late_invoice_and_its_contract_lead_to_the_debit_note_and_the_case(self):
        user = self.manager()
        move = self.invoice()
        case = self.job(REMINDED)
        contract = self.seen_by(user, self.contract)
        self.assertEqual(contract.action_late_payment()["res_id"], case.id)
        wizard = self.env["clicrdv.late.note"].browse(move.action_late_note()["res_id"])
        with Form(self.seen_by(user, wizard)) as screen:
            self.assertEqual(screen.amount_fee, 40)
            screen.court_amount = 10
            screen.court_text = "Bailiff"
            screen.court_file = DOCUMENT
        action = self.seen_by(user, wizard).action_make()
        note = self.seen_by(user, self.env["account.move"].browse(action["res_id"]))
        self.assertEqual(note.amount_total, 52.17)
        note.action_post()
        with Form(note) as screen:
            self.assertTrue(screen.late_note)
