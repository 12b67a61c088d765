from odoo import fields, models
from odoo.tools import format_date


class ClicrdvPrivacyLetterMixin(models.AbstractModel):
    """What letters to controllers are about."""

    _name = "clicrdv.privacy.letter.mixin"
    _description = "Is written about to controllers"

    # === FIELDS === #

    letter_count = fields.Integer("Letters", compute="_compute_letter_count", compute_sudo=True)

    # === COMPUTE METHODS === #

    def _compute_letter_count(self):
        counts = dict(
            self.env["clicrdv.privacy.letter"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for record in self:
            record.letter_count = counts.get(record.id, 0)

    # === ACTIONS === #

    def action_letters(self):
        """Show the letters about this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letters"),
            "res_model": "clicrdv.privacy.letter",
            "view_mode": "list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    def _letter_date(self):
        """The day that the subject of a letter names.

        :rtype: date
        """
        return fields.Date.today()

    def _letter_day(self, lang):
        """The same as its reader writes it.

        :param str lang: code of the language
        """
        return format_date(self.env, self._letter_date(), lang_code=lang)

    def _letter_sent(self, letter, now):
        """Note that a controller was told; most records need no note, as the letter itself is the proof.

        :param letter: clicrdv.privacy.letter
        :param datetime now: naive UTC
        """
