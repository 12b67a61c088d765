from odoo import api, fields, models

from ..exceptions_registers import ContractMissing, NoticeMissing, ReasonMissing
from ..logic import recipient_flows as flows
from ..logic import subprocessor_answers as answers
from ..logic.union_places import third_countries

OFFICER = "clicrdv_gdpr.group_privacy_officer"
STATES = [(flows.PROPOSED, "Proposed"), (flows.IN_USE, "In use"), (flows.ENDED, "Ended")]
#: Points of the written contract (GDPR art. 28(3) and (4)): all of them are needed before data goes there.
CHECKLIST = (
    "has_instructions",
    "has_confidentiality",
    "has_security",
    "has_further_rules",
    "has_help",
    "has_deletion",
    "has_audit",
)


class ClicrdvSubprocessor(models.Model):
    """Somebody to whom the processor hands data on: for what, from where, under which contract (sub-annex B)."""

    _name = "clicrdv.subprocessor"
    _description = "Sub-processor"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.privacy.letter.mixin",
        "mail.thread",
    ]
    _order = "state desc, name"
    _steps = flows
    # what controllers were told of; another firm, place or service is another sub-processor, with a notice of its own
    _frozen_fields = ("name", "company_id", "purpose", "country_id", "service", "only_if_chosen")
    _open_states = (flows.PROPOSED,)

    # === FIELDS === #

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    purpose = fields.Char("Object", required=True, translate=True, tracking=True)
    address = fields.Char()
    country_id = fields.Many2one(
        "res.country", "Place of the service", required=True, ondelete="restrict", tracking=True, index="btree_not_null"
    )
    access_country_ids = fields.Many2many(
        "res.country",
        string="Also reads from",
        help="Reading from a country outside the European Union is a transfer as well.",
    )
    third_country_codes = fields.Char("Outside the EU", compute="_compute_third_country_codes", store=True)
    service = fields.Selection(
        [
            ("hosting", "Hosting"),
            ("health_hosting", "Hosting of health data"),
            ("sms", "SMS"),
            ("email", "E-mail"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    only_if_chosen = fields.Boolean(
        "Only if the service is chosen",
        help="It gets nothing of an establishment that did not choose its service (sub-annex B, second table).",
    )
    state = fields.Selection(STATES, required=True, default=flows.PROPOSED, readonly=True, copy=False, tracking=True)
    started_on = fields.Date("In use since", readonly=True, copy=False)
    ended_on = fields.Date("Ended on", readonly=True, copy=False)
    is_stopped = fields.Boolean("All flows stopped", readonly=True, copy=False, tracking=True)
    stopped_at = fields.Datetime("Stopped", readonly=True, copy=False)
    stop_reason = fields.Text("Why it is stopped", copy=False)
    alternative = fields.Text(
        "Alternative in the EU", help="What controllers are proposed while it is stopped: a host in the European Union."
    )
    # the written contract (GDP-17)
    contract = fields.Binary("Signed contract", attachment=True, groups=OFFICER)
    contract_name = fields.Char(groups=OFFICER)
    contract_date = fields.Date("Signed on", groups=OFFICER)
    has_instructions = fields.Boolean("Acts on documented instructions only", groups=OFFICER)
    has_confidentiality = fields.Boolean("Its staff is bound to confidentiality", groups=OFFICER)
    has_security = fields.Boolean("Security measures equal to ours", groups=OFFICER)
    has_further_rules = fields.Boolean("Asks before it hires others", groups=OFFICER)
    has_help = fields.Boolean("Helps with rights of persons and breaches", groups=OFFICER)
    has_deletion = fields.Boolean("Deletes or returns the data at the end", groups=OFFICER)
    has_audit = fields.Boolean("Proves it and accepts audits", groups=OFFICER)
    is_contract_complete = fields.Boolean(
        "Contract complete", compute="_compute_is_contract_complete", store=True, compute_sudo=True
    )
    transfer_ids = fields.One2many("clicrdv.transfer", "subprocessor_id", "Transfers outside the EU")
    notice_ids = fields.One2many("clicrdv.subprocessor.notice", "subprocessor_id", "Notices", groups=OFFICER)
    refusing_answer_ids = fields.One2many(
        "clicrdv.subprocessor.answer",
        "subprocessor_id",
        "Controllers who have not accepted",
        domain=[("state", "in", tuple(answers.REFUSING))],
        groups=OFFICER,
    )
    gateway_ids = fields.One2many("clicrdv.sms.gateway", "subprocessor_id", "SMS gateways", groups="base.group_system")
    mail_server_ids = fields.One2many("ir.mail_server", "subprocessor_id", "Mail servers", groups="base.group_system")
    missing_transfers = fields.Char(
        "Without a transfer record", compute="_compute_missing_transfers", compute_sudo=True
    )

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (company_id, name)", "Another sub-processor has this name.")

    # === COMPUTE METHODS === #

    @api.depends("country_id.code", "access_country_ids.code")
    def _compute_third_country_codes(self):
        for recipient in self:
            codes = (recipient.country_id | recipient.access_country_ids).mapped("code")
            recipient.third_country_codes = ", ".join(sorted(third_countries(filter(None, codes)))) or False

    @api.depends("contract", "contract_date", *CHECKLIST)
    def _compute_is_contract_complete(self):
        for recipient in self.with_context(bin_size=True):
            parts = (recipient.contract, recipient.contract_date, *(recipient[name] for name in CHECKLIST))
            recipient.is_contract_complete = all(parts)

    @api.depends("third_country_codes", "transfer_ids")
    def _compute_missing_transfers(self):
        for recipient in self:
            today = recipient.company_id._privacy_today()
            value = recipient._as_recipient(self.env["res.company"])
            left = flows.uncovered(value.third_countries, value.transfers, today)
            recipient.missing_transfers = ", ".join(left) or False

    # === ACTIONS === #

    def action_start(self):
        """Use a sub-processor: its contract is complete, and the day that controllers were told has come."""
        for recipient in self:
            if not recipient.is_contract_complete:
                raise ContractMissing(self.env, name=recipient.name)
            today = recipient.company_id._privacy_today()
            if recipient.contract_date > today:
                raise ContractMissing(self.env, name=recipient.name)
            told = recipient.notice_ids.filtered(
                lambda notice, day=today: notice.state == "sent" and notice.effective_on <= day and notice.is_current
            )
            if not told:
                raise NoticeMissing(self.env, name=recipient.name)
            recipient._move_to(flows.IN_USE, started_on=today, ended_on=False)

    def action_end(self):
        """Use a sub-processor no more; who hires him again begins with a notice."""
        for recipient in self:
            recipient._move_to(flows.ENDED, ended_on=recipient.company_id._privacy_today())
            recipient.notice_ids.filtered("is_current")._note(is_current=False)

    def action_propose(self):
        self._move_to(flows.PROPOSED)

    def action_stop(self):
        """Stop every flow to a recipient at once, and tell each controller (agreement 3.3.12; GDP-38)."""
        self.check_access("write")
        for recipient in self.filtered(lambda recipient: not recipient.is_stopped):
            if not (recipient.stop_reason or "").strip():
                raise ReasonMissing(self.env, name=recipient.name)
            recipient._note(is_stopped=True, stopped_at=fields.Datetime.now())
            recipient._tell_about_stop()

    def action_resume(self):
        """Let data flow again; the answer of each controller and the transfer records count as before."""
        self.check_access("write")
        self._note(is_stopped=False, stopped_at=False, stop_reason=False)

    def action_new_notice(self):
        """Prepare the notice of a sub-processor to every controller."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "clicrdv.subprocessor.notice",
            "view_mode": "form",
            "context": {"default_subprocessor_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _tell_about_stop(self):
        """Tell every controller that a recipient is stopped, and what is proposed instead.

        Only those who were in touch with it are told: a recipient that was never in use concerns nobody.
        """
        self.ensure_one()
        if self.state != flows.IN_USE:
            return
        letters = self.env["clicrdv.privacy.letter"]
        controllers = self.env["clicrdv.controller.mixin"]._all_controllers(self.company_id)
        # each time that it is stopped is news
        edition = int(self.stopped_at.timestamp())
        letters._write_to(controllers, self, "stop", edition)

    def _obstacle_for(self, company):
        """Why data of an establishment must not go to this recipient now.

        :param company: res.company
        :return: one of `logic.recipient_flows.OBSTACLES`, blank when nothing speaks against it
        """
        self.ensure_one()
        recipient = self.sudo()  # whoever sends has no right to read registers
        today = recipient.company_id._privacy_today()
        refused = any(answer._controls(company) and answer._refuses(today) for answer in recipient.refusing_answer_ids)
        chosen = company.sudo()._privacy_has_chosen(recipient.service)  # as above
        return flows.obstacle(recipient._as_recipient(company), chosen, refused, today)

    def _as_recipient(self, company):
        """This sub-processor as one controller sees it.

        :param company: res.company
        :rtype: logic.recipient_flows.Recipient
        """
        self.ensure_one()
        return flows.Recipient(
            state=self.state,
            is_stopped=self.is_stopped,
            only_if_chosen=self.only_if_chosen,
            third_countries=frozenset(filter(None, (self.third_country_codes or "").split(", "))),
            transfers=tuple(transfer._as_transfer(company) for transfer in self.transfer_ids),
        )

    def _safeguards(self):
        """The instruments that allow its transfers, in words.

        :rtype: str
        """
        self.ensure_one()
        labels = dict(self.env["clicrdv.transfer"]._fields["instrument"]._description_selection(self.env))
        return ", ".join(dict.fromkeys(labels[transfer.instrument] for transfer in self.transfer_ids))
