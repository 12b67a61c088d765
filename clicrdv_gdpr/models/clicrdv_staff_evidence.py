from odoo import api, fields, models

KINDS = [("undertaking", "Confidentiality undertaking"), ("training", "Training in data protection")]


class ClicrdvStaffEvidence(models.Model):
    """Somebody has signed the confidentiality undertaking, or was trained (agreement 3.3.3; GDP-10)."""

    _name = "clicrdv.staff.evidence"
    _description = "Undertaking or training of staff"
    _inherit = ["clicrdv.stays.mixin"]
    _order = "done_on desc, id desc"
    _rec_name = "user_id"

    # === FIELDS === #

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", domain="[('share', '=', False)]"
    )
    kind = fields.Selection(KINDS, required=True, default="undertaking")
    done_on = fields.Date("On", required=True, default=fields.Date.context_today)
    document = fields.Binary("Proof", attachment=True)
    document_name = fields.Char()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # rules of records are kept per user: see res_users_undertaking
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()  # as above
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()  # as above
        return super().unlink()
