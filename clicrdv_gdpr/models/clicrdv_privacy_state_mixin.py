from odoo import api, models

from ..exceptions_registers import RecordFrozen, StateByHand, StateRefused


class ClicrdvPrivacyStateMixin(models.AbstractModel):
    """Records that go from state to state by a table of `logic/`, and become proofs on the way."""

    _name = "clicrdv.privacy.state.mixin"
    _description = "Changes its state by steps"

    #: module of `logic` with the table: its function `may`
    _steps = None
    #: fields that nobody changes once the record has left these states
    _frozen_fields = ()
    _open_states = ()

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Neither the context of a call nor somebody's own defaults say in which state a record begins."""
        values = super().default_get([name for name in fields if name != "state"])
        initial = self._fields["state"].default
        return values | {"state": initial(self)} if "state" in fields and initial else values

    @api.model_create_multi
    def create(self, vals_list):
        # lists that come with the product have their state; people begin at the beginning
        if not self.env.su and any("state" in vals for vals in vals_list):
            initial = self.default_get(["state"]).get("state")
            if any(vals.get("state", initial) != initial for vals in vals_list):
                raise StateByHand(self.env)
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise StateByHand(self.env)
        if self._open_states and vals.keys() & set(self._frozen_fields):
            for record in self:
                if record.state not in self._open_states:
                    raise RecordFrozen(self.env, name=record.display_name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        for record in self:
            if self._open_states and record.state not in self._open_states:
                raise RecordFrozen(self.env, name=record.display_name)

    # === BUSINESS METHODS === #

    def _move_to(self, target, **values):
        """Bring records to a state; those that are there already stay as they are.

        :param str target: state
        :param values: what else is written with the move
        :raises StateRefused: the table has no such step
        """
        self.check_access("write")
        moving = self.filtered(lambda record: record.state != target)
        for record in moving:
            if not self._steps.may(record.state, target):
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise StateRefused(
                    self.env, name=record.display_name, current=labels[record.state], target=labels[target]
                )
        if moving:
            super(ClicrdvPrivacyStateMixin, moving).write({"state": target, **values})  # pylint: disable=super-method-mismatch
        return moving
