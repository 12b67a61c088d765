from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..logic import places, publication
from ..logic.public_holidays import ZONES
from ..logic.slug import is_slug, slugify


class ResCompany(models.Model):
    """An establishment: what it is, where it is, whether clients can find it."""

    _inherit = "res.company"

    # === FIELDS === #

    network_id = fields.Many2one("clicrdv.network", index="btree_not_null", ondelete="restrict")
    activity_id = fields.Many2one("clicrdv.activity", index="btree_not_null", ondelete="restrict")
    booking_slug = fields.Char("Web address", copy=False, help="The end of its address: /rdv/…")
    booking_title = fields.Char("Public title", help="Blank: the name of the establishment.")
    booking_description = fields.Text("Presentation", translate=True)
    booking_offer = fields.Selection(
        [
            ("simple", "Simple: agenda for the staff only"),
            ("interactive", "Interactive: clients book online as well"),
        ],
        string="Offer",
        required=True,
        default="interactive",
    )
    booking_published = fields.Boolean("Online", copy=False)
    booking_missing_parts = fields.Char("Missing before going online", compute="_compute_booking_missing_parts")
    booking_tz = fields.Selection(_tz_get, "Time zone", required=True, default="Europe/Paris")
    booking_holiday_zone = fields.Selection(
        lambda self: [(code, label) for code, label in ZONES.items() if code],
        "Public holidays",
        default="FR",
        help="Closed on the public holidays of this zone, except those opened by hand.",
    )
    public_holiday_ids = fields.One2many("clicrdv.public.holiday", "company_id", "Public holidays by date")
    booking_department = fields.Char("Department", compute="_compute_booking_place", store=True, index="btree_not_null")
    booking_arrondissement = fields.Integer("Arrondissement", compute="_compute_booking_place", store=True)
    booking_search_text = fields.Char(compute="_compute_booking_search_text", store=True)
    service_end_date = fields.Date("End of service", help="From this day the public page is off.")
    agenda_user_scope = fields.Selection(
        [("own", "Their own agendas"), ("establishment", "All agendas of the establishment")],
        "Agenda users see",
        required=True,
        default="establishment",
    )
    booking_share_clients = fields.Boolean(
        "Entrust clients to the network", help="Network managers may then see the clients' names of this establishment."
    )
    client_properties_definition = fields.PropertiesDefinition("Further details of client files")
    agenda_ids = fields.One2many("clicrdv.agenda", "company_id", "Agendas")
    service_ids = fields.One2many("clicrdv.service", "company_id", "Services")

    # === CONSTRAINTS AND INDEXES === #

    _booking_slug_unique = models.UniqueIndex(
        "(booking_slug) WHERE booking_slug IS NOT NULL", "Another establishment has this web address."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "booking_title", "street", "phone", "activity_id", "city", "zip")
    def _compute_booking_missing_parts(self):
        labels = self._booking_part_labels()
        for company in self:
            # while one field of the address is written, core shows the others as blank; the partner has them
            partner = company.partner_id.sudo()
            missing = publication.missing_parts(
                title=company.booking_title or company.name or "",
                street=company.street or partner.street or "",
                phone=company.phone or "",
                activity=company.activity_id.name or "",
                city=company.city or partner.city or "",
                department=places.department_of(company.zip or partner.zip or ""),
            )
            company.booking_missing_parts = ", ".join(labels[code] for code in missing)

    @api.depends("zip", "city")
    def _compute_booking_place(self):
        for company in self:
            company.booking_department = places.department_of(company.zip or "")
            found = places.arrondissement_of(company.zip or "")
            company.booking_arrondissement = found[1] if found else 0

    @api.depends("name", "booking_title", "city", "zip", "network_id.name")
    def _compute_booking_search_text(self):
        for company in self:
            words = [company.booking_title, company.name, company.network_id.name, company.city, company.zip]
            company.booking_search_text = places.fold(" ".join(filter(None, words)))

    # === CONSTRAINS METHODS === #

    @api.constrains("booking_published", "booking_slug", "street", "phone", "activity_id", "city", "zip")
    def _check_publication(self):
        """An establishment is not put online without its five parts (BKG-01)."""
        for company in self.filtered("booking_published"):
            if company.booking_missing_parts:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be online yet. Please fill in: %(parts)s.",
                        name=company.name,
                        parts=company.booking_missing_parts,
                    )
                )

    @api.constrains("booking_slug")
    def _check_slug(self):
        for company in self.filtered("booking_slug"):
            if not is_slug(company.booking_slug):
                raise ValidationError(
                    self.env._(
                        "The web address “%s” is not possible: use small letters, digits and hyphens, "
                        "for example my-shop-lyon.",
                        company.booking_slug,
                    )
                )

    @api.constrains("network_id", "company_registry")
    def _check_integrated_network(self):
        """All establishments of an integrated network have the SIREN of its head office."""
        for company in self.filtered(lambda company: company.network_id.kind == "integrated"):
            head = company.network_id.siren
            registry = (company.company_registry or "").replace(" ", "")
            if head and registry and not registry.startswith(head.replace(" ", "")):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has another SIREN than its integrated network: correct its number, "
                        "or make the network a franchise.",
                        name=company.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        published = [bool(vals.get("booking_published")) for vals in vals_list]
        companies = super().create([{**vals, "booking_published": False} for vals in vals_list])
        self.env["clicrdv.catalogue.mixin"]._forget_catalogues()
        companies._generate_holidays()
        # core writes the address when it has checked the other fields: publish when all is there
        online = self.concat(*(company for company, wanted in zip(companies, published, strict=True) if wanted))
        if online:
            online.booking_published = True
        return companies

    def write(self, vals):
        self._check_manager_fields(vals)
        if vals.get("booking_published"):
            self._give_slugs()
        result = super().write(vals)
        if any(name.startswith(("booking_", "service_end", "currency_id")) for name in vals):
            self.env["clicrdv.catalogue.mixin"]._forget_catalogues()
        if "booking_holiday_zone" in vals:
            self._replace_holidays()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _booking_part_labels(self):
        """Names of the five parts of a publication, by the codes of `logic.publication`."""
        return {
            "title": self.env._("title"),
            "address": self.env._("street and phone number"),
            "activity": self.env._("activity"),
            "locality": self.env._("town"),
            "department": self.env._("postcode"),
        }

    def _give_slugs(self):
        """Give a free web address to each establishment that has none."""
        for company in self.filtered(lambda company: not company.booking_slug):
            wanted = slugify(company.booking_title or company.name)
            # the address must be free among all establishments, not only those the user sees
            taken = set(self.sudo().search([("booking_slug", "=like", f"{wanted}%")]).mapped("booking_slug"))
            slug, number = wanted, 2
            while slug in taken or not is_slug(slug):
                slug, number = f"{wanted}-{number}", number + 1
            company.booking_slug = slug

    def _generate_holidays(self):
        # managers own their establishment's holidays; generating is the system's work
        self.env["clicrdv.public.holiday"].sudo()._generate(self, fields.Date.today().year)

    def _replace_holidays(self):
        """Follow a change of zone: days of the old zone go, unless somebody had opened them by hand."""
        table = self.env["clicrdv.public.holiday"].sudo()  # see _generate_holidays
        old = table.search(
            [("company_id", "in", self.ids), ("day", ">=", fields.Date.today()), ("is_open", "=", False)]
        )
        old.unlink()
        self._generate_holidays()
