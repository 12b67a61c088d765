from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClicrdvNetwork(models.Model):
    """A brand and its establishments, under one legal person or several."""

    _name = "clicrdv.network"
    _description = "Network of establishments"
    _order = "name"

    # === FIELDS === #

    name = fields.Char("Brand", required=True)
    kind = fields.Selection(
        [
            ("integrated", "Integrated: one legal person, one SIREN"),
            ("franchise", "Franchise: each establishment its own legal person"),
        ],
        required=True,
        default="integrated",
    )
    siren = fields.Char("SIREN", help="Nine digits of the head office, shared by all establishments when integrated.")
    logo = fields.Image(max_width=512, max_height=512)
    company_ids = fields.One2many("res.company", "network_id", "Establishments")
    company_count = fields.Integer("Number of establishments", compute="_compute_company_count")
    manager_ids = fields.Many2many(
        "res.users",
        string="Network managers",
        help="They see the catalogue and the figures of all establishments, without the clients' names.",
    )
    active = fields.Boolean(default=True)

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (name)", "Another network has this name.")

    # === COMPUTE METHODS === #

    @api.depends("company_ids")
    def _compute_company_count(self):
        for network in self:
            network.company_count = len(network.company_ids)

    # === CONSTRAINS METHODS === #

    @api.constrains("siren")
    def _check_siren(self):
        for network in self.filtered("siren"):
            try:
                siren.validate(network.siren)
            except NumberError as error:
                raise ValidationError(
                    self.env._("“%s” is not a SIREN number: check its nine digits.", network.siren)
                ) from error
