from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClicrdvAgenda(models.Model):
    """A bookable column of an establishment, normally a person.

    Its weekly hours are its own; its resource says who it is: two agendas of one resource
    are the same person in two establishments, who is never booked twice at once.
    """

    _name = "clicrdv.agenda"
    _inherit = ["resource.mixin", "clicrdv.catalogue.mixin"]
    _description = "Agenda"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True)
    public_name = fields.Char(help="Name that clients see. Blank: this agenda is not offered online.")
    description = fields.Text(translate=True)
    image = fields.Image(max_width=256, max_height=256)
    sequence = fields.Integer(default=10, help="Order in lists, online, and between equals.")
    color = fields.Integer(default=1)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one("clicrdv.agenda.category", check_company=True, index="btree_not_null")
    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        related=False,
        precompute=False,
        required=True,
        readonly=False,
        index=True,
        default=lambda self: self.env.company,
    )
    resource_id = fields.Many2one(
        string="Same person as",
        help="Choose an existing person when he also works in another establishment: "
        "he keeps one diary, and is never booked twice at once.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Weekly hours",
        related=False,
        store=True,
        required=True,
        readonly=False,
        default=None,
        ondelete="restrict",
        help="When clients can come. An agenda without hours cannot be booked, so they are required.",
    )
    user_id = fields.Many2one(related="resource_id.user_id", readonly=False, string="User")
    skill_ids = fields.One2many("clicrdv.skill", "agenda_id", "Services")
    opening_ids = fields.One2many("clicrdv.opening", "agenda_id", "Extra openings")
    is_online = fields.Boolean("Online", compute="_compute_is_online")

    # === COMPUTE METHODS === #

    @api.depends("public_name", "active")
    def _compute_is_online(self):
        for agenda in self:
            agenda.is_online = agenda.active and bool((agenda.public_name or "").strip())

    # === CONSTRAINS METHODS === #

    @api.constrains("resource_calendar_id")
    def _check_hours_are_explicit(self):
        for agenda in self:
            calendar = agenda.resource_calendar_id
            if not calendar.attendance_ids:
                raise ValidationError(self.env._("“%s” has no hours: add them to its weekly hours first.", agenda.name))
            if calendar.flexible_hours:
                raise ValidationError(
                    self.env._("“%s” needs weekly hours by day: flexible hours cannot be booked.", agenda.name)
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        agendas = super().create(vals_list)
        agendas._share_resources()
        if agendas.user_id:
            agendas._rewrite_diary(agendas.user_id)
        return agendas

    def write(self, vals):
        users = self.user_id
        result = super().write(vals)
        if {"resource_id", "user_id"} & vals.keys():
            self._rewrite_diary(users | self.user_id)
        if {"resource_id", "company_id", "resource_calendar_id", "name"} & vals.keys():
            self._share_resources()
        return result

    # === BUSINESS METHODS === #

    def _rewrite_diary(self, users):
        """Write the time anew that is taken by coming events of these agendas and by private ones of these people.

        :param users: res.users who are, or were, the professionals
        :raises SlotTaken: two appointments would be at the same time
        """
        # whoever sets up an agenda need not see all that is in it
        events = self.env["calendar.event"].sudo()
        coming = [("stop", ">=", fields.Datetime.now())]
        for agenda in self:
            events.search([*coming, ("agenda_id", "=", agenda.id)]).write({"agenda_id": agenda.id})
        if users:
            events.search([*coming, ("agenda_id", "=", False), ("partner_ids", "in", users.partner_id.ids)])._occupy()

    def _share_resources(self):
        """Keep the resource behind each agenda true: a person of two establishments belongs to neither."""
        for agenda in self:
            # the sister agenda and its establishment may be out of the user's sight
            resource = agenda.sudo().resource_id
            # as above
            sisters = self.sudo().with_context(active_test=False).search([("resource_id", "=", resource.id)])
            if len(sisters.company_id) > 1:
                resource.company_id = False
            else:
                resource.write({"company_id": agenda.company_id.id, "calendar_id": agenda.resource_calendar_id.id})
