from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

from ..logic.controller_duties import DONE, DUE_AGAIN, TO_DO, next_duty
from ..models.res_company_checklist import CONFIRMED

_lt = LazyTranslate(__name__)

OFFICER, MANAGER = "clicrdv_gdpr.group_privacy_officer", "clicrdv_booking.group_manager"
NETWORK = "clicrdv_booking.group_network_manager"
STATES = [(TO_DO, "To do"), (DUE_AGAIN, "Due again"), (DONE, "Done")]
#: Duty → screen that it is done on.
SCREENS = {
    "described": "clicrdv_gdpr.clicrdv_processing_register_action",
    "instructed": "clicrdv_gdpr.clicrdv_instruction_action",
    "notice": "clicrdv_gdpr.clicrdv_privacy_notice_action",
    "subprocessors": "clicrdv_gdpr.clicrdv_subprocessor_action",
    "retention": "clicrdv_gdpr.clicrdv_retention_policy_action",
    "supervised": "clicrdv_gdpr.clicrdv_privacy_audit_action",
    "access": "clicrdv_gdpr.clicrdv_access_review_action",
    "mail_server": "base.action_ir_mail_server_list",
}

#: Duty → its name, and what to do about it.
WORDS = {
    "agreement": (
        _lt("Accept the data-protection agreement"),
        _lt("Read what the provider does with your clients' data, and accept it: nobody goes online without it."),
    ),
    "described": (
        _lt("Check the description of the processing"),
        _lt("Read the register: is it what you do with your clients' data? Then confirm it."),
    ),
    "retention": (
        _lt("Confirm how long data is kept"),
        _lt("Three years after the last visit unless you choose less. Look at the periods, then confirm them."),
    ),
    "notice": (
        _lt("Publish the information notice"),
        _lt("It is written from what is on file. Read it, add what is particular to you, publish it."),
    ),
    "instructed": (
        _lt("Write down your instructions"),
        _lt("Tell the processor in writing what it may do with the data: a first instruction is enough to begin with."),
    ),
    "subprocessors": (
        _lt("Look at the sub-processors"),
        _lt("Who else handles the data, where, and under which safeguard. You may object to a new one."),
    ),
    "access": (
        _lt("Review who has access"),
        _lt("Once a year each account is confirmed or closed."),
    ),
    "mail_server": (
        _lt("Say who runs your mail servers"),
        _lt("E-mails leave by a server that names no sub-processor: an administrator completes it in the settings."),
    ),
    "supervised": (
        _lt("Supervise the processing"),
        _lt("Once a year: look at the measures, ask a question or plan an audit, then confirm it."),
    ),
}


class ClicrdvPrivacyDashboard(models.TransientModel):
    """First screen of data protection: what an establishment has done, and the one thing to do next (GDP-45)."""

    _name = "clicrdv.privacy.dashboard"
    _description = "Data protection of an establishment"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, ondelete="cascade", default=lambda self: self._default_company()
    )
    line_ids = fields.One2many("clicrdv.privacy.dashboard.line", "dashboard_id", "Checklist", readonly=True)
    next_id = fields.Many2one("clicrdv.privacy.dashboard.line", readonly=True, ondelete="set null")
    next_name = fields.Char(related="next_id.name")
    next_text = fields.Text(related="next_id.text")
    next_code = fields.Char(related="next_id.code")
    next_is_click = fields.Boolean(related="next_id.is_click")
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    notice_url = fields.Char(readonly=True)
    staff_notice_url = fields.Char(readonly=True)
    dpo = fields.Char("Contact for data protection", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("company_id.name")
    def _compute_display_name(self):
        for dashboard in self:
            dashboard.display_name = self.env._("Data protection: %s", dashboard.company_id.name)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        dashboards = super().create(
            [{"company_id": vals.get("company_id") or self._default_company().id} for vals in vals_list]
        )
        for dashboard in dashboards:
            dashboard._check_reader()
            dashboard._fill()
        return dashboards

    def write(self, vals):
        # nothing of it is written but the establishment to look at
        result = super().write({name: value for name, value in vals.items() if name == "company_id" or self.env.su})
        if "company_id" in vals:
            for dashboard in self:
                dashboard._check_reader()
                dashboard._fill()
        return result

    # === ACTIONS === #

    @api.model
    def action_open(self):
        """Open the checklist of the establishment that one works in."""
        if self.env.user.has_group(NETWORK) and not self._may_read(self._default_company()):
            return self.action_establishments()  # a network without establishments yet
        dashboard = self.create([{}])
        return dashboard._shown()

    def action_next(self):
        """Go to the screen of the next thing to do."""
        self.ensure_one()
        return self.next_id.action_open() if self.next_id else False

    def action_confirm_next(self):
        """Note that the next thing is done."""
        self.ensure_one()
        return self.next_id.action_confirm() if self.next_id else False

    def action_establishments(self):
        """How all establishments that one sees stand."""
        return self.env["ir.actions.actions"]._for_xml_id("clicrdv_gdpr.res_company_action_duties")

    # === BUSINESS METHODS === #

    def _check_reader(self):
        """:raises AccessError: neither officer nor manager, or of another establishment"""
        self.ensure_one()
        if not self.env.su and not self._may_read(self.company_id):
            raise AccessError(self.env._("Only managers of an establishment and privacy officers see its checklist."))

    @api.model
    def _may_read(self, company):
        """Managers and officers of the establishment, and managers of its network."""
        user = self.env.user
        if user.has_group(OFFICER) or user.has_group(MANAGER):
            return company in self.env.companies
        # who manages a network is asked for, not the network itself
        return user.has_group(NETWORK) and user in company.sudo().network_id.manager_ids

    @api.model
    def _default_company(self):
        """The establishment that one works in; for managers of a network, one of the network."""
        company = self.env.company
        if not self._may_read(company) and self.env.user.has_group(NETWORK):
            own = [("network_id.manager_ids", "in", self.env.uid)]
            company = self.env["res.company"].search(own, limit=1) or company
        return company

    def _fill(self):
        """Look anew at what is done."""
        self.ensure_one()
        record = self.sudo()  # its lines are made by code only; who may look was checked
        found = self.company_id._privacy_duties()
        # the lines stay: somebody may have them open in another tab
        known = {line.code: line for line in record.line_ids}
        for rank, duty in enumerate(found):
            values = {"dashboard_id": self.id, "code": duty.code, "state": duty.state, "sequence": rank}
            if duty.code in known:
                known[duty.code].write(values)
            else:
                known[duty.code] = record.line_ids.create(values)
        following = next_duty(found)
        provider = self.env["res.company"]._privacy_provider()
        own = record.company_id
        record.write(
            {
                "next_id": known[following.code].id if following else False,
                "done": sum(duty.state == DONE for duty in found),
                "total": len(found),
                "notice_url": own.privacy_notice_ids.filtered(
                    lambda n: n.state == "published" and n.kind == "client"
                ).public_url,
                "staff_notice_url": self.env["clicrdv.privacy.notice"]._public("staff").public_url,
                "dpo": own.dpo_email or provider.dpo_email,
            }
        )

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data protection"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }


class ClicrdvPrivacyDashboardLine(models.TransientModel):
    """One duty of a controller: how it stands, what to do, where."""

    _name = "clicrdv.privacy.dashboard.line"
    _description = "Duty of a controller"
    _order = "sequence, id"

    # === FIELDS === #

    dashboard_id = fields.Many2one(
        "clicrdv.privacy.dashboard", required=True, ondelete="cascade", index=True, readonly=True
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    name = fields.Char("Duty", compute="_compute_words")
    text = fields.Text("What to do", compute="_compute_words")
    is_click = fields.Boolean(compute="_compute_words")

    # === COMPUTE METHODS === #

    @api.depends("code", "state")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            line.name, line.text = map(self.env._, WORDS[line.code])
            line.is_click = line.code in CONFIRMED

    # === ACTIONS === #

    def action_open(self):
        """Open the screen on which the duty is done."""
        self.ensure_one()
        company = self.dashboard_id.company_id
        if self.code == "agreement":
            action = company.action_privacy_agreement()
            return {**action, "context": {**action["context"], "back_to_checklist": True}}
        if self.code == "notice":
            notices = self.env["clicrdv.privacy.notice"]
            mine = [("company_id", "=", company.id), ("kind", "=", "client")]
            found = notices.search([*mine, ("state", "=", "draft")], limit=1) or notices.search(mine, limit=1)
            if found and found.state != "draft":
                return found.action_new_version()
            draft = found or notices.create({"company_id": company.id})
            return {
                "type": "ir.actions.act_window",
                "res_model": notices._name,
                "res_id": draft.id,
                "view_mode": "form",
            }
        return self.env["ir.actions.actions"]._for_xml_id(SCREENS[self.code])

    def action_confirm(self):
        """Note that the duty was done today."""
        self.ensure_one()
        dashboard = self.dashboard_id
        dashboard._check_reader()
        if self.code in CONFIRMED:
            dashboard.company_id._confirm_duty(self.code)
        dashboard._fill()
        return dashboard._shown()
