from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: An event of a request that nobody knows here is given up after that.
PATIENCE = timedelta(days=3)
BATCH = 200


class ClicrdvSignatureEvent(models.Model):
    """What a provider of signatures told, each once. An event only says "look": nothing of its content is believed."""

    _name = "clicrdv.signature.event"
    _description = "Event of a signature request"
    _order = "id desc"
    _rec_name = "event_name"

    # === FIELDS === #

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    event_id = fields.Char(required=True)
    event_name = fields.Char(required=True)
    event_at = fields.Datetime("At the provider", required=True)
    remote_id = fields.Char(required=True)
    external_id = fields.Char()
    status = fields.Char()
    processed = fields.Boolean()
    request_id = fields.Many2one("clicrdv.signature.request", index="btree_not_null", ondelete="cascade")

    # === CONSTRAINTS AND INDEXES === #

    _event_once = models.Constraint("UNIQUE (company_id, event_id)", "This event is known already.")
    _open = models.Index("(id) WHERE processed IS NOT TRUE")

    # === BUSINESS METHODS === #

    @api.model
    def _keep(self, company, event):
        """Store an event; the same one again changes nothing, two at once neither.

        :param company: res.company record that was called
        :param gateways.Event event: whose signature is checked
        :return: whether it is new
        """
        columns = ("company_id", "event_id", "event_name", "event_at", "remote_id", "external_id", "status")
        at = event.at.replace(tzinfo=None)
        values = (company.id, event.id, event.name, at, event.request_id, event.external_id, event.status)
        query = SQL(
            "INSERT INTO %s (%s, processed, create_date) VALUES (%s, false, %s) "
            "ON CONFLICT (company_id, event_id) DO NOTHING RETURNING id",
            SQL.identifier(self._table),
            SQL(", ").join(SQL.identifier(column) for column in columns),
            SQL(", ").join(SQL("%s", value) for value in values),
            fields.Datetime.now(),
        )
        return bool(self.env.execute_query(query))

    @api.model
    def _take(self, now):
        """Have the requests of new events looked at.

        One that comes before we know the provider's number of its request is found by our own.
        """
        requests = self.env["clicrdv.signature.request"]
        for event in self.search([("processed", "=", False)], order="id", limit=BATCH):
            names = ["|", ("remote_id", "=", event.remote_id), ("uuid", "=", event.external_id)]
            request = requests.search([("company_id", "=", event.company_id.id), *names], limit=1)
            if request:
                request.try_at = now
                event.write({"processed": True, "request_id": request.id})
            elif event.create_date < now - PATIENCE:
                event.processed = True
