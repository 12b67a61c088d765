from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_registers import ControllerRefused, NotTheProcessor

#: Fields that say who acts on whose data.
CONTROLLER = frozenset({"provider_id", "company_id", "network_id"})


class ClicrdvControllerMixin(models.AbstractModel):
    """What concerns one controller: an establishment, or an integrated network, which is one legal person."""

    _name = "clicrdv.controller.mixin"
    _description = "Concerns a controller"

    # === FIELDS === #

    provider_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        help="Who handles the data for the controller, and keeps this register.",
    )
    company_id = fields.Many2one("res.company", "Establishment", index="btree_not_null", ondelete="restrict")
    network_id = fields.Many2one("clicrdv.network", "Integrated network", index="btree_not_null", ondelete="restrict")
    controller_name = fields.Char("Controller", compute="_compute_controller_name", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends("company_id.name", "network_id.name")
    def _compute_controller_name(self):
        for record in self:
            record.controller_name = record.network_id.name or record.company_id.name

    # === CONSTRAINS METHODS === #

    @api.constrains("company_id", "network_id")
    def _check_controller(self):
        for record in self:
            network = record.network_id.sudo()  # whether it is one legal person, whoever may read the network
            if bool(record.company_id) == bool(network) or network and network.kind != "integrated":
                raise ControllerRefused(self.env)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_provider()
        return records

    def write(self, vals):
        result = super().write(vals)
        if CONTROLLER & vals.keys():
            self._check_provider()
        return result

    # === BUSINESS METHODS === #

    def _check_provider(self):
        """Nobody acts on the data of a controller whom he does not serve; jobs write for the right one.

        No constraint of the ORM: those do not know who asks.

        :raises NotTheProcessor:
        """
        if self.env.su:
            return
        for record in self:
            # which companies they are, whoever may read them
            provider, own = record.provider_id.sudo(), record.company_id.sudo() | record.network_id.sudo().company_ids
            if provider not in own and not provider._privacy_is_processor():
                raise NotTheProcessor(self.env, name=provider.name)

    def _controls(self, company):
        """Whether a record concerns the controller of an establishment's data.

        :param company: res.company
        """
        self.ensure_one()
        return self.company_id == company or bool(self.network_id and self.network_id == company.network_id)

    @api.model
    def _all_controllers(self, provider):
        """Everybody whose data is handled here, except the processor himself; an establishment handles nobody else's.

        :param provider: res.company, the processor
        :return: list of values of this mixin
        """
        if not provider._privacy_is_processor():
            return []
        # a processor tells every controller, also those that the officer does not work for
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        served = Domain("network_id", "!=", False) | Domain("agenda_ids", "!=", False)
        served = companies.search(served & Domain("id", "!=", provider.id), order="id")
        return self._controllers_of(served, provider)

    @api.model
    def _controllers_of(self, companies, provider):
        """The controllers of establishments, each once.

        :param companies: res.company records
        :param provider: res.company, the processor
        """
        companies = companies.sudo()  # see _all_controllers
        integrated = companies.filtered(lambda company: company.network_id.kind == "integrated")
        networks = [{"network_id": network.id, "company_id": False} for network in integrated.network_id]
        alone = [{"network_id": False, "company_id": company.id} for company in companies - integrated]
        return [{"provider_id": provider.id, **values} for values in networks + alone]

    def _controller_partner(self):
        """Whose language and address of the letters are used.

        :rtype: res.partner in superuser mode
        """
        self.ensure_one()
        record = self.sudo()  # letters go to every controller, whoever has them sent
        return (record.company_id or record.network_id.company_ids[:1]).partner_id

    def _controller_email(self):
        """Where a controller is written to, blank when nobody knows.

        :rtype: str
        """
        self.ensure_one()
        record = self.sudo()  # see _controller_partner
        if record.network_id:
            managers = ", ".join(filter(None, record.network_id.manager_ids.mapped("email")))
            return record.network_id.privacy_email or managers
        return record.company_id.privacy_email or record.company_id.email or ""
