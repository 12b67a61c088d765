from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_einvoice import PlatformRefused

BATCH = 200


class AccountMove(models.Model):
    """Hand produced invoices to the approved platform of the operator; no more than that is claimed."""

    _inherit = "account.move"

    # === FIELDS === #

    einvoice_platform_state = fields.Selection(
        [("to_deliver", "To hand over"), ("dropped", "Handed over"), ("failed", "Not handed over")],
        "Approved platform",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Handed over: the file is in the folder of the platform. What the platform does with it, it says itself.",
    )
    einvoice_platform_reference = fields.Char("File", copy=False, readonly=True, groups="base.group_user")
    einvoice_platform_error = fields.Text("Why not", copy=False, readonly=True, groups="base.group_user")

    # === CONSTRAINTS AND INDEXES === #

    _einvoice_to_deliver = models.Index("(id) WHERE einvoice_platform_state = 'to_deliver'")

    # === ACTIONS === #

    def action_hand_to_platform(self):
        """Try again what was not handed over."""
        self.check_access("write")
        self._hand_to_platform()

    # === BUSINESS METHODS === #

    def _hand_to_platform(self):
        """Put produced invoices on the list of what is handed over, where the operator has a way to his platform."""
        moves = self.filtered(
            lambda move: (
                move.company_id.billing_platform
                and move.einvoice_platform_state != "dropped"
                and move._has_einvoice()
                and move.invoice_pdf_report_id
            )
        )
        moves.write({"einvoice_platform_state": "to_deliver", "einvoice_platform_error": False})
        if moves:
            self.env.ref("clicrdv_billing.ir_cron_einvoice_platform")._trigger()

    @api.model
    def _cron_einvoice_platform(self):
        """Hand over what waits. Killed in between, the same file is handed over again, which changes nothing."""
        waiting = Domain("einvoice_platform_state", "=", "to_deliver") & Domain("state", "=", "posted")
        moves = self.search(waiting, order="id", limit=BATCH)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=self.search_count(waiting))
        for move in moves:
            if move.try_lock_for_update().filtered_domain(waiting):
                move._deliver_to_platform()
            if not progress._commit_progress(1):
                break

    def _deliver_to_platform(self):
        """Hand one invoice over, or write down why not."""
        self.ensure_one()
        way = self.env["clicrdv.einvoice.platform"]._way_of(self.company_id)
        if way is None:
            self.einvoice_platform_state = False
            return
        pdf = self.invoice_pdf_report_id.raw or b""
        problems = self._check_einvoice(pdf)
        try:
            reference = way._deliver(self.company_id, self.name, pdf) if not problems else False
        except PlatformRefused as refused:
            problems, reference = [str(refused)], False
        self.write(
            {
                "einvoice_platform_state": "failed" if problems else "dropped",
                "einvoice_platform_reference": reference,
                "einvoice_platform_error": "\n".join(problems) or False,
            }
        )
