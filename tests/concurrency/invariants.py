"""What must hold in a database at any moment, whatever happened to the servers: each query finds the exceptions."""

import databases
from psycopg2 import sql

#: Sentence → query that gives the rows for which it is not true.
INVARIANTS = {
    "time is taken by a hold or an event": """
        SELECT id FROM clicrdv_occupancy WHERE hold_id IS NULL AND event_id IS NULL
    """,
    "two sittings of one resource never overlap": """
        SELECT a.id, b.id FROM clicrdv_occupancy a JOIN clicrdv_occupancy b
            ON a.resource_id = b.resource_id AND a.id < b.id AND a.sitting != b.sitting
           AND a.start < b.stop AND b.start < a.stop
         WHERE a.exclusive AND b.exclusive
    """,
    "a session has no more clients than places": """
        SELECT sitting FROM clicrdv_occupancy WHERE exclusive
         GROUP BY sitting, resource_id HAVING count(*) > max(capacity)
    """,
    "the time of a booked event runs out with no hold": """
        SELECT id FROM clicrdv_occupancy WHERE event_id IS NOT NULL AND hold_expires_at IS NOT NULL
    """,
    "the time of a mere hold runs out": """
        SELECT id FROM clicrdv_occupancy WHERE event_id IS NULL AND hold_expires_at IS NULL
    """,
    "every appointment to come has its time": """
        SELECT event.id FROM calendar_event event
         WHERE event.booking_state IN ('requested', 'booked') AND event.stop > now() AT TIME ZONE 'UTC'
           AND NOT EXISTS (SELECT 1 FROM clicrdv_occupancy row JOIN clicrdv_agenda agenda
                               ON agenda.resource_id = row.resource_id
                            WHERE row.event_id = event.id AND agenda.id = event.agenda_id
                              AND row.start <= event.start AND event.stop <= row.stop)
    """,
    "every appointment has its history": """
        SELECT event.id FROM calendar_event event
         WHERE event.booking_state IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM clicrdv_trace trace WHERE trace.event_id = event.id)
    """,
    "every web appointment has its hold, and every used hold its time": """
        SELECT event.id FROM calendar_event event LEFT JOIN clicrdv_hold hold ON hold.event_id = event.id
         WHERE event.booking_source = 'web' AND event.lead_id IS NULL AND hold.id IS NULL
         UNION ALL
        SELECT hold.id FROM clicrdv_hold hold JOIN calendar_event event ON event.id = hold.event_id
         WHERE event.booking_state = 'booked'
           AND NOT EXISTS (SELECT 1 FROM clicrdv_occupancy row WHERE event.id = row.event_id)
    """,
    "a message is planned once": """
        SELECT event_id, rule_id, revision, target, channel, edition FROM clicrdv_message
         WHERE event_id IS NOT NULL AND rule_id IS NOT NULL
         GROUP BY event_id, rule_id, revision, target, channel, edition HAVING count(*) > 1
    """,
    "an SMS that was sent has its time, its parts and its price": """
        SELECT id FROM clicrdv_message
         WHERE channel = 'sms' AND (state IN ('sent', 'delivered') OR sent_at IS NOT NULL)
           AND (sent_at IS NULL OR parts < 1 OR unit_price IS NULL OR amount IS NULL OR gateway_code IS NULL)
    """,
    "what was sent is not planned, withdrawn or left out": """
        SELECT id FROM clicrdv_message WHERE sent_at IS NOT NULL AND state IN ('planned', 'cancelled', 'skipped')
    """,
    "of a visit that does not take place nothing but its cancellation is planned": """
        SELECT message.id FROM clicrdv_message message JOIN calendar_event event ON event.id = message.event_id
         WHERE message.state = 'planned' AND message.kind != 'cancellation'
           AND event.booking_state IN ('cancelled', 'refused')
    """,
    "a reminder that is planned is one of the visit as it is": """
        SELECT message.id FROM clicrdv_message message JOIN calendar_event event ON event.id = message.event_id
         WHERE message.state = 'planned' AND message.kind = 'reminder'
           AND message.revision != coalesce(event.booking_sequence, 0)
    """,
    "what does not leave has a reason": """
        SELECT id FROM clicrdv_message WHERE state IN ('failed', 'cancelled', 'skipped') AND reason IS NULL
    """,
    "an e-mail that is being sent is in the mail queue": """
        SELECT id FROM clicrdv_message message WHERE channel = 'email' AND state = 'sending'
           AND NOT EXISTS (SELECT 1 FROM mail_mail mail WHERE mail.clicrdv_message_id = message.id)
    """,
    "an establishment has one client file for an e-mail": """
        SELECT company_id, email_normalized FROM res_partner
         WHERE is_client_file AND email_normalized IS NOT NULL
         GROUP BY company_id, email_normalized HAVING count(*) > 1
    """,
}


def broken(database: str) -> dict[str, list[tuple]]:
    """The sentences that are not true, with the rows that show it; waits for transactions that are still open."""
    tables = ("clicrdv_hold", "clicrdv_occupancy", "calendar_event", "res_partner", "clicrdv_message", "mail_mail")
    wait = sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(map(sql.Identifier, tables)))
    databases.query(sql.SQL("BEGIN; {}; COMMIT").format(wait), database=database)
    found = {sentence: databases.query(query, database=database) for sentence, query in INVARIANTS.items()}
    return {sentence: rows for sentence, rows in found.items() if rows}


def deadlocks(database: str) -> int:
    """How many deadlocks PostgreSQL has broken in a database, as far as its sessions have reported."""
    [(count,)] = databases.query("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", (database,))
    return count
