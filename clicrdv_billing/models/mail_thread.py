from odoo import api, models

from .clicrdv_incident_mail import SILENCE


class MailThread(models.AbstractModel):
    """The gateway: a model that is given a new mail sees no headers, and an incident must know whether to answer."""

    _inherit = "mail.thread"

    # === BUSINESS METHODS === #

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Note, for a mail that opens an incident, whether a machine may answer it."""
        checked = super()._routing_check_route(message, message_dict, route, raise_exception=raise_exception)
        if not checked or checked[0] != "clicrdv.incident" or checked[1]:
            return checked
        model, thread_id, values, user_id, alias = checked
        values = dict(values or {})
        # the gateway works for every operator
        company = self.env["res.company"].sudo().browse(values.get("company_id") or self.env.company.id)
        values[SILENCE] = self.env["clicrdv.incident"]._silence(message, company)
        return model, thread_id, values, user_id, alias
