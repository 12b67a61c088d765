"""People who book while the job of retention destroys: how long they wait, and what becomes of their appointments."""

import random
import threading
import time

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

WORKERS = 2
PAUSE_SECONDS = 0.02
#: Whoever waits longer for one lock is counted: unlike time on the wall, other work on the machine hardly disturbs it.
LOCK_TIMEOUT = "1s"

#: What a booking writes about its client.
STATEMENTS = (
    "UPDATE res_partner SET write_date = now() WHERE id = %(client)s AND id %% 2 = 0",
    """INSERT INTO calendar_event (name, show_as, start, stop, active, agenda_id, booking_company_id, booking_state,
                                   booking_source, client_id, create_date, booking_lastname)
       SELECT 'BACK', 'busy', now() + interval '9 days', now() + interval '9 days 1 hour', true, agenda.id, p.company_id,
              'booked', 'web', p.id, now(), p.client_lastname
         FROM res_partner p JOIN clicrdv_agenda agenda ON agenda.company_id = p.company_id
        WHERE p.id = %(client)s AND p.client_privacy_state IS NULL LIMIT 1 RETURNING id""",
    """INSERT INTO mail_message (model, res_id, message_type, author_id, body, date)
       SELECT 'res.partner', id, 'comment', id, 'I come', now() FROM res_partner
        WHERE id = %(client)s AND client_privacy_state IS NULL""",
)


class Users:
    """A context manager: inside it people book for clients who are due and for others, each in a transaction."""

    def __init__(self, database: str):
        self._database, self._stop = database, threading.Event()
        self.writes, self.refused, self.blocked, self.longest_seconds = 0, 0, 0, 0.0
        self._events: list[int] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "Users":
        with psycopg2.connect(dbname=self._database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT client, clients FROM bench_first")
            self._first, self._clients = cursor.fetchone()
        connection.close()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(WORKERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        query = """
            SELECT count(DISTINCT e.client_id) FILTER (WHERE (e.client_id - first.client) %% 10 = 0),
                   count(*) FILTER (WHERE e.client_id IS NULL OR p.client_privacy_state IS NOT NULL)
              FROM calendar_event e LEFT JOIN res_partner p ON p.id = e.client_id, bench_first AS first
             WHERE e.id = ANY(%s)
        """
        with psycopg2.connect(dbname=self._database) as connection, connection.cursor() as cursor:
            cursor.execute(query, (self._events,))
            self.came_back, self.lost = cursor.fetchone()
        connection.close()

    def _work(self, seed: int) -> None:
        chance = random.Random(seed)
        connection = psycopg2.connect(dbname=self._database)
        connection.set_isolation_level(ISOLATION_LEVEL_REPEATABLE_READ)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", (LOCK_TIMEOUT,))
        while not self._stop.wait(PAUSE_SECONDS):
            # few of them are due: some come before the job does, and some too late
            number = 1000 * chance.randrange(1, self._clients // 1000) + (0 if chance.random() < 0.05 else 5)
            began = time.monotonic()
            event = self._book(connection, self._first + number)
            with self._lock:
                self.writes += 1
                self.longest_seconds = max(self.longest_seconds, time.monotonic() - began)
                if event:
                    self._events.append(event)
                else:
                    self.refused += 1
        connection.close()

    def _book(self, connection, client: int) -> int | None:
        """Book as Odoo does: what was changed meanwhile is tried again.

        :return: id of the appointment, None when the file is closed
        """
        while True:
            try:
                with connection, connection.cursor() as cursor:
                    rows = []
                    for statement in STATEMENTS:
                        cursor.execute(statement, {"client": client})
                        rows += cursor.fetchall() if cursor.description else []
                    return rows[0][0] if rows else None
            except psycopg2.errors.LockNotAvailable:
                self.blocked += 1
            except psycopg2.OperationalError:
                continue
