from odoo import api, fields, models

from ..exceptions_registers import AuthorMissing, ReasonMissing
from ..logic import instruction_states as states

STATES = [
    (states.RECEIVED, "Received"),
    (states.APPLIED, "Applied"),
    (states.SUSPENDED, "Suspended"),
    (states.UPHELD, "Controller insists"),
    (states.WITHDRAWN, "Withdrawn"),
]


class ClicrdvInstruction(models.Model):
    """A written instruction of a controller, or a processing that a law imposes: numbered, kept (GDP-06, 07, 09)."""

    _name = "clicrdv.instruction"
    _description = "Instruction of a controller"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "mail.thread",
    ]
    _order = "id desc"
    _steps = states
    _frozen_fields = ("text", "author", "received_on", "kind", "provider_id", "company_id", "network_id", "document")
    _open_states = (states.RECEIVED,)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection(
        [
            ("instruction", "Instruction"),
            ("transfer", "Instruction to transfer data outside the EU"),
            ("legal_duty", "Processing that a law imposes on us"),
        ],
        required=True,
        default="instruction",
    )
    # not required in the database: the name goes when the proof needs it no more
    author = fields.Char(help="Who gave it, for the controller; or the law that imposes it.")
    received_on = fields.Date("Received on", required=True, default=fields.Date.context_today)
    text = fields.Text(required=True)
    document = fields.Binary("In writing", attachment=True)
    document_name = fields.Char()
    state = fields.Selection(STATES, required=True, default=states.RECEIVED, readonly=True, copy=False, tracking=True)
    unlawful_reason = fields.Text("Why it seems unlawful", help="The controller is told at once, with these reasons.")
    suspended_at = fields.Datetime("Suspended", readonly=True, copy=False)
    upheld_on = fields.Date("Controller insisted on", readonly=True, copy=False)
    may_terminate = fields.Boolean(
        "We may end the subscription",
        compute="_compute_may_terminate",
        help="The controller insists on an unlawful instruction (agreement 6).",
    )

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another instruction has this number.")

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_may_terminate(self):
        for instruction in self:
            instruction.may_terminate = instruction.state == states.UPHELD

    # === CONSTRAINS METHODS === #

    @api.constrains("author", "text")
    def _check_author(self):
        for instruction in self:
            if not (instruction.author or "").strip():
                raise AuthorMissing(self.env)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever writes the instruction down
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.instruction")
        instructions = super().create(vals_list)
        # a processing that a law imposes is told before it begins, where that is possible
        instructions.filtered(lambda instruction: instruction.kind == "legal_duty")._tell("legal_duty")
        return instructions

    # === ACTIONS === #

    def action_apply(self):
        self._move_to(states.APPLIED, suspended_at=False)

    def action_suspend(self):
        """The instruction seems unlawful: nothing is done on it, and the controller is told at once."""
        for instruction in self:
            if not (instruction.unlawful_reason or "").strip():
                raise ReasonMissing(self.env, name=instruction.name)
        moved = self._move_to(states.SUSPENDED, suspended_at=fields.Datetime.now())
        moved._tell("instruction")

    def action_uphold(self):
        """The controller insists: it stays suspended, and the right to end the subscription opens."""
        for instruction in self:
            instruction._move_to(states.UPHELD, upheld_on=instruction.provider_id._privacy_today())

    def action_withdraw(self):
        self._move_to(states.WITHDRAWN)

    # === BUSINESS METHODS === #

    def _tell(self, kind):
        letters = self.env["clicrdv.privacy.letter"]
        for instruction in self:
            controller = {name: instruction[name].id for name in ("provider_id", "company_id", "network_id")}
            letters._write_to([controller], instruction, kind, instruction._edition(kind))

    def _edition(self, kind):
        """An instruction that is suspended again is told again."""
        letters = self.env["clicrdv.privacy.letter"].sudo()  # letters are written by the program
        about = [("res_model", "=", self._name), ("res_id", "=", self.id), ("kind", "=", kind)]
        return letters.search_count(about)
