from odoo import api, fields, models


class ClicrdvOptout(models.Model):
    """Somebody who wants no more messages from an establishment by one way, whichever client file he has.

    A number that answered STOP is here, and every client file of the establishment with it says no as well.
    """

    _name = "clicrdv.optout"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Refusal of messages"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "address"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], required=True, default="sms")
    address = fields.Char("Number or address", required=True, index=True)
    at = fields.Datetime("When", required=True, default=fields.Datetime.now, readonly=True)
    source = fields.Selection(
        [
            ("page", "Page of the client"),
            ("stop", "Answer STOP"),
            ("gateway", "List of the gateway"),
            ("staff", "Staff"),
        ],
        required=True,
        default="staff",
        readonly=True,
    )

    # === CONSTRAINTS AND INDEXES === #

    _once = models.Constraint("UNIQUE (company_id, channel, address)", "This refusal is noted already.")

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, companies, channel, address, source):
        """Note that somebody wants nothing more; noting it twice changes nothing.

        :param companies: res.company records
        :param str channel: sms or email
        :param str address: number in E.164, or address in lower case
        :param str source: how it became known
        """
        known = self.search(
            [("company_id", "in", companies.ids), ("channel", "=", channel), ("address", "=", address)]
        ).company_id
        self.create(
            [
                {"company_id": company.id, "channel": channel, "address": address, "source": source}
                for company in companies - known
            ]
        )
        by = "client_phone_key" if channel == "sms" else "email_normalized"
        files = self.env["res.partner"].search([("company_id", "in", companies.ids), (by, "=", address)])
        files.filtered("is_client_file").write({f"client_consent_{channel}": False})

    @api.model
    def _withdraw(self, companies, channel, addresses):
        """Forget a refusal, at the wish of the person himself or of the staff in his name.

        :param list[str] addresses: numbers in E.164, or addresses in lower case
        """
        self.search(
            [("company_id", "in", companies.ids), ("channel", "=", channel), ("address", "in", addresses)]
        ).unlink()
