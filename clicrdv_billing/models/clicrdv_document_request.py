from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..exceptions_followup import UPLOADS, DocumentNotWaited, UploadEmpty
from ..logic import document_requests as states
from ..logic import uploads

STATES = [
    (states.ASKED, "Asked"),
    (states.RECEIVED, "Received"),
    (states.ACCEPTED, "Accepted"),
    (states.REFUSED, "To be sent again"),
    (states.CANCELLED, "No longer needed"),
]
BATCH = 200


class ClicrdvDocumentRequest(models.Model):
    """A paper that the operator needs from a customer, until when, and what came of it (art. 8.2)."""

    _name = "clicrdv.document.request"
    _description = "Document asked from a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread", "mail.activity.mixin"]
    _may_move = staticmethod(states.may)
    _order = "due_on, id"

    # === FIELDS === #

    name = fields.Char("Document", required=True)
    customer_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    partner_id = fields.Many2one(
        "res.partner",
        "Asked from",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    email = fields.Char(related="partner_id.email")
    description = fields.Text("What is needed", help="The customer reads this.")
    state = fields.Selection(
        STATES, required=True, default=states.ASKED, readonly=True, copy=False, tracking=True, index=True
    )
    asked_on = fields.Date("Asked on", required=True, readonly=True, copy=False, default=fields.Date.context_today)
    due_on = fields.Date("Wanted by", required=True, tracking=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    received_on = fields.Datetime("Received on", readonly=True, copy=False)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False, readonly=True)
    refusal_reason = fields.Text("What is wrong with it", copy=False, help="The customer reads this.")
    reminder_ids = fields.One2many("clicrdv.document.reminder", "request_id", "Reminders", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _due_after_asking = models.Constraint("CHECK (asked_on <= due_on)", "A document is wanted after it is asked.")

    # === COMPUTE METHODS === #

    @api.depends("contract_id")
    def _compute_partner_id(self):
        for request in self:
            request.partner_id = request.partner_id or request.contract_id.partner_id

    @api.depends("due_on", "state")
    def _compute_is_overdue(self):
        for request in self:
            waiting = request.state in states.WAITING and request.due_on and request.company_id
            request.is_overdue = bool(waiting) and request.due_on < request.company_id._followup_today()

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        overdue = Domain("state", "in", sorted(states.WAITING)) & Domain("due_on", "<", today)
        return overdue if True in value else ~overdue

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["state"] = states.ASKED
        requests = super().create(vals_list)
        template = self.env.ref("clicrdv_billing.mail_template_document_request")
        for request in requests.filtered("email"):
            template.send_mail(request.id)
        return requests

    def _check_write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons: a state is not written by hand."))
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_empty(self):
        if any(request.attachment_ids for request in self):
            raise UserError(self.env._("What a customer has sent is kept: note that it is no longer needed instead."))

    # === ACTIONS === #

    def action_accept(self):
        self._move_to(states.ACCEPTED, refusal_reason=False)

    def action_refuse(self):
        """Ask for it again; the customer reads what is wrong."""
        for request in self.filtered(lambda request: request.state != states.REFUSED):
            if not (request.refusal_reason or "").strip():
                raise UserError(self.env._("Write what is wrong with it: the customer reads this."))
            request._move_to(states.REFUSED)
            if request.email:
                self.env.ref("clicrdv_billing.mail_template_document_request").send_mail(request.id)

    def action_cancel(self):
        self._move_to(states.CANCELLED)

    def action_ask_again(self):
        self._move_to(states.ASKED)

    # === BUSINESS METHODS === #

    def _receive(self, name, content):
        """Keep a file that the customer sends.

        :param str name: as his computer calls it
        :param bytes content: the file, at most one byte more than `logic.uploads.LARGEST`
        :raises DocumentNotWaited: it is accepted already, or no longer needed
        :raises UploadEmpty, UploadTooLarge, UploadWrongKind, UploadTooMany: the file is not taken
        """
        self.ensure_one()
        if self.state not in states.WAITING | {states.RECEIVED}:
            raise DocumentNotWaited(self.env, name=self.name)
        name = uploads.safe_name(name)
        code = uploads.refusal(name, content, len(self.attachment_ids))
        if code:
            raise UPLOADS[code](self.env, file=name)
        file = {"name": name, "raw": content, "mimetype": uploads.kind_of(name, content)}
        attachment = self.env["ir.attachment"].create({**file, "res_model": self._name, "res_id": self.id})
        self.write({"attachment_ids": [Command.link(attachment.id)], "received_on": fields.Datetime.now()})
        self._move_to(states.RECEIVED)

    def _receive_all(self, files):
        """Keep the files of one form, all or none.

        :param files: [(name, content)]
        """
        if not files:
            raise UploadEmpty(self.env, file=self.name)
        for name, content in files:
            self._receive(name, content)
        count = len(files)
        self.message_post(body=self.env._("The customer has sent %(count)s files.", count=count))

    def _reminder_day(self):
        """The reminder day that is to be written for today, None without one."""
        return states.reminder_due(
            self.asked_on, self.due_on, self.reminder_ids.mapped("day"), self.company_id._followup_today()
        )

    @api.model
    def _cron_remind(self):
        """Every day: write to the customers whose papers are wanted, once for each reminder day."""
        waiting = Domain("state", "in", sorted(states.WAITING)) & Domain("email", "!=", False)
        due = self.search(waiting, order="due_on, id").filtered(lambda request: request._reminder_day())
        template = self.env.ref("clicrdv_billing.mail_template_document_request")
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH].try_lock_for_update()
            for request in batch.filtered(lambda request: request._reminder_day()):
                # the letter and its trace are committed together, or neither
                request.reminder_ids = [Command.create({"day": request._reminder_day(), "email": request.email})]
                template.send_mail(request.id)
            if not progress(len(due[start : start + BATCH])):
                break
