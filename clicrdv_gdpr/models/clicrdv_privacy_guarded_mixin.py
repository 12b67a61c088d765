from odoo import api, models

from ..exceptions_registers import WrittenByHand

#: Only code in this process holds it: no call from outside can pretend to be a step of ours.
_STEP = object()


class ClicrdvPrivacyGuardedMixin(models.AbstractModel):
    """Registers whose dates, states and computed facts are written by steps only.

    Whoever may write a record may call `write` and `create` from outside with any field. What a screen shows without
    letting anybody type into it is written by methods alone: a proof that can be typed proves nothing.
    """

    _name = "clicrdv.privacy.guarded.mixin"
    _description = "Written by steps"

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Neither the context of a call nor somebody's own defaults say what only steps write."""
        if self._is_step():
            return super().default_get(fields)
        guarded = self._written_by_steps() & set(fields)
        values = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                values[name] = field.convert_to_write(value, self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_step():
            guarded = self._written_by_steps() - {"name", "state"}  # these two have rules of their own
            self._refuse_typed(guarded & {name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_step():
            self.check_access("write")
            # the state has a rule of its own
            self._refuse_typed((self._written_by_steps() - {"state"}) & vals.keys())
        result = super().write(vals)
        if any(self._fields[name].type == "many2one" for name in vals if name in self._fields):
            # rules have seen the record as it was before: here is where it has gone
            self.check_access("write")
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _written_by_steps(self):
        """Of our own stored fields those that are read-only, the state among them."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and (field._module or "").startswith("clicrdv_")
        }

    def _refuse_typed(self, names):
        if names:
            labels = sorted(self._fields[name]._description_string(self.env) for name in names)
            raise WrittenByHand(self.env, fields=", ".join(labels))

    def _is_step(self):
        return self.env.su or self.env.context.get("clicrdv_privacy_step") is _STEP

    def _note(self, **values):
        """Write what a step has found out: beside the check of `write`, which is for everybody else."""
        self.check_access("write")
        return self.with_context(clicrdv_privacy_step=_STEP).write(values)
