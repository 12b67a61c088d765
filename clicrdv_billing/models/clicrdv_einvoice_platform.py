from odoo import api, models

from ..exceptions_einvoice import PlatformRefused
from ..gateways import file_drop


class ClicrdvEinvoicePlatform(models.AbstractModel):
    """How an invoice reaches the approved platform of an operator.

    An approved platform (plateforme agréée) transmits invoices and reports to the administration. This addon produces the
    file and hands it over; what the platform has done with it is known from the platform only. A way is a model
    that inherits from this one and has its name in `res.company.billing_platform`.
    """

    _name = "clicrdv.einvoice.platform"
    _description = "Way to an approved platform for electronic invoices"

    # === BUSINESS METHODS === #

    @api.model
    def _way_of(self, company):
        """The way that an operator has chosen; None when he hands files over himself."""
        return self.env[f"clicrdv.einvoice.platform.{company.billing_platform}"] if company.billing_platform else None

    @api.model
    def _deliver(self, company, number, content):
        """Hand a file over; the same file again changes nothing.

        :param company: res.company record of the operator
        :param str number: of the invoice
        :param bytes content: the PDF with the electronic invoice in it
        :return: the reference under which it is found there
        :raises PlatformRefused: it was not handed over
        """
        raise NotImplementedError


class ClicrdvEinvoicePlatformFolder(models.AbstractModel):
    """A folder that the platform, or a program of it, reads."""

    _name = "clicrdv.einvoice.platform.folder"
    _inherit = "clicrdv.einvoice.platform"
    _description = "Folder of an approved platform"

    # === BUSINESS METHODS === #

    @api.model
    def _deliver(self, company, number, content):
        reasons = {
            "folder": self.env._(
                "The folder of the platform does not exist on this server: enter another in the settings."
            ),
            "name": self.env._("The invoice has no number."),
            "content": self.env._("The invoice has not been produced yet."),
            "taken": self.env._(
                "Another file has this name in the folder of the platform: look at it, and move it away."
            ),
            "write": self.env._(
                "The folder of the platform cannot be written: give this server the right to, or some space."
            ),
        }
        try:
            # a place on the server, which only an administrator enters and sees
            return file_drop.deliver(company.sudo().billing_platform_folder or "", number, content)
        except file_drop.DropRefused as refused:
            raise PlatformRefused(self.env, name=number, reason=reasons[refused.reason]) from refused
