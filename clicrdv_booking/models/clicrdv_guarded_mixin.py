from odoo import api, models

#: Only code in this process holds it: no call from outside can pretend to be a move of ours.
_MOVE = object()


class ClicrdvStaysMixin(models.AbstractModel):
    """Records that nobody moves to where he has no right to write.

    Core looks at the rules before a record is written, and not where it has gone.
    """

    _name = "clicrdv.stays.mixin"
    _description = "Stays where its writer works"

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if any(self._fields[name].type == "many2one" for name in vals if name in self._fields):
            self.check_access("write")
        return result


class ClicrdvGuardedMixin(models.AbstractModel):
    """Records with fields that methods write, and no hand.

    Whoever may write a record may call `write` and `create` from outside with any field. Here is which fields are kept
    and how methods of ours are known; whoever inherits says what becomes of a kept field that is given from outside.
    """

    _name = "clicrdv.guarded.mixin"
    _description = "Written by its own methods"
    _inherit = ["clicrdv.stays.mixin"]

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

    # === BUSINESS METHODS === #

    @api.model
    def _kept_fields(self):
        """What methods write, and no hand: of our own fields those that are stored and read-only, and the state."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and (field.readonly or name == "state") and (field._module or "").startswith("clicrdv_")
        }

    def _has_moved(self):
        """Whether a method of ours writes, whoever pressed the button."""
        return self.env.context.get("clicrdv_move") is _MOVE

    def _is_moving(self):
        return self.env.su or self._has_moved()

    def _moving(self):
        """These records for what a method of ours writes: beside the checks, which are for everybody else."""
        return self.with_context(clicrdv_move=_MOVE)

    def _field_labels(self, names):
        """Fields as people read them."""
        return ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
