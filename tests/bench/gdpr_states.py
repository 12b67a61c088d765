"""What jobs of retention have left, as numbers: two databases in which the same was destroyed have the same ones.

Clients that users of the bench work with (`gdpr_users`) are left out: what becomes of them depends on who was faster.
"""

import databases
from psycopg2 import sql

#: Numbers of clients whom users come back to, modulo 1,000: one who is due, one who is not.
VISITED = (0, 5)

#: Number of the client that a row is about.
ROWS = {
    "res_partner": "id - first.client",
    "calendar_event": "(id - first.event) / 2",
    "clicrdv_message": "(id - first.message) / 3",
    "clicrdv_message_report": "(message_id - first.message) / 3",
    "clicrdv_trace": "(event_id - first.event) / 2",
    "calendar_attendee": "(event_id - first.event) / 2",
    "calendar_event_res_partner_rel": "(calendar_event_id - first.event) / 2",
    "mail_message": "(id - first.note) / 3",
    "mail_tracking_value": "(mail_message_id - first.note) / 3",
    "mail_notification": "(mail_message_id - first.note) / 3",
    "mail_mail": "(mail_message_id - first.note) / 3",
    "mail_followers": "res_id - first.client",
    "mail_activity": "res_id - first.client",
    "ir_attachment": "res_id - first.client",
    "sms_sms": "partner_id - first.client",
    "res_users": "partner_id - first.client",
    "account_move": "partner_id - first.client",
}
DIGEST = """
    SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text
      FROM (SELECT {table}.*, {client} AS client_number FROM {table}, bench_first AS first) AS t
     WHERE client_number BETWEEN 1 AND (SELECT clients FROM bench_first) AND client_number %% 1000 <> ALL(%s)
"""


def left(database: str) -> dict:
    """Number of rows and sum of their hashes, of each table."""
    found = {}
    for table, client in ROWS.items():
        if not databases.query("SELECT to_regclass(%s)", (table,), database)[0][0]:
            continue
        statement = sql.SQL(DIGEST).format(table=sql.Identifier(table), client=sql.SQL(client))
        [found[table]] = databases.query(statement, (list(VISITED),), database)
    return found


def purged(database: str) -> int:
    """Client files in the purge register."""
    [(persons,)] = databases.query("SELECT sum(persons) FROM clicrdv_purge", (), database)
    return persons
