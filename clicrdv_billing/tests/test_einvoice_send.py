import base64
import pathlib
import tempfile

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..exceptions_einvoice import PlatformRefused
from .common import make_operator
from .einvoice_common import EinvoiceCase, a_page, make_line, needs_printer


@tagged("post_install", "-at_install")
class TestEinvoiceSend(EinvoiceCase):
    def send(self):
        self.env.ref("clicrdv_billing.ir_cron_billing_send").method_direct_trigger()

    def hand_over(self):
        self.env.ref("clicrdv_billing.ir_cron_einvoice_platform").method_direct_trigger()

    def posts_of(self, move):
        return move.message_ids.filtered(lambda message: message.attachment_ids and message.partner_ids)

    def test_an_invoice_is_sent_once_however_often_the_job_runs(self):
        move = self.make_invoice()
        self.produce(move)
        move._billing_send()
        self.assertEqual(move.billing_send_state, "to_send")
        self.send()
        self.assertEqual(move.billing_send_state, "sent")
        self.assertEqual(len(self.posts_of(move)), 1)
        self.assertIn("facture.pdf", self.posts_of(move).attachment_ids.mapped("name"))
        move._billing_send()
        self.send()
        self.assertEqual(len(self.posts_of(move)), 1)

    def test_a_customer_without_e_mail_is_listed_and_stops_no_other(self):
        lost, other = self.make_invoice(), self.make_invoice(partner=self.network.company_ids[1].partner_id)
        for move in lost + other:
            self.produce(move)
        self.shop.partner_id.email = False
        (lost + other)._billing_send()
        self.send()
        self.assertEqual(lost.billing_send_state, "failed")
        self.assertIn("no e-mail address", lost.billing_send_error)
        self.assertEqual(other.billing_send_state, "sent")
        self.assertEqual(lost.state, "posted")

    def test_a_file_that_does_not_hold_is_not_sent_and_the_others_are(self):
        """The check after production refuses to send, says why, and leaves an activity."""
        bad, good = self.make_invoice(), self.make_invoice(partner=self.network.company_ids[1].partner_id)
        for move in bad + good:
            self.produce(move)
        bad.invoice_pdf_report_file = base64.b64encode(a_page())
        (bad + good)._billing_send()
        with mute_logger("factur-x"):
            self.send()
        self.assertEqual((bad.state, bad.billing_send_state), ("posted", "failed"))
        self.assertIn("no electronic invoice", bad.billing_send_error)
        self.assertIn("not sent", bad.activity_ids.summary)
        self.assertFalse(self.posts_of(bad))
        self.assertEqual(good.billing_send_state, "sent")

    def test_what_was_put_right_is_sent_again_and_its_activity_is_done(self):
        move = self.make_invoice()
        self.produce(move)
        self.shop.partner_id.email = False
        move._billing_send()
        self.send()
        self.assertTrue(move.activity_ids)
        self.shop.partner_id.email = "shop@example.com"
        move.action_billing_send()
        self.send()
        self.assertEqual(move.billing_send_state, "sent")
        self.assertFalse(move.billing_send_error)
        self.assertFalse(move.activity_ids)

    def test_a_broken_rule_stops_the_file_before_it_is_printed(self):
        move = self.make_invoice()
        move.name = "VT 2027 #1"
        move._billing_send()
        self.send()
        self.assertEqual(move.billing_send_state, "failed")
        self.assertIn("letters, digits", move.billing_send_error)
        self.assertFalse(move.invoice_pdf_report_id)

    def test_drafts_and_invoices_without_a_contract_are_not_sent(self):
        moves = self.make_invoice(post=False) + self.make_invoice(billing_contract_id=False)
        moves._billing_send()
        self.assertEqual(moves.mapped("billing_send_state"), [False, False])

    def test_killed_before_the_end_of_its_transaction_nothing_has_happened(self):
        move = self.make_invoice()
        self.produce(move)
        move._billing_send()
        self.env.flush_all()
        with self.cr.savepoint() as savepoint:
            move._send_alone()
            self.assertEqual(len(self.posts_of(move)), 1)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual((move.billing_send_state, len(self.posts_of(move))), ("to_send", 0))
        self.send()
        self.assertEqual((move.billing_send_state, len(self.posts_of(move))), ("sent", 1))

    @needs_printer
    @mute_logger("odoo.addons.base.models.ir_actions_report")  # style sheets come from a server that is not there
    def test_an_invoice_is_printed_checked_and_sent(self):
        move = self.make_invoice()
        move._billing_send()
        move.with_context(force_report_rendering=True)._send_alone()
        self.assertEqual((move.billing_send_state, move.billing_send_error), ("sent", False))
        self.assertEqual(move._check_einvoice(), [])
        self.assertEqual(move.ubl_cii_xml_id.raw, move._extract_einvoice(move.invoice_pdf_report_id.raw))

    @needs_printer
    @mute_logger("odoo.addons.base.models.ir_actions_report")  # style sheets come from a server that is not there
    def test_two_invoices_are_printed_where_qt_is_not_patched(self):
        moves = self.make_invoice() + self.make_invoice(partner=self.network.company_ids[1].partner_id)
        self.env["account.move.send"].with_context(force_report_rendering=True)._generate_and_send_invoices(
            moves, sending_methods=[]
        )
        self.assertFalse([problem for move in moves for problem in move._check_einvoice()])
        self.assertEqual(len(moves.invoice_pdf_report_id), 2)

    # === PLATFORM === #

    def open_platform(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.operator.write({"billing_platform": "folder", "billing_platform_folder": folder})
        return pathlib.Path(folder)

    def test_an_invoice_is_handed_to_the_folder_of_the_platform_once(self):
        folder, move = self.open_platform(), self.make_invoice()
        pdf, _xml = self.produce(move)
        move._hand_to_platform()
        for _run in range(2):
            self.hand_over()
            [file] = folder.iterdir()
            self.assertEqual(file.read_bytes(), pdf)
            self.assertEqual((move.einvoice_platform_state, move.einvoice_platform_reference), ("dropped", file.name))
            # killed before the state was written: the same file is handed over again, which changes nothing
            move.einvoice_platform_state = "to_deliver"

    def test_a_folder_that_does_not_exist_is_said_and_tried_again(self):
        folder, move = self.open_platform(), self.make_invoice()
        self.produce(move)
        self.operator.billing_platform_folder = str(folder / "nowhere")
        move._hand_to_platform()
        self.hand_over()
        self.assertEqual(move.einvoice_platform_state, "failed")
        self.assertIn("does not exist", move.einvoice_platform_error)
        self.operator.billing_platform_folder = str(folder)
        move.action_hand_to_platform()
        self.hand_over()
        self.assertEqual(move.einvoice_platform_state, "dropped")

    def test_sending_hands_over_too_where_there_is_a_platform(self):
        self.open_platform()
        move = self.make_invoice()
        self.produce(move)
        move._billing_send()
        self.send()
        self.assertEqual(move.einvoice_platform_state, "to_deliver")

    def test_a_refusal_of_the_platform_has_a_code(self):
        self.open_platform()
        way = self.env["clicrdv.einvoice.platform"]._way_of(self.operator)
        with self.assertRaises(PlatformRefused) as refused:
            way._deliver(self.operator, "VT/1", b"")
        self.assertEqual(refused.exception.code, "platform_refused")

    # === RIGHTS === #

    def test_a_billing_manager_sends_for_his_operator_only(self):
        other = make_operator(self.env, "Other operator", company_registry=False, vat=False)
        move = self.make_invoice()
        self.produce(move)
        groups = "clicrdv_billing.group_billing_manager"
        mine = new_test_user(self.env, "mine", groups, company_id=self.operator.id, company_ids=self.operator.ids)
        theirs = new_test_user(self.env, "theirs", groups, company_id=other.id, company_ids=other.ids)
        with self.assertRaises(AccessError):
            move.with_user(theirs).with_context(allowed_company_ids=other.ids).action_billing_send()
        move.with_user(mine).with_context(allowed_company_ids=self.operator.ids).action_billing_send()
        self.assertEqual(move.billing_send_state, "to_send")

    def test_only_an_administrator_sees_the_folder_on_the_server(self):
        groups = "clicrdv_billing.group_billing_manager"
        mine = new_test_user(self.env, "mine", groups, company_id=self.operator.id, company_ids=self.operator.ids)
        with self.assertRaises(AccessError):
            self.operator.with_user(mine).read(["billing_platform_folder"])

    def test_a_copy_of_an_invoice_is_not_taken_for_sent(self):
        move = self.make_invoice(make_line(self.shop, self.tax))
        self.produce(move)
        move._billing_send()
        self.send()
        self.assertFalse(move.copy().billing_send_state)
