from odoo import api, models

from ..exceptions import StateRefused, WrittenByHand

#: Only code in this process holds it: no call from outside can pretend to be a move of ours.
_MOVE = object()


class ClicrdvBillingGuardedMixin(models.AbstractModel):
    """Records whose state changes by their own methods only, which stay as they are once they are settled, and which
    nobody pushes to another operator.

    Whoever may write a record may call `write` and `create` from outside with any field. What a screen shows without
    letting anybody type into it (what is read-only, computed, or the state) is kept: only methods write it.
    """

    _name = "clicrdv.billing.guarded.mixin"
    _description = "Changed by its own methods"

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Neither the context of a call nor somebody's own defaults say what is kept."""
        if self._is_moving():
            return super().default_get(fields)
        kept = self._kept_fields() & set(fields)
        values = super().default_get([name for name in fields if name not in kept])
        for name in kept:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                values[name] = field.convert_to_write(value, self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_moving():
            kept = self._kept_fields() - self._given_by_create
            vals_list = [{name: value for name, value in vals.items() if name not in kept} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("clicrdv_move") is not _MOVE:
            self._check_write(vals)
        if not self._is_moving() and (kept := self._kept_fields() & vals.keys()):
            self.check_access("write")
            names = sorted(self._fields[name]._description_string(self.env) for name in kept)
            raise WrittenByHand(self.env, fields=", ".join(names))
        result = super().write(vals)
        if any(self._fields[name].type == "many2one" for name in vals if name in self._fields):
            # rules have seen the record as it was before: here is where it has gone
            self.check_access("write")
        return result

    # === BUSINESS METHODS === #

    #: Fields that are kept, and that `create` of the model itself fills whatever it was given.
    _given_by_create = frozenset({"name"})

    @api.model
    def _kept_fields(self):
        """What methods write, and no hand: of our own fields those that are stored and read-only, and the state."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and (field.readonly or name == "state") and (field._module or "").startswith("clicrdv_")
        }

    def _is_moving(self):
        return self.env.su or self.env.context.get("clicrdv_move") is _MOVE

    def _moving(self):
        """These records for what a method of ours writes: beside the checks, which are for everybody else."""
        return self.with_context(clicrdv_move=_MOVE)

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
