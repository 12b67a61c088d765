from odoo import api, fields, models

from ..logic.slug import slugify


class ClicrdvService(models.Model):
    """What an establishment does for a client, with its duration and price."""

    _name = "clicrdv.service"
    _inherit = ["clicrdv.catalogue.mixin"]
    _description = "Service"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Internal name", required=True)
    public_name = fields.Char(translate=True, help="Name that clients see. Blank: it cannot be booked online.")
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Stable word for links and the programming interface.",
    )
    abbreviation = fields.Char(help="Short name painted on the appointment in the agenda.")
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, default=lambda self: self.env.company
    )
    category_id = fields.Many2one("clicrdv.service.category", check_company=True, index="btree_not_null")
    duration_minutes = fields.Integer("Duration (minutes)", required=True, default=15)
    buffer_before_minutes = fields.Integer("Preparation before (minutes)")
    buffer_after_minutes = fields.Integer("Tidying after (minutes)")
    price = fields.Monetary(help="Shown online when the establishment shows prices. Zero: not shown.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    color = fields.Char("Colour", default="#dddddd", help="Colour of its appointments in the agenda, as #RRGGBB.")
    capacity = fields.Integer(
        "Places", required=True, default=1, help="More than one: a group session that several clients share."
    )
    skill_ids = fields.One2many("clicrdv.skill", "service_id", "Done by")
    kind_ids = fields.Many2many(
        "clicrdv.equipment.kind",
        string="Rooms and equipment needed",
        check_company=True,
        help="One free room or equipment of each kind is kept for the whole visit.",
    )
    notice_minutes = fields.Integer("Own minimum notice (minutes)", help="Zero: the establishment's.")
    horizon_days = fields.Integer("Own booking horizon (days)", help="Zero: the establishment's.")
    is_online = fields.Boolean("Online", compute="_compute_is_online")

    # === CONSTRAINTS AND INDEXES === #

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "Another service of this establishment has this code."
    )
    _duration_positive = models.Constraint(
        "CHECK (duration_minutes BETWEEN 1 AND 1440)", "A service lasts from one minute to one day."
    )
    _buffers_positive = models.Constraint(
        "CHECK (buffer_before_minutes BETWEEN 0 AND 1440 AND buffer_after_minutes BETWEEN 0 AND 1440)",
        "The time before and after a service is from zero minutes to one day.",
    )
    _capacity_positive = models.Constraint("CHECK (capacity BETWEEN 1 AND 1000)", "A service has at least one place.")
    _price_positive = models.Constraint("CHECK (price >= 0)", "A price is not negative.")
    _overrides_positive = models.Constraint(
        "CHECK (notice_minutes >= 0 AND horizon_days >= 0)", "Notice and horizon are not negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "company_id")
    def _compute_code(self):
        for service in self.filtered(lambda service: not service.code and service.name):
            service.code = service._free_code(slugify(service.name) or "service")

    @api.depends("public_name", "category_id.public_name", "active", "skill_ids")
    def _compute_is_online(self):
        for service in self:
            category = service.category_id
            service.is_online = bool(
                service.active
                and (service.public_name or "").strip()
                and (not category or (category.public_name or "").strip())
                and service.skill_ids
            )

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for service, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%s (copy)", service.name)
            vals.pop("code", None)
        return vals_list

    # === BUSINESS METHODS === #

    def _free_code(self, wanted):
        """The first of `wanted`, `wanted-2`, `wanted-3`… that no other service of the establishment has.

        :param str wanted: code in the form of a slug
        :return: the code to use
        :rtype: str
        """
        self.ensure_one()
        # archived services keep their code: links to them must not lead to another one
        others = self.with_context(active_test=False).search([("company_id", "=", self.company_id.id)]) - self._origin
        taken = set(others.mapped("code"))
        if wanted not in taken:
            return wanted
        number = 2
        while f"{wanted}-{number}" in taken:
            number += 1
        return f"{wanted}-{number}"
