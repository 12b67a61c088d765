"""One establishment with clients, appointments, history and messages, made inside ``odoo shell``; and the jobs on it.

The jobs print what they took as one line of JSON.
"""

import hashlib
import json
import os
import resource
import tempfile
import time
import zipfile

import scenery

from odoo import fields

FILL_CLIENTS = """
    INSERT INTO res_partner (name, complete_name, client_lastname, client_firstname, email, email_normalized, phone,
                             client_phone_key, is_client_file, company_id, type, active, lang, autopost_bills,
                             client_consent_email, client_consent_sms, create_date, write_date)
    SELECT 'NOM ' || n, 'NOM ' || n, 'Nom', 'Prénom ' || n, 'c' || n || '@example.com', 'c' || n || '@example.com',
           '06 39 98 ' || n, '+3363998' || n, true, %(company)s, 'contact', true, 'fr_FR', 'ask', true, true, now(), now()
      FROM generate_series(1, %(clients)s) AS n
"""

#: More than the agendas of the scenery hold in sixty days lies in the past.
FILL_PAST = """
    WITH agenda AS (SELECT id, row_number() OVER (ORDER BY id) AS rank, count(*) OVER () AS many FROM clicrdv_agenda
                     WHERE company_id = %(company)s), event AS (
        INSERT INTO calendar_event (name, show_as, start, stop, duration, active, allday, privacy, agenda_id,
                                    booking_company_id, booking_state, booking_source, create_date, write_date)
        SELECT 'BENCH', 'busy', at, at + interval '30 minutes', 0.5, true, false, 'public', agenda.id, %(company)s, 'done',
               'web', now(), now()
          FROM generate_series(1, %(past)s) AS n
          JOIN agenda ON agenda.rank = 1 + n %% agenda.many,
               LATERAL (SELECT date_trunc('hour', now()) - (1 + n / agenda.many) * interval '30 minutes' AS at) AS t
        RETURNING id, agenda_id)
    INSERT INTO calendar_event_clicrdv_service_rel (calendar_event_id, clicrdv_service_id)
    SELECT event.id, skill.service_id FROM event JOIN clicrdv_skill skill ON skill.agenda_id = event.agenda_id
"""

FILL_REST = (
    """UPDATE calendar_event e SET client_id = c.id, booking_reference = 'R' || e.id, booking_uid = md5(e.id::text),
              booking_comment = 'Merci d''avance'
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM res_partner
                WHERE company_id = %(company)s AND is_client_file) c
        WHERE e.booking_company_id = %(company)s AND c.rank = 1 + e.id %% %(clients)s""",
    """INSERT INTO clicrdv_trace (event_id, event_reference, company_id, user_id, at, source, action, state_to, after)
       SELECT id, booking_reference, %(company)s, 1, create_date, 'client', 'created', 'booked',
              jsonb_build_object('agenda', agenda_id, 'client', client_id, 'start', start::text)
         FROM calendar_event WHERE booking_company_id = %(company)s""",
    """INSERT INTO clicrdv_message (uuid, token, company_id, event_id, client_id, agenda_id, kind, target, channel,
                                    planned_at, due_at, try_at, state, parts, encoding, unit_price, amount, sent_at,
                                    recipient, body)
       SELECT gen_random_uuid(), md5('t' || id), %(company)s, id, client_id, agenda_id, 'confirmation', 'client', 'sms',
              create_date, create_date, create_date, 'delivered', 1, 'gsm7', 0.0836, 0.0836, create_date, '+33639980000',
              'Votre rendez-vous est confirmé.'
         FROM calendar_event WHERE booking_company_id = %(company)s""",
)


def bench(env, clients, appointments):
    """The establishment ``Bench``: as many appointments, lines of history and messages."""
    coming = min(appointments, 20_000)
    scenery.first(env, coming)
    company = env["res.company"].search([("name", "=", "Bench")])
    values = {"company": company.id, "clients": clients, "past": appointments - coming}
    for statement in (FILL_CLIENTS, FILL_PAST, *FILL_REST):
        env.cr.execute(statement, values)
    env.cr.execute("ANALYZE")


def export(env):
    """Export it; tell the time, the memory and what the files hold."""
    company = env["res.company"].search([("name", "=", "Bench")])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "export.zip")
        began = time.monotonic()
        env["clicrdv.portability"]._export(company, path, {"controller": "Bench"})
        seconds = time.monotonic() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = os.path.getsize(path) / 1e6
        with zipfile.ZipFile(path) as archive:
            files = json.loads(archive.read("manifest.json"))["files"]
    rows = {name: files[f"data/{name}.jsonl"]["rows"] for name in ("clients", "appointments", "history", "messages")}
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    tell({"seconds": seconds, "memory": memory, "grown": memory - before, "size": size, "digest": digest, **rows})


def decide(env):
    """Its contract has ended, and it wants everything destroyed: give the number of its rows."""
    company = env["res.company"].search([("name", "=", "Bench")])
    company.service_end_date = fields.Date.subtract(fields.Date.today(), days=10)
    request = env["clicrdv.reversibility"].create({"company_id": company.id, "choice": "destroy"})
    request._begin_destruction()
    tell({"planned": request.planned_counts})


def destroy(env):
    """The job, in one go."""
    began = time.monotonic()
    print("BEGUN", flush=True)
    env["clicrdv.reversibility"]._cron_destruction()
    env.cr.commit()
    request = env["clicrdv.reversibility"].search([], limit=1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {"destroyed": request.destroyed_counts, "kept": request.kept_counts}
    tell({"seconds": time.monotonic() - began, "memory": memory, "is_done": bool(request.destroyed_at), **counts})


def tell(took):
    print(f"TOOK {json.dumps(took)}", flush=True)
