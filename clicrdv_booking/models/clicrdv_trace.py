from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_datetime


class ClicrdvTrace(models.Model):
    """One change of an appointment or block: who, when, what. Never changed, never deleted (BKG-11)."""

    _name = "clicrdv.trace"
    _description = "Trace of a change in an agenda"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "event_reference"

    # === FIELDS === #

    event_id = fields.Many2one("calendar.event", ondelete="set null", index="btree_not_null")
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

    @api.depends("before", "after", "action", "state_from", "state_to")
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self.env["calendar.event"]._fields["booking_state"]._description_selection(self.env))
        for trace in self:
            before, after = trace._words(trace.before or {}), trace._words(trace.after or {})
            parts = []
            if trace.action == "state":
                parts.append(f"{labels.get(trace.state_from, '')} → {labels.get(trace.state_to, '')}")
            for name in before | after:
                old, new = before.get(name, ""), after.get(name, "")
                parts.append(f"{old} → {new}" if old and new else old or new)
            trace.summary = " · ".join(filter(None, parts))

    @api.depends("summary")
    def _compute_display_name(self):
        for trace in self:
            trace.display_name = trace.summary

    def _words(self, picture):
        """A picture of an event in words, without a word about the client.

        :param dict picture: as `calendar.event._pictures` makes them
        :return: {what: words}
        """
        # the names of agendas and services outlive their archiving
        env = self.sudo().with_context(active_test=False).env
        zone = self.company_id.booking_tz
        words = {}
        for name in ("start", "stop"):
            if picture.get(name) and (name == "start" or "start" not in picture):
                words[name] = format_datetime(self.env, picture[name], tz=zone, dt_format="EEE d MMM y HH:mm")
        if picture.get("agenda"):
            words["agenda"] = env["clicrdv.agenda"].browse(picture["agenda"]).exists().name or ""
        if picture.get("services"):
            services = env["clicrdv.service"].browse(picture["services"]).exists()
            words["services"] = ", ".join(services.mapped("name"))
        if picture.get("client") and self.action != "created":
            words["client"] = self.env._("client")
        if picture.get("overbooking"):
            words["overbooking"] = self.env._("overbooked: %s", picture["overbooking"])
        return words

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super  # nobody changes a trace
        raise AccessError(self.env._("The trace of an agenda cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(self.env._("The trace of an agenda cannot be deleted."))
