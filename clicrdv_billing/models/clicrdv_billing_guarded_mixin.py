from odoo import models


class ClicrdvBillingGuardedMixin(models.AbstractModel):
    """Records whose state changes by their own methods only, and which stay as they are once they are settled."""

    _name = "clicrdv.billing.guarded.mixin"
    _description = "Changed by its own methods"

    # === CRUD METHODS === #

    def write(self, vals):
        self._check_write(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _check_write(self, vals):
        """Refuse what is not to be written by hand; each model says what that is.

        :param dict vals: what somebody wants to write
        """

    def _write_moved(self, vals):
        """Write what a move of a record changes: beside the check of `write`, which is for everybody else."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
