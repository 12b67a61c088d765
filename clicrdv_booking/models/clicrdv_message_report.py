from odoo import fields, models


class ClicrdvMessageReport(models.Model):
    """One event in the life of a message that was handed over: an answer, a delivery report, a person's word."""

    _name = "clicrdv.message.report"
    _description = "Event of a message"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "code"

    # === FIELDS === #

    message_id = fields.Many2one("clicrdv.message", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="message_id.company_id", store=True, precompute=True, index=True)
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(
        [("answer", "Answer of the gateway"), ("report", "Delivery report"), ("person", "By hand")], required=True
    )
    state = fields.Char(required=True, help="What it says: accepted, sent, delivered, failed, unknown.")
    code = fields.Char(help="As the gateway calls it.")
    key = fields.Char(help="Makes the same report, received twice, one.")
    user_id = fields.Many2one("res.users", "By", ondelete="set null", index="btree_not_null")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex("(message_id, key) WHERE key IS NOT NULL", "This report was received already.")
