from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClicrdvTrace(models.Model):
    """One change of an appointment or block: who, when, what. Never changed, never deleted (BKG-11)."""

    _name = "clicrdv.trace"
    _description = "Trace of a change in an agenda"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "action"

    # === FIELDS === #

    event_id = fields.Many2one("calendar.event", "Event", ondelete="set null", index="btree_not_null")
    event_reference = fields.Char("Reference", help="Names the event also after it was deleted.")
    company_id = fields.Many2one("res.company", "Establishment", required=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(
        [("staff", "Staff"), ("client", "Client"), ("job", "Automatic")], required=True, default="staff"
    )
    action = fields.Selection(
        [
            ("created", "Created"),
            ("moved", "Moved"),
            ("changed", "Changed"),
            ("state", "State changed"),
            ("deleted", "Deleted"),
        ],
        required=True,
    )
    state_from = fields.Char("State before")
    state_to = fields.Char("State after")
    before = fields.Json()
    after = fields.Json()
    summary = fields.Char(compute="_compute_summary")

    # === COMPUTE METHODS === #

    @api.depends("before", "after")
    def _compute_summary(self):
        for trace in self:
            before, after = trace.before or {}, trace.after or {}
            trace.summary = "; ".join(
                f"{name}: {before.get(name)} → {after.get(name)}" for name in sorted(before.keys() | after.keys())
            )

    # === CRUD METHODS === #

    def write(self, vals):
        raise AccessError(self.env._("The trace of an agenda cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(self.env._("The trace of an agenda cannot be deleted."))
