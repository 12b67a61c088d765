from odoo import api, models

from ..exceptions_registers import WrittenByHand


class ClicrdvPrivacyGuardedMixin(models.AbstractModel):
    """Registers whose dates, states and computed facts are written by steps only.

    What a screen shows without letting anybody type into it is written by methods alone: a proof that can be typed proves
    nothing. The state has a rule of its own (`clicrdv.privacy.state.mixin`).
    """

    _name = "clicrdv.privacy.guarded.mixin"
    _description = "Written by steps"
    _inherit = ["clicrdv.guarded.mixin"]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_moving():
            # the number too is the model's own
            self._refuse_typed({name for vals in vals_list for name in vals} - {"name"})
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_moving():
            self.check_access("write")
            self._refuse_typed(vals.keys())
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _refuse_typed(self, names):
        if typed := (self._kept_fields() - {"state"}) & names:
            raise WrittenByHand(self.env, fields=self._field_labels(typed))

    def _note(self, **values):
        """Write what a step has found out: beside the check of `write`, which is for everybody else."""
        self.check_access("write")
        return self._moving().write(values)
