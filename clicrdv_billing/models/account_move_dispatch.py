import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# each is printed, which takes over a second: a watchdog kills a worker after two minutes on one job
BATCH = 50


class AccountMove(models.Model):
    """Send the invoices of contracts: each once, one by one, so that a bad one stops no other.

    An invoice is printed, checked and put into the queue of e-mails in one transaction, which also takes it off this list:
    killed before its end nothing has happened, after it the e-mail is in core's queue, which never sends one twice.
    """

    _inherit = "account.move"

    # === FIELDS === #

    billing_send_state = fields.Selection(
        [("to_send", "To send"), ("sent", "Sent"), ("failed", "Not sent")],
        "Sending",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    billing_send_error = fields.Text("Why it was not sent", copy=False, readonly=True, groups="base.group_user")

    # === CONSTRAINTS AND INDEXES === #

    _billing_to_send = models.Index("(id) WHERE billing_send_state = 'to_send'")

    # === ACTIONS === #

    def action_billing_send(self):
        """Send again what was not sent, after it has been put right."""
        self.check_access("write")
        self._billing_send()

    # === BUSINESS METHODS === #

    def _billing_send(self):
        """Put posted invoices of contracts on the list of what is sent in the background; those already sent stay sent."""
        moves = self.filtered(
            lambda move: (
                move.billing_contract_id
                and move.state == "posted"
                and move.is_sale_document()
                and move.billing_send_state not in ("to_send", "sent")
            )
        )
        moves.write({"billing_send_state": "to_send", "billing_send_error": False})
        if moves:
            self.env.ref("clicrdv_billing.ir_cron_billing_send")._trigger()

    @api.model
    def _cron_billing_send(self):
        """At once after a run, and every hour: print, check and send what is on the list."""
        waiting = Domain("billing_send_state", "=", "to_send") & Domain("state", "=", "posted")
        moves = self.search(waiting, order="id", limit=BATCH)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=self.search_count(waiting))
        for move in moves:
            if move.try_lock_for_update().filtered_domain(waiting):
                move.with_company(move.company_id)._send_alone()
            if not progress._commit_progress(1):
                break

    def _send_alone(self):
        """Send one invoice, or write down why it is not sent."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                problem = self._send_or_say_why()
        except psycopg2.Error:
            raise  # the database, not the invoice: the job starts again from what is committed
        except UserError as refused:
            problem = str(refused)
        except Exception as error:  # printing is another program: whatever it does concerns this invoice only
            _logger.exception("The invoice %s was not sent", self.name)
            problem = str(error) or type(error).__name__
        self._note_sending(problem)

    def _send_or_say_why(self):
        """:return: a sentence when the document is there, but nobody to send it to"""
        warnings = self.partner_id._billing_warnings()
        methods = [] if warnings else ["email"]
        self.env["account.move.send"]._generate_and_send_invoices(self, sending_methods=methods)
        self._hand_to_platform()
        return "\n".join(warnings)

    def _note_sending(self, problem):
        self.write({"billing_send_state": "failed" if problem else "sent", "billing_send_error": problem or False})
        activity_type = self.env.ref("mail.mail_activity_data_warning")
        mine = self.activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)
        if not problem:
            mine.action_done()
        elif not mine:
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("The invoice was not sent"),
                note=problem,
                user_id=(self.invoice_user_id or self.create_uid).id,
            )
