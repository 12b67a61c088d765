from odoo import models


class ResCompany(models.Model):
    """Who of an installation is the processor: the others are its customers, and no officer of one acts on another."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _privacy_is_processor(self):
        """Whether a company may handle the data of other controllers: the main one, or one that is no establishment.

        An officer of an establishment could otherwise have the data of a competitor exported or destroyed, by a request
        that names his own establishment as the processor.

        :rtype: bool
        """
        self.ensure_one()
        # what a company is, whoever asks; what is archived counts as well
        company = self.sudo().with_context(active_test=False)
        if company == self.env.ref("base.main_company", raise_if_not_found=False):
            return True
        if company.network_id or company.agenda_ids:
            return False
        files = company.env["res.partner"]
        return not files.search_count([("is_client_file", "=", True), ("company_id", "=", company.id)], limit=1)
