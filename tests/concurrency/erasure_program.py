"""Runs inside ``odoo shell``: clients book at every moment of the job that erases them; each is told about as JSON.

The bookings are transactions of another connection, isolated as Odoo's are.
"""

import json
import threading

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from odoo import api
from odoo.exceptions import ConcurrencyError

CLIENT = """
    INSERT INTO res_partner (name, complete_name, company_id, is_client_file, active, type, autopost_bills, create_date,
                             last_interaction_at)
    VALUES (%s, %s, %s, true, true, 'contact', 'ask', now() - interval '4 years', now() - interval '4 years') RETURNING id
"""
BOOKING = """
    INSERT INTO calendar_event (name, show_as, start, stop, active, booking_company_id, booking_state, booking_source,
                                client_id, booking_lastname, create_date)
    VALUES ('Back', 'busy', now() + interval '9 days', now() + interval '10 days', true, %s, 'booked', 'web', %s, 'Quévrin',
            now())
"""
NAMES = ("before", "between", "during", "after", "request", "quiet")


class Booking:
    """A booking for a client, step by step."""

    def __init__(self, database, company, client):
        self._connection = psycopg2.connect(dbname=database)
        self._connection.set_isolation_level(ISOLATION_LEVEL_REPEATABLE_READ)
        self._cursor, self._values, self.error = self._connection.cursor(), (company, client), None

    def look(self):
        self._cursor.execute("SELECT 1 FROM res_partner WHERE id = %s", self._values[1:])
        return self

    def write(self):
        self._cursor.execute(BOOKING, self._values)
        return self

    def commit(self):
        self._connection.commit()
        self._connection.close()

    def in_background(self):
        self._thread = threading.Thread(target=self._try)
        self._thread.start()
        return self

    def _try(self):
        try:
            self.write().commit()
        except psycopg2.OperationalError as error:
            self.error = type(error).__name__

    def join(self):
        self._thread.join(30)
        return self


def prepare(env):
    company = env.company
    clients = {}
    for name in NAMES:
        env.cr.execute(CLIENT, [name, name, company.id])
        [clients[name]] = env.cr.fetchone()
    env.cr.commit()
    env["clicrdv.retention.run"]._cron_retention()
    env.cr.execute("UPDATE clicrdv_retention_run SET start_on = opened_on")
    env.cr.commit()
    return company.id, clients


def races(env):
    """Let the job meet each client, and tell what became of him."""
    company, clients = prepare(env)
    database, told = env.cr.dbname, {}
    runs, data = env.registry["clicrdv.retention.run"], env.registry["clicrdv.personal.data"]
    destroy, persons = runs._destroy_batch, data._persons
    bookings = {name: Booking(database, company, client) for name, client in clients.items()}
    bookings["before"].write()  # and not committed
    bookings["after"].look()

    def destroying(self, ids, today):
        bookings["between"].look().write().commit()  # the job has chosen its clients and locked none
        return destroy(self, ids, today)

    def locked(self, partners, thorough):
        if "during" in bookings:  # the job holds the row of this client
            waiting = bookings.pop("during").look().in_background()
            told["waiting"] = waiting
        return persons(self, partners, thorough)

    runs._destroy_batch, data._persons = destroying, locked
    erase_on_request(env, company, clients["request"], bookings["request"], told)
    runs._destroy_batch = lambda self, ids, today: destroying_once(runs, destroy, destroying, self, ids, today)
    env["clicrdv.retention.run"]._cron_retention()
    env.cr.commit()
    runs._destroy_batch, data._persons = destroy, persons
    told["during"] = told.pop("waiting").join().error
    told["after"] = bookings["after"].in_background().join().error
    bookings["before"].commit()
    told["states"] = states(env, clients)
    env["clicrdv.retention.run"]._cron_retention()
    env.cr.commit()
    told["states next day"] = states(env, clients)
    print("TOLD " + json.dumps(told))


def destroying_once(runs, destroy, destroying, *arguments):
    runs._destroy_batch = destroy
    return destroying(*arguments)


def erase_on_request(env, company, client, booking, told):
    """Somebody answers a request while the client books: his request is done again."""
    with env.registry.cursor() as cr:
        other = api.Environment(cr, api.SUPERUSER_ID, {})
        partner = other["res.partner"].browse(client)
        partner.exists()  # its transaction has begun
        booking.look().write().commit()
        try:
            other["clicrdv.personal.data"]._erase(partner, "request")
            told["request"] = "erased"
        except ConcurrencyError:
            told["request"] = "again"
            cr.rollback()


def states(env, clients):
    query = """SELECT p.client_privacy_state, (SELECT count(*) FROM calendar_event e WHERE e.client_id = p.id)
                 FROM res_partner p WHERE p.id = %s"""
    found = {}
    for name, client in clients.items():
        env.cr.execute(query, [client])
        found[name] = list(env.cr.fetchone())
    return found
