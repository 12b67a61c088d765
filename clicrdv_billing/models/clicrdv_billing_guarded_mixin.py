from odoo import api, models

from ..exceptions import StateRefused, WrittenByHand


class ClicrdvBillingGuardedMixin(models.AbstractModel):
    """Records whose state changes by their own methods only, which stay as they are once they are settled, and which
    nobody pushes to another operator.
    """

    _name = "clicrdv.billing.guarded.mixin"
    _description = "Changed by its own methods"
    _inherit = ["clicrdv.guarded.mixin"]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_moving():
            kept = self._kept_fields() - self._given_by_create
            vals_list = [{name: value for name, value in vals.items() if name not in kept} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._has_moved():
            self._check_write(vals)
        if not self._is_moving() and (kept := self._kept_fields() & vals.keys()):
            self.check_access("write")
            raise WrittenByHand(self.env, fields=self._field_labels(kept))
        return super().write(vals)

    # === BUSINESS METHODS === #

    #: Fields that are kept, and that `create` of the model itself fills whatever it was given.
    _given_by_create = frozenset({"name"})

    def _check_write(self, vals):
        """Refuse what is not to be written by hand; each model says what that is.

        :param dict vals: what somebody wants to write
        """

    def _write_moved(self, vals):
        """Write what a move of a record changes: beside the check of `write`, which is for everybody else."""
        return self._moving().write(vals)

    # === BUSINESS METHODS - STATES === #

    #: `may(current, target)` of the model's table of states in `logic/`; a model without states has none.
    _may_move = None

    def _move_to(self, target, **values):
        """Move records to another state, with what goes with it; being there already changes nothing.

        :param str target: one of the states of the model's table
        :param values: further fields to write with the state
        :raises BillingRefused: there is no such way (see `_state_refusal`)
        """
        for record in self.filtered(lambda record: record.state != target):
            record._check_may(target)
            record._write_moved({**values, "state": target})

    def _check_may(self, target):
        if not self._may_move(self.state, target):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise self._state_refusal(labels[self.state], labels[target])

    def _state_refusal(self, current, target):
        """The refusal of a move that the table does not have.

        :param str current: name of the state, as people read it
        :param str target: likewise
        """
        return StateRefused(self.env, name=self.display_name, current=current, target=target)
