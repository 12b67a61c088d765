from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ..exceptions_consent import ConsentNotOffered
from ..logic import sensitive_words
from .clicrdv_consent import MARKETING

FINDINGS = [
    ("health", "Health"),
    ("opinion", "Opinions, beliefs, orientation"),
    ("both", "Health and opinions"),
]


def finding_of(texts, is_health):
    """What free text seems to hold that it should not, as a code: no word of it is kept.

    :param texts: texts of one record
    :param bool is_health: a health establishment expects words about health (GDP-56)
    :rtype: str or False
    """
    found = set(sensitive_words.findings(filter(None, texts)))
    if is_health:
        found.discard(sensitive_words.HEALTH)
    return "both" if len(found) > 1 else next(iter(found), False)


class ResPartner(models.Model):
    """Client files show what the client has agreed to; the staff notes what he says."""

    _inherit = "res.partner"

    # === FIELDS === #

    client_consent_ids = fields.One2many(
        "clicrdv.consent", "partner_id", "Consents", groups="clicrdv_booking.group_agenda_user"
    )
    client_marketing_sms = fields.Boolean("Accepts advertising by SMS", compute="_compute_client_marketing_sms")
    client_marketing_offered = fields.Boolean(related="company_id.booking_marketing_sms_on")
    client_free_text_on = fields.Boolean(related="company_id.booking_free_text_on")
    client_free_text_finding = fields.Selection(
        FINDINGS, "Sensitive words", compute="_compute_client_free_text_finding", store=True
    )

    # === COMPUTE METHODS === #

    def _compute_client_marketing_sms(self):
        given = self.env["clicrdv.consent"]._is_given(self._origin, MARKETING)
        for partner in self:
            partner.client_marketing_sms = given.get(partner._origin.id, False)

    @api.depends("client_comments")
    def _compute_client_free_text_finding(self):
        for partner in self:
            texts = [partner.client_comments] if partner.client_comments and partner.is_client_file else []
            # whether it is a health establishment is no secret to who writes in its files
            is_health = bool(texts) and partner.company_id.sudo().handles_health_data
            partner.client_free_text_finding = finding_of(texts, is_health) if texts else False

    # === CRUD METHODS === #

    def _auto_init(self):
        # the files of before are looked at when they are next written, not all of them at once
        if not column_exists(self.env.cr, self._table, "client_free_text_finding"):
            create_column(self.env.cr, self._table, "client_free_text_finding", "varchar")
        return super()._auto_init()

    # === ACTIONS === #

    def action_give_marketing_sms(self):
        """The client has said that he wants advertising by SMS: note it with the sentence that he agreed to."""
        self.check_access("write")
        for partner in self:
            company = partner.company_id
            if not company.booking_marketing_sms_on:
                raise ConsentNotOffered(self.env, name=company.name or partner.name)
            text = company.with_context(lang=partner.lang)._privacy_consent_text()
            self.env["clicrdv.consent"]._give(partner, company, MARKETING, text, "staff")

    def action_withdraw_marketing_sms(self):
        """The client wants no more advertising by SMS."""
        self.check_access("write")
        self.env["clicrdv.consent"]._withdraw(self, MARKETING, "staff")
