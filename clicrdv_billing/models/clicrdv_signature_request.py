import uuid

from odoo import api, fields, models

from ..exceptions_signature import RequestUnderWay
from ..logic import signature_states as states

STATES = [
    (states.PREPARING, "Being sent"),
    (states.ONGOING, "With the signer"),
    (states.EXPIRED, "Expired"),
    (states.SIGNED, "Signed, files to come"),
    (states.FILED, "Signed and filed"),
    (states.DECLINED, "Declined"),
    (states.CANCELED, "Taken back"),
    (states.FAILED, "Failed"),
]


class ClicrdvSignatureRequest(models.Model):
    """One order at a provider of signatures: how far it has come, what was called last, and what went wrong.

    `clicrdv_signature_request_job.py` makes the calls. What is to be called next follows from what the provider holds,
    so that a job which dies anywhere goes on without sending anything twice.
    """

    _name = "clicrdv.signature.request"
    _description = "Signature request"
    _order = "id desc"
    _rec_name = "contract_id"

    # === FIELDS === #

    uuid = fields.Char(required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4()))
    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    document_id = fields.Many2one("clicrdv.contract.document", "Order", ondelete="set null")
    document_sha256 = fields.Char("SHA-256 of the order that was sent", required=True)
    provider = fields.Selection([("yousign", "Yousign")], required=True, default="yousign")
    sandbox = fields.Boolean(help="Signed in the sandbox: without legal value.")
    level = fields.Char(required=True)
    authentication = fields.Char(required=True)
    state = fields.Selection(STATES, required=True, default=states.PREPARING, index=True)
    remote_id = fields.Char("Number at the provider", index="btree_not_null")
    remote_document_id = fields.Char()
    remote_signer_id = fields.Char()
    calling = fields.Char(help="The call that may have left, and whose reply is not known.")
    wanted = fields.Selection([("cancel", "Take back"), ("reactivate", "Send once more")], "Asked for")
    try_at = fields.Datetime("Next look", required=True, index=True, default=fields.Datetime.now)
    failures = fields.Integer("Failures in a row")
    error_code = fields.Char()
    error_status = fields.Integer()
    error = fields.Char("What went wrong", compute="_compute_error")

    # === CONSTRAINTS AND INDEXES === #

    _uuid_unique = models.Constraint("UNIQUE (uuid)", "Another request has this number.")
    _one_live = models.UniqueIndex(
        "(contract_id) WHERE state IN ('preparing', 'ongoing', 'expired', 'signed', 'failed')",
        "This order is with its signer already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("error_code", "error_status")
    @api.depends_context("lang")
    def _compute_error(self):
        sentences = self._sentences()
        for request in self:
            sentence = sentences.get(request.error_code, sentences["refused"]) if request.error_code else False
            status = f" (HTTP {request.error_status})" if sentence and request.error_status else ""
            request.error = sentence and sentence + status

    def _sentences(self):
        """{code of a failure: what it means, and what to do}"""
        again = self.env._("Yousign could not be reached; it is tried again by itself.")
        unsure = self.env._("The answer of Yousign was lost; what it holds is looked up before anything is sent again.")
        return {
            "connect": again,
            "tls": self.env._("The certificate of the address of Yousign is not valid: an administrator checks it."),
            "busy": self.env._("Yousign takes no more calls for the moment; it is tried again when it said."),
            "timeout": unsure,
            "cut": unsure,
            "broken": self.env._("Yousign is out of order; what it holds is looked up, then it is tried again."),
            "unreadable": self.env._("The answer of Yousign makes no sense; it is tried again by itself."),
            "configuration": self.env._(
                "Yousign refuses the key or the address: an administrator corrects them in the settings of the company."
            ),
            "missing": self.env._("Yousign no longer knows this request: take the order back and send it again."),
            "not_ready": self.env._("Signed; Yousign is still making the files. They are fetched by themselves."),
            "not_opened": self.env._("The order could not be begun after its signature: see the log of the server."),
            "refused": self.env._(
                "Yousign refuses this order: check name, e-mail and mobile of the signer, then take it back and send it again."
            ),
        }

    # === ACTIONS === #

    def action_retry(self):
        """Try again what failed, after its cause was repaired."""
        failed = self.filtered(lambda request: request.state == states.FAILED)
        failed.contract_id.check_access("write")
        # whoever works with the contract may have its request tried again
        failed.sudo().write({"state": states.PREPARING, "failures": 0, "error_code": False, "error_status": 0})
        failed._look_now()

    def action_reactivate(self):
        """Send an expired order once more."""
        expired = self.filtered(lambda request: request.state == states.EXPIRED)
        expired.contract_id.check_access("write")
        expired._want("reactivate")

    def action_look(self):
        """Ask the provider now how far these have come."""
        self.contract_id.check_access("write")
        self._look_now()

    # === BUSINESS METHODS === #

    @api.model
    def _begin(self, contracts):
        """Write down that these orders are to be sent; the job sends them.

        :param contracts: clicrdv.contract records, whose documents are frozen
        :raises RequestUnderWay: one of them is with its signer already
        """
        for contract in contracts:
            if contract.request_ids._live():
                raise RequestUnderWay(self.env, name=contract.name)
            order = contract.document_ids.filtered(lambda document: document.kind == "order")[-1:]
            # which environment it is, is no secret to the job that sends
            company = contract.company_id.sudo()
            self.create(
                {
                    "contract_id": contract.id,
                    "document_id": order.id,
                    "document_sha256": order.sha256,
                    "sandbox": company.yousign_sandbox,
                    "level": company.yousign_level,
                    "authentication": company.yousign_authentication,
                }
            )
        self._trigger_job()

    def _live(self):
        """Those under which somebody may still sign, or has signed."""
        return self.filtered(lambda request: request.state in states.LIVE)

    def _want(self, what):
        """Ask the job for something; the provider may be faster with a signature."""
        # a wish of a person who may write the contract, carried out by the job
        self.sudo().write({"wanted": what, "failures": 0, "try_at": fields.Datetime.now()})
        self._trigger_job()

    def _look_now(self):
        self.sudo().write({"try_at": fields.Datetime.now()})  # only sooner
        self._trigger_job()

    @api.model
    def _trigger_job(self):
        # nobody but the job itself may change it, anybody's work may wake it
        self.env.ref("clicrdv_billing.ir_cron_signatures").sudo()._trigger()
