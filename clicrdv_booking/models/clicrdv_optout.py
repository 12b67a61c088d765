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
        self._note_all(channel, [(company.id, address) for company in companies], source)

    @api.model
    def _note_all(self, channel, refusals, source):
        """Note several refusals at once; two requests may note the same one at the same time.

        :param str channel: sms or email
        :param refusals: list of (id of the establishment, number or address as `_note` takes it)
        :param str source: how they became known
        """
        if not refusals:
            return
        company_ids, addresses = (list(column) for column in zip(*refusals, strict=True))
        self.env.cr.execute(
            """
            INSERT INTO clicrdv_optout (company_id, channel, address, at, source)
            SELECT company_id, %s, address, %s, %s FROM unnest(%s::int[], %s::text[]) AS t (company_id, address)
            ON CONFLICT (company_id, channel, address) DO NOTHING
            """,
            [channel, fields.Datetime.now(), source, company_ids, addresses],
        )
        self.invalidate_model()
        by = "client_phone_key" if channel == "sms" else "email_normalized"
        files = self.env["res.partner"].search(
            [("company_id", "in", company_ids), (by, "in", addresses), ("is_client_file", "=", True)]
        )
        known, consent = {*refusals}, f"client_consent_{channel}"
        files.filtered(lambda file: file[consent] and (file.company_id.id, file[by]) in known).write({consent: False})

    @api.model
    def _withdraw(self, companies, channel, addresses):
        """Forget a refusal, at the wish of the person himself or of the staff in his name.

        :param list[str] addresses: numbers in E.164, or addresses in lower case
        """
        self.search(
            [("company_id", "in", companies.ids), ("channel", "=", channel), ("address", "in", addresses)]
        ).unlink()
