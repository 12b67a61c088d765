from odoo import api, models

#: Client files that are erased with one statement a table; nobody works with the database yet, so all are one transaction.
BATCH = 200


class ClicrdvPersonalData(models.AbstractModel):
    """A backup brings erased people back: they are erased again before anybody works with it (GDPR, art. 17)."""

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _erase_again(self, ids):
        """Erase client files that had been erased in the database that this one is an older state of.

        :param ids: their numbers; those that are unknown here, or erased already, stay as they are
        :return: number of files
        """
        # the command of backups may; a hold of then was lifted before the file was erased
        partners = self.env["res.partner"].sudo().with_context(active_test=False, tracking_disable=True)
        here = [
            ("id", "in", list(ids)),
            ("is_client_file", "=", True),
            ("client_erased_on", "=", False),
            ("active", "in", (True, False)),
        ]
        files = partners.search(here, order="id")
        files.filtered("client_legal_hold").client_legal_hold = False
        for start in range(0, len(files), BATCH):
            self._erase(files[start : start + BATCH], "restored")
        return len(files)
