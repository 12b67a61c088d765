from odoo import api, models


class ClicrdvCatalogueMixin(models.AbstractModel):
    """A record that is part of an establishment's catalogue: changing it forgets the cached picture of it."""

    _name = "clicrdv.catalogue.mixin"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Part of an establishment's catalogue"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._forget_catalogues()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._forget_catalogues()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_catalogues()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _forget_catalogues(self):
        """Drop the cached catalogues of all establishments, in every worker."""
        self.env.registry.clear_cache()
