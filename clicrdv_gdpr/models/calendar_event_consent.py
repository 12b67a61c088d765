from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from .clicrdv_consent import MARKETING
from .res_partner_consent import FINDINGS, finding_of


class CalendarEvent(models.Model):
    """An appointment keeps which notice its client was shown; its free text is looked at for sensitive words."""

    _inherit = "calendar.event"

    # === FIELDS === #

    privacy_notice_id = fields.Many2one(
        "clicrdv.privacy.notice", "Notice shown", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
    privacy_notice_hash = fields.Char("Hash of the notice", readonly=True, copy=False)
    free_text_on = fields.Boolean(related="booking_company_id.booking_free_text_on")
    free_text_finding = fields.Selection(
        FINDINGS, "Sensitive words", compute="_compute_free_text_finding", store=True, precompute=True
    )

    # === COMPUTE METHODS === #

    @api.depends("booking_comment", "staff_note", "booking_answers")
    def _compute_free_text_finding(self):
        for event in self:
            texts = [text for text in event._free_texts() if text]
            # whether it is a health establishment is no secret to who writes in its agenda
            is_health = bool(texts) and event.agenda_id.company_id.sudo().handles_health_data
            event.free_text_finding = finding_of(texts, is_health) if texts else False

    # === CRUD METHODS === #

    def _auto_init(self):
        # the appointments of before are looked at when they are next written, not millions at once
        if not column_exists(self.env.cr, self._table, "free_text_finding"):
            create_column(self.env.cr, self._table, "free_text_finding", "varchar")
        return super()._auto_init()

    # === BUSINESS METHODS === #

    def _free_texts(self):
        """What people wrote about an appointment."""
        answers = self.booking_answers if isinstance(self.booking_answers, dict) else {}
        return [
            self.booking_comment,
            self.staff_note,
            *(answer for answer in answers.values() if isinstance(answer, str)),
        ]


class ClicrdvHold(models.Model):
    """What the booking form says about data comes with the booking: the notice that was shown, the box that was ticked."""

    _inherit = "clicrdv.hold"

    # === BUSINESS METHODS === #

    def _confirm(self, form, now, source="web", user=None):
        extras = (form or {}).get("extras")
        extras = extras if isinstance(extras, dict) else {}
        hold = self.with_context(clicrdv_extras=extras)
        return super(ClicrdvHold, hold)._confirm(form, now, source=source, user=user).with_env(self.env)

    def _book(self, client, contact, source, user):
        """A ticked box counts for the words that stood beside it: those of another text than today's count for none.

        It counts for the number that was typed: the file may be another person's, known by the e-mail address.
        """
        extras = self.env.context.get("clicrdv_extras") or {}
        notice = self.env["clicrdv.privacy.notice"]._shown_to(self.company_id, extras.get("notice"))
        lead = super(ClicrdvHold, self.with_context(clicrdv_notice=notice))._book(client, contact, source, user)
        asked = self.company_id._privacy_form()["consent"] if extras.get(MARKETING) else None
        is_own = (client.client_phone_key or "") == contact.phone
        if asked and is_own and extras[MARKETING] == asked["hash"]:
            consents = self.env["clicrdv.consent"]
            consents._give(client, self.company_id, MARKETING, asked["text"], "public_form", notice.hash)
        return lead

    def _event_values(self, *args):
        values, notice = super()._event_values(*args), self.env.context.get("clicrdv_notice")
        return values | {"privacy_notice_id": notice.id, "privacy_notice_hash": notice.hash} if notice else values
