from odoo import api, models


class ClicrdvEstablishmentMixin(models.AbstractModel):
    """A record of one establishment, which nobody can send to, or hang on, what is out of his reach.

    Core checks the rights on a record before it is written. Without this, whoever knows an id could
    move a service of his own into the catalogue of a competitor, or open the hours of his agenda.
    """

    _name = "clicrdv.establishment.mixin"
    _description = "Record of one establishment"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        names = {name for vals in vals_list for name in vals}
        records = super().create(vals_list)
        records._check_reach(names)
        return records

    def write(self, vals):
        result = super().write(vals)
        self._check_reach(vals)
        return result

    # === BUSINESS METHODS === #

    def _check_reach(self, names):
        """Check the rights on where these records have come to, and on what they point to now.

        :param names: names of the fields that were written
        :raises AccessError:
        """
        pointers = [name for name in names if self._fields[name].type == "many2one"]
        if self.env.su or not pointers:
            return
        self.check_access("write")
        for name in pointers:
            self[name].check_access("read")
