from odoo import api, fields, models
from odoo.tools import SQL

#: How a consent ends that is not withdrawn by anybody: another one stands for it, or a refusal on the other file.
MERGE = "merge"
SETTLE = """
    WITH mine AS (
        SELECT id, company_id, purpose, partner_id, given_at, withdrawn_at IS NULL AS active,
               withdrawn_at IS NOT NULL AND withdrawn_channel <> %(merge)s AS refused
          FROM clicrdv_consent WHERE partner_id = ANY(%(ids)s)
    ), refused AS (
        SELECT company_id, purpose FROM mine GROUP BY company_id, purpose, partner_id
        HAVING bool_or(refused) AND NOT bool_or(active)
    )
    UPDATE clicrdv_consent c
       SET withdrawn_at = greatest(%(now)s, c.given_at), withdrawn_channel = %(merge)s, withdrawn_by = %(user)s
      FROM mine
     WHERE mine.id = c.id AND mine.active
       AND ((c.company_id, c.purpose) IN (SELECT company_id, purpose FROM refused)
            OR EXISTS (SELECT 1 FROM mine AS older
                        WHERE older.active AND older.company_id = c.company_id AND older.purpose = c.purpose
                          AND (older.given_at, older.id) < (c.given_at, c.id)))
"""


class ClicrdvConsent(models.Model):
    """When two files are merged, every proof stays; the strictest answer is that of the person (GDPR art. 7(1), 7(3))."""

    _inherit = "clicrdv.consent"

    # === BUSINESS METHODS === #

    @api.model
    def _settle_merge(self, partners):
        """Leave one consent in force for each controller and purpose, the oldest one; none where a file says no.

        :param partners: res.partner records that become one
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(SETTLE, ids=partners.ids, merge=MERGE, now=fields.Datetime.now(), user=self.env.uid))
        self.invalidate_model()
