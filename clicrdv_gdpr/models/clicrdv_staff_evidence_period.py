from odoo import api, fields, models
from odoo.tools import SQL


class ClicrdvStaffEvidence(models.Model):
    """Evidence about somebody who has left is kept until claims are barred, and goes then (GDP-10; GDPR art. 5(1) e).

    Who has left may still have read files before: that he was bound to secrecy is proven for five years from the day on
    which his account was closed (Code civil, art. 2224). Whoever works here keeps his evidence.
    """

    _inherit = "clicrdv.staff.evidence"

    # === FIELDS === #

    closed_on = fields.Date("Account closed on", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    @api.model
    def _note_closed_accounts(self):
        """Nightly: say since when accounts are closed; one that is opened again has not left."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE clicrdv_staff_evidence e SET closed_on = CASE WHEN u.active THEN NULL ELSE %s::date END
                     FROM res_users u WHERE u.id = e.user_id AND u.active IS NOT DISTINCT FROM (e.closed_on IS NOT NULL)""",
                fields.Date.today(),
            )
        )
        self.invalidate_model(["closed_on"])
