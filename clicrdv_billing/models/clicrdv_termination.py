from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import exceptions_life as refusals
from ..logic import contract_changes, terminations
from ..logic import contract_states as states

CAUSES = [
    (terminations.FAULT, "Fault of the other party (art. 15)"),
    (terminations.UNPAID, "Unpaid after formal notice (art. 6)"),
    (terminations.FORCE_MAJEURE, "Force majeure of more than 30 days (art. 16)"),
    (terminations.CHANGE_DECLINED, "Substantial change declined (art. 14)"),
    (terminations.DATA_PROCESSOR_BREACH, "Data protection: breach by the processor"),
    (terminations.DATA_UNLAWFUL_INSTRUCTION, "Data protection: unlawful instruction upheld"),
    (terminations.DATA_SUBPROCESSOR, "Data protection: disagreement on a sub-processor"),
    (terminations.CORRUPTION, "Corruption proved or strongly suspected (art. 18)"),
]
STATES = [
    (terminations.DRAFT, "In preparation"),
    (terminations.CONFIRMED, "Confirmed"),
    (terminations.EFFECTIVE, "In effect"),
    (terminations.REMEDIED, "Put right"),
    (terminations.UNDONE, "Taken back"),
]


class ClicrdvTermination(models.Model):
    """A contract that one party ends before its term: why, by which letter, from when (art. 6, 14, 15, 16, 18).

    A file about corruption is read by those in charge of ethics only (BIL-37).
    """

    _name = "clicrdv.termination"
    _description = "Termination of a contract"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _may_move = staticmethod(terminations.may)
    _order = "id desc"
    _rec_name = "contract_id"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    state = fields.Selection(STATES, required=True, default=terminations.DRAFT, copy=False, readonly=True)
    cause = fields.Selection(CAUSES, required=True)
    restricted = fields.Boolean(compute="_compute_kind", store=True, precompute=True)
    remediable = fields.Boolean(compute="_compute_kind", store=True, precompute=True)
    author = fields.Selection(
        [(terminations.PROVIDER, "The operator"), (terminations.CUSTOMER, "The customer")],
        "Ended by",
        required=True,
        default=terminations.PROVIDER,
    )
    letter_sent_on = fields.Date("Letter sent on", required=True, help="Registered letter with acknowledgement.")
    letter_received_on = fields.Date("Letter received on")
    notice_days = fields.Integer("Notice in the letter (days)", help="Data protection: from 15 to 30 calendar days.")
    proof = fields.Binary("Letter and its proof", attachment=True)
    proof_name = fields.Char()
    description = fields.Text(help="What happened; who was told, and when.")
    change_id = fields.Many2one(
        "clicrdv.contract.change", "Change declined", ondelete="restrict", index="btree_not_null"
    )
    force_majeure_id = fields.Many2one("clicrdv.force.majeure", ondelete="restrict", index="btree_not_null")
    earliest_day = fields.Date("Last day at the earliest", compute="_compute_earliest_day")
    last_day = fields.Date(
        "Last day of the contract", compute="_compute_last_day", store=True, readonly=False, precompute=True
    )
    confirmed_at = fields.Datetime("Confirmed at", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("cause")
    def _compute_kind(self):
        for record in self:
            record.restricted = record.cause == terminations.CORRUPTION
            record.remediable = record.cause in terminations.REMEDIABLE

    @api.depends(
        "cause", "author", "letter_sent_on", "letter_received_on", "notice_days", "change_id", "force_majeure_id"
    )
    def _compute_earliest_day(self):
        for record in self:
            try:
                record.earliest_day = record.cause and record.letter_sent_on and record._earliest_day()
            except refusals.TerminationRefused:
                record.earliest_day = False

    @api.depends("earliest_day")
    def _compute_last_day(self):
        for record in self.filtered(lambda record: record.state == terminations.DRAFT):
            if record.cause == terminations.CHANGE_DECLINED and record.change_id.effect_on and record.earliest_day:
                record.last_day = fields.Date.subtract(record.change_id.effect_on, days=1)
            else:
                record.last_day = record.earliest_day

    # === CONSTRAINS METHODS === #

    @api.constrains("contract_id", "change_id", "force_majeure_id")
    def _check_same_contract(self):
        for record in self:
            if (record.change_id.contract_id | record.force_majeure_id.contract_id) - record.contract_id:
                raise ValidationError(
                    self.env._(
                        "The change or the force majeure is one of another contract: choose one of this contract."
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered(lambda record: record.remediable and record.earliest_day):
            record.contract_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=record.earliest_day,
                summary=self.env._("Check whether things were put right, then confirm the termination or stop it"),
                user_id=record.contract_id.user_id.id or self.env.uid,
            )
        return records

    def write(self, vals):
        if set(vals) - {"state", "description"} and any(record.state != terminations.DRAFT for record in self):
            raise refusals.TerminationStateRefused(
                self.env, **self._labels(self.filtered(lambda record: record.state != terminations.DRAFT)[0].state)
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for record in self.filtered(lambda record: record.state != terminations.DRAFT):
            raise refusals.TerminationStateRefused(self.env, **self._labels(record.state))

    # === ACTIONS === #

    def action_confirm(self):
        """End the contract on the day chosen: subscriptions, public pages and logos end with it.

        :raises NotInForce, TerminationRefused: a subclass says why
        """
        for record in self.filtered(lambda record: record.state != terminations.CONFIRMED):
            record.contract_id.check_access("write")
            record._check_possible()
            record._write_moved({"confirmed_at": fields.Datetime.now(), "confirmed_by_id": self.env.uid})
            record._move_to(terminations.CONFIRMED)
            if record.cause == terminations.CHANGE_DECLINED:
                record.change_id._move_to(contract_changes.DECLINED)
            record.contract_id._refresh_end()

    def action_remedied(self):
        """The other party has put things right in time: the contract goes on."""
        self.contract_id.check_access("write")
        self._move_to(terminations.REMEDIED)

    def action_undo(self):
        """Both go on after all, which is possible until the last day is over."""
        for record in self:
            record.contract_id.check_access("write")
            confirmed = record.state == terminations.CONFIRMED
            if confirmed and record.last_day < record.company_id._local_day():
                raise refusals.TerminationOver(self.env)
            record._move_to(terminations.UNDONE)
            if confirmed:
                if record.cause == terminations.CHANGE_DECLINED:
                    record.change_id._move_to(contract_changes.SENT)
                record.contract_id._refresh_end()

    # === BUSINESS METHODS === #

    @api.model
    def _for_unpaid(self, customer, letter_sent_on):
        """Prepare the end of all contracts of a customer after a formal notice (BIL-22); again prepares nothing more.

        :param customer: res.partner record
        :param date letter_sent_on: day of the formal notice
        :return: terminations in preparation
        """
        domain = [
            ("company_id", "=", self.env.company.id),
            ("partner_id", "child_of", customer.commercial_partner_id.id),
            ("state", "in", tuple(states.IN_FORCE)),
        ]
        return self._prepare_unpaid(self.env["clicrdv.contract"].search(domain), letter_sent_on=letter_sent_on)

    @api.model
    def _prepare_unpaid(self, contracts, **letter):
        """Prepare the end of contracts in force; one that is prepared, or confirmed, is not prepared again.

        :param letter: `letter_sent_on` and `letter_received_on` of the formal notice, `last_day` if it is known
        """
        same = [("cause", "=", terminations.UNPAID), ("state", "in", (terminations.DRAFT, terminations.CONFIRMED))]
        found = self.search([("contract_id", "in", contracts.ids), *same])
        values = {"cause": terminations.UNPAID, **letter}
        return found | self.create(
            [{**values, "contract_id": contract.id} for contract in contracts - found.contract_id]
        )

    def _labels(self, current, target=terminations.DRAFT):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {"current": labels[current], "target": labels[target]}

    def _state_refusal(self, current, target):
        return refusals.TerminationStateRefused(self.env, current=current, target=target)

    def _earliest_day(self):
        """:raises TerminationRefused: what is written down does not end a contract"""
        self.ensure_one()
        case, change = self.force_majeure_id, self.change_id
        facts = terminations.Facts(
            cause=self.cause,
            author=self.author,
            sent=self.letter_sent_on,
            received=self.letter_received_on or None,
            notice_days=self.notice_days or None,
            force_majeure_start=case.date_start or None,
            force_majeure_end=case.date_end or None,
            change_window_end=change.window_end or None,
        )
        try:
            day = terminations.earliest_last_day(facts)
        except terminations.NotPossible as error:
            raise refusals.TERMINATIONS[error.code](self.env) from error
        _dunned, possible = self._notices()
        return max(day, fields.Date.subtract(possible, days=1)) if possible else day

    def _notices(self):
        """What the customer's late payments say of a termination for non-payment (BIL-22).

        :return: (whether he is, or was since the letter, dunned, first day on which the contract may be ended or False)
        """
        if self.cause != terminations.UNPAID:
            return False, False
        # a network manager reads the termination and not what is owed
        return self.env["clicrdv.dunning.case"].sudo()._notices_of_contract(self.contract_id, self.letter_sent_on)

    def _check_possible(self):
        contract, today = self.contract_id, self.company_id._local_day()
        contract._require_in_force()
        earliest = self._earliest_day()
        if not contract.date_start <= self.letter_sent_on <= today or (self.letter_received_on or today) > today:
            raise refusals.SendingDayRefused(self.env)
        dunned, possible = self._notices()
        if dunned and not possible:
            raise refusals.NotOnNotice(self.env, name=self.partner_id.name)
        if possible and today < possible:
            raise refusals.TerminationTooEarly(self.env, day=fields.Date.to_string(possible))
        if self.remediable and today < earliest:
            raise refusals.TerminationTooEarly(self.env, day=fields.Date.to_string(earliest))
        if not self.last_day or self.last_day < earliest:
            raise refusals.LastDayTooEarly(self.env, day=fields.Date.to_string(earliest))
        ends = [contract.end_date] if contract.end_date else []
        if self.cause == terminations.CHANGE_DECLINED:
            ends.append(fields.Date.subtract(self.change_id.effect_on, days=1))
        if ends and self.last_day > min(ends):
            raise refusals.LastDayTooLate(self.env, day=fields.Date.to_string(min(ends)))
