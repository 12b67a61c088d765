from odoo import fields, models


class ClicrdvPortableKey(models.Model):
    """The key of a record that came with an import: its next export names it by the same."""

    _name = "clicrdv.portable.key"
    _description = "Key of an imported record"
    _log_access = False
    _rec_name = "key"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Came with", required=True, index=True, ondelete="cascade", readonly=True
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _record_unique = models.UniqueIndex("(model, res_id)", "This record has a key already.")
    _key_unique = models.UniqueIndex("(model, key)", "This key was imported already.")
