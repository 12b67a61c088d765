from odoo import api, fields, models

from ..exceptions_consent import PurposeRefused
from ..logic import notices
from ..logic.processing_register import PurposeError, check_use

PROVIDER = "clicrdv_gdpr.provider_id"


class ResCompany(models.Model):
    """What an establishment has chosen about its clients' data: by default nothing more than a booking needs (GDP-12)."""

    _inherit = "res.company"

    # === FIELDS === #

    # one required contact and the name are enough for a booking; the rest is the choice of the establishment
    booking_ask_phone = fields.Selection(
        default="no", compute="_compute_booking_ask_phone", store=True, readonly=False, precompute=True
    )
    booking_ask_comment = fields.Selection(default="no")
    booking_free_text_on = fields.Boolean(
        "Free-text zones",
        compute="_compute_booking_free_text_on",
        store=True,
        readonly=False,
        help="Off: neither clients nor staff write free text, such as a comment, a note or a text question (ZLC).",
    )
    booking_marketing_sms_on = fields.Boolean(
        "Advertising by SMS",
        help="Clients are asked for their consent on the booking form: the box is never ticked for them.",
    )
    booking_marketing_sms_text = fields.Char(
        "Question about advertising", translate=True, help="What clients agree to. Blank: the standard sentence."
    )
    booking_accounts_on = fields.Boolean(
        "Accounts of clients", help="Off: clients book, move and cancel without an account (sub-annex A)."
    )
    privacy_notice_ids = fields.One2many("clicrdv.privacy.notice", "company_id", "Information notices")

    # === COMPUTE METHODS === #

    @api.depends("booking_sms_on")
    def _compute_booking_ask_phone(self):
        """Who chooses SMS needs numbers: they are asked for then, not before."""
        for company in self:
            known = company.booking_ask_phone or "no"
            company.booking_ask_phone = "optional" if company.booking_sms_on and known == "no" else known

    @api.depends("booking_ask_comment")
    def _compute_booking_free_text_on(self):
        """An establishment that asks for a comment has chosen free text; it may still switch it off afterwards."""
        for company in self:
            company.booking_free_text_on = company.booking_ask_comment != "no"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._ensure_notice_drafts()
        return companies

    # === BUSINESS METHODS - FREE TEXT === #

    def _booking_asked(self):
        asked = super()._booking_asked()
        return asked if self.booking_free_text_on else {**asked, "comment": "no"}

    def _booking_questions(self):
        questions = super()._booking_questions()
        if self.booking_free_text_on:
            return questions
        return questions.filtered(lambda question: question.kind not in ("char", "text"))

    # === BUSINESS METHODS - PURPOSES === #

    def _privacy_switches(self):
        """What is chosen beyond the purposes that every establishment has.

        :rtype: set[str]
        """
        self.ensure_one()
        chosen = {"marketing": self.booking_marketing_sms_on, "accounts": self.booking_accounts_on}
        return {name for name, is_on in chosen.items() if is_on}

    def _check_purpose(self, purpose):
        """Refuse a use of data that none of the agreed purposes covers (agreement 3.3.1; GDP-05).

        :param str purpose: booking, hosting, messages or marketing
        :raises PurposeRefused: it is none of them, or this establishment has not chosen it
        """
        for company in self.sudo():  # what is chosen is no secret to those who work for the establishment
            try:
                check_use(purpose, company._privacy_switches())
            except PurposeError:
                raise PurposeRefused(self.env, what=f"“{purpose}”") from None

    # === BUSINESS METHODS - NOTICES === #

    @api.model
    def _privacy_provider(self):
        """The company that runs the service: processor of its customers, controller of their accounts.

        :rtype: res.company in superuser mode
        """
        # who it is stands in every notice
        companies, parameters = self.env["res.company"].sudo(), self.env["ir.config_parameter"].sudo()
        chosen = parameters.get_param(PROVIDER) or ""
        found = companies.browse(int(chosen)).exists() if str(chosen).isdigit() else companies
        main = self.env.ref("base.main_company", raise_if_not_found=False)
        return found or companies.browse(main.id if main else []) or companies.search([], order="id", limit=1)

    @api.model
    def _ensure_all_notice_drafts(self):
        """Give the establishments that were there before this addon their first draft."""
        self.with_context(active_test=False).search([("id", "!=", False)])._ensure_notice_drafts()

    def _ensure_notice_drafts(self):
        """Give each establishment without a notice the first draft of one."""
        drafts = self.env["clicrdv.privacy.notice"].sudo()  # whoever makes an establishment need not be its officer
        known = {
            company.id
            for [company] in drafts._read_group(
                [("company_id", "in", self.ids), ("kind", "=", "client")], ["company_id"]
            )
        }
        drafts.create(
            [
                {"company_id": company.id, "own_paragraph": company.booking_information_notice}
                for company in self
                if company.id not in known
            ]
        )

    def _privacy_consent_text(self):
        """What clients agree to when they tick the box for advertising, in the language of the environment.

        :rtype: str
        """
        self.ensure_one()
        return (self.booking_marketing_sms_text or "").strip() or self.env._(
            "I agree that %s sends me advertising by SMS. I can withdraw this at any time: by answering STOP, "
            "or on the page of my appointment.",
            self.booking_title or self.name,
        )

    def _privacy_form(self):
        """What the booking form shows about data: the notice in force, and the question about advertising.

        :return: dict of notice (id, version, hash) or None, and consent (text, hash) or None
        """
        self.ensure_one()
        text = self._privacy_consent_text() if self.booking_marketing_sms_on else ""
        return {
            "notice": self.env["clicrdv.privacy.notice"]._current_of(self.id, "client"),
            "consent": {"text": text, "hash": notices.text_hash(text)} if text else None,
        }


class ResConfigSettings(models.TransientModel):
    """Who provides the service."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    privacy_provider_id = fields.Many2one(
        "res.company",
        "Provider of the service",
        config_parameter=PROVIDER,
        help="Processor of its customers' data, and controller of their accounts. Blank: the first company.",
    )
