from odoo import api, models

from .clicrdv_sms_api import ClicrdvSmsApi


class SmsSms(models.Model):
    """Core's queue, for several establishments: each of them has its own provider."""

    _inherit = "sms.sms"

    # === BUSINESS METHODS === #

    @api.model
    def _process_queue(self):
        """Send a batch, each SMS by the provider of its establishment.

        Core takes the whole batch for one company, and stops for ever where it meets two.
        """
        waiting = [("state", "=", "outgoing"), ("to_delete", "!=", True)]
        size = self._get_send_batch_size()
        batch = self.search(waiting, limit=size, order="id").try_lock_for_update()
        if not batch:
            return
        for api_of_company, group in batch._split_by_api():
            group.with_context(sms_api=api_of_company)._send(unlink_failed=False, unlink_sent=True)
        self.env["ir.cron"]._commit_progress(
            len(batch), remaining=self.search_count(waiting) if len(batch) == size else 0
        )

    def _split_by_api(self):
        """Keep the establishments apart; those without a gateway of ours stay with core's providers."""
        rest = self.browse()
        for company, group in self.grouped(lambda sms: sms._get_sms_company()).items():
            provider = company._get_sms_api_class()
            if issubclass(provider, ClicrdvSmsApi):
                api_of_company = provider(self.env)
                api_of_company._set_company(company)
                yield api_of_company, group
            else:
                rest |= group
        if rest:
            yield from super(SmsSms, rest)._split_by_api()
