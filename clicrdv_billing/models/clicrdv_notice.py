from odoo import api, fields, models

from ..exceptions_life import NoticeGiven, NoticeOver, NoticeRefused
from ..logic import terms


class ClicrdvNotice(models.Model):
    """Notice that a customer gave: when it was received, its proof, and what it does (art. 4; BIL-10).

    Late notice is kept, does not stop the renewal, and says which date applied.
    """

    _name = "clicrdv.notice"
    _description = "Notice of a contract"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread"]
    _order = "received_at desc, id desc"
    _rec_name = "contract_id"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    received_at = fields.Datetime("Received", required=True, default=fields.Datetime.now)
    channel = fields.Selection(
        [("registered_letter", "Registered letter with acknowledgement"), ("email", "E-mail")],
        required=True,
        default="registered_letter",
    )
    proof = fields.Binary("Letter or e-mail", attachment=True)
    proof_name = fields.Char()
    acknowledge_to = fields.Char("Acknowledge to", help="Blank: the e-mail of the customer.")
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True, copy=False)
    state = fields.Selection(
        [("valid", "In time"), ("late", "Late"), ("withdrawn", "Taken back")], "Result", readonly=True, copy=False
    )
    deadline = fields.Date("Latest day that applied", readonly=True, copy=False)
    period_end = fields.Date("End of the period", readonly=True, copy=False)
    next_deadline = fields.Date("Next latest day", readonly=True, copy=False)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # notice comes one at a time: the second of one contract meets what the first has done
        notices = self.browse()
        for vals in vals_list:
            notice = super().create([vals])
            notice._receive()
            notices |= notice
        return notices

    # === ACTIONS === #

    def action_take_back(self):
        """Both agree that the contract goes on, while it still runs."""
        self.contract_id.check_access("write")
        for notice in self:
            contract = notice.contract_id
            if notice.state != "valid" or contract.end_date < contract.company_id._local_day():
                raise NoticeOver(self.env)
            contract._require_in_force()
            # nobody edits a notice: its state is moved here only
            notice.sudo().state = "withdrawn"
            contract._refresh_end()

    # === BUSINESS METHODS === #

    def _receive(self):
        """Decide what this notice does, do it, and acknowledge it at once (decision 1.4-19).

        :raises NotInForce, NoticeRefused, NoticeGiven:
        """
        self.ensure_one()
        contract = self.contract_id
        contract._require_in_force()
        day = contract.company_id._local_day(self.received_at)
        if self.received_at > fields.Datetime.now() or day < contract.date_start:
            raise NoticeRefused(self.env, day=fields.Date.to_string(day))
        if contract.notice_ids.filtered(lambda notice: notice.state == "valid"):
            raise NoticeGiven(self.env, name=contract.name, day=fields.Date.to_string(contract.end_date))
        decision = terms.decide_notice(contract.date_start, int(contract.term_months), day)
        following = terms.period(contract.date_start, int(contract.term_months), decision.period.number + 1)
        # see action_take_back
        self.sudo().write(
            {
                "state": "valid" if decision.in_time else "late",
                "deadline": decision.period.notice_by,
                "period_end": decision.period.last,
                "next_deadline": following.notice_by,
            }
        )
        contract._refresh_end()
        self._acknowledge()

    def _acknowledge(self):
        """Answer by e-mail, with the time of receipt and what follows from it; without an address the letter's own
        acknowledgement stands."""
        if not (self.acknowledge_to or self.partner_id.email):
            return
        self.env.ref("clicrdv_billing.mail_template_notice_received").send_mail(self.id)
        # see action_take_back
        self.sudo().acknowledged_at = fields.Datetime.now()

    def _received_text(self):
        """When it was received, in the operator's time zone, for the acknowledgement."""
        self.ensure_one()
        options = {"tz_name": self.company_id.booking_tz, "hide_seconds": True}
        return self.env["ir.qweb.field.datetime"].value_to_html(self.received_at, options)
