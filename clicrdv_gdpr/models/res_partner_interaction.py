from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Client files that are looked at in one transaction.
BATCH = 500

ACTS = """
    UPDATE res_partner p
       SET last_interaction_at = GREATEST(p.last_interaction_at, acts.at)
      FROM (
            SELECT f.id,
                   COALESCE(
                     GREATEST(
                       -- a file that came with an import is as old as its appointments
                       CASE WHEN NOT EXISTS (SELECT 1 FROM calendar_event e
                                              WHERE e.client_id = f.id AND e.booking_source = 'import')
                            THEN f.create_date END,
                       (SELECT max(e.create_date) FROM calendar_event e
                         WHERE e.client_id = f.id AND e.booking_source <> 'import'),
                       (SELECT max(e.start) FROM calendar_event e
                         WHERE e.client_id = f.id AND e.booking_state = 'done' AND e.start <= %(now)s),
                       (SELECT max(t.at) FROM calendar_event e JOIN clicrdv_trace t ON t.event_id = e.id
                         WHERE e.client_id = f.id AND t.source = 'client'),
                       (SELECT max(o.at) FROM clicrdv_optout o
                         WHERE o.company_id = f.company_id AND o.source IN ('stop', 'page')
                           AND o.address IN (f.email_normalized, f.client_phone_key)),
                       (SELECT max(l.create_date) FROM calendar_event e
                          JOIN res_users u ON u.partner_id = e.portal_partner_id
                          JOIN res_users_log l ON l.create_uid = u.id
                         WHERE e.client_id = f.id),
                       (SELECT max(m.date) FROM mail_message m
                         WHERE m.author_id = f.id AND m.message_type IN ('comment', 'email'))
                     ),
                     f.create_date, %(now)s) AS at
              FROM res_partner f
             WHERE f.id = ANY(%(ids)s) AND f.is_client_file IS TRUE
               AND f.client_privacy_state IS DISTINCT FROM 'destroyed'
           ) acts
     WHERE p.id = acts.id AND p.last_interaction_at IS DISTINCT FROM GREATEST(p.last_interaction_at, acts.at)
"""

RECENT = """
    SELECT e.client_id FROM calendar_event e
     WHERE e.client_id IS NOT NULL AND e.create_date >= %(since)s
     UNION
    SELECT e.client_id FROM clicrdv_trace t JOIN calendar_event e ON e.id = t.event_id
     WHERE t.at >= %(since)s AND t.source = 'client' AND e.client_id IS NOT NULL
     UNION
    SELECT id FROM res_partner
     WHERE is_client_file IS TRUE AND last_interaction_at IS NULL AND client_privacy_state IS NULL
"""


class ResPartner(models.Model):
    """When a client last did something himself: his retention counts from then (GDP-57).

    Bookings, visits, changes and cancellations by his own link, refusals, answers and logins count; nothing that is sent
    to him does. The stored date is never later than the truth: it is computed anew before anything is destroyed.
    """

    _inherit = "res.partner"

    # === BUSINESS METHODS === #

    @api.model
    def _refresh_interactions(self, ids):
        """Compute the last interaction of some client files anew; it never goes back.

        :param ids: list of ids
        """
        self.env.cr.execute(SQL(ACTS, ids=ids, now=fields.Datetime.now()))
        self.browse(ids).invalidate_recordset(["last_interaction_at"])

    def _note_interaction(self, at):
        """A client has done something that no appointment tells of, such as opening the page of his data.

        :param datetime at: naive UTC
        """
        self.env.flush_all()
        query = "UPDATE res_partner SET last_interaction_at = GREATEST(last_interaction_at, %s) WHERE id = ANY(%s)"
        self.env.cr.execute(f"{query} AND is_client_file IS TRUE", [at, self.ids])
        self.invalidate_recordset(["last_interaction_at"])

    @api.model
    def _without_interaction(self, company, limit, without):
        """Files of an establishment that have no last interaction yet, such as imported ones.

        :param int limit: files at most
        :param without: ids that are left alone
        :return: list of ids
        """
        query = SQL(
            """
            SELECT id FROM res_partner
             WHERE company_id = %s AND is_client_file IS TRUE AND last_interaction_at IS NULL
               AND client_privacy_state IS DISTINCT FROM 'destroyed' AND client_archive_until IS NULL AND id <> ALL(%s)
             ORDER BY id LIMIT %s
            """,
            company.id,
            list(without),
            limit,
        )
        return [partner_id for (partner_id,) in self.env.execute_query(query)]

    @api.model
    def _cron_interactions(self):
        """Nightly: new files, and those whose client did something in the last two days."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(RECENT, since=fields.Datetime.now() - timedelta(days=2)))
        ids = sorted(partner_id for (partner_id,) in rows)
        for start in range(0, len(ids), BATCH):
            self._refresh_interactions(ids[start : start + BATCH])
            done = min(start + BATCH, len(ids))
            if not self.env["ir.cron"]._commit_progress(min(BATCH, len(ids) - start), remaining=len(ids) - done):
                return
