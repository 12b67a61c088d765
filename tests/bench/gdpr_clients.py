"""Clients of the bench of data protection, and everything that hangs on them, as SQL: one statement a table.

Client ``i`` has the id ``first + i``. Every tenth is due: named Quévrin, with an address at parti.example.com, in a street
that nobody else lives in, so that a few words find whatever is left of any of them. Every seventh of these has an invoice,
which the law keeps with name and street: he is named Kerquintrec and lives elsewhere.
"""

#: Words of every client who is due; nobody else has them.
MARKS = ("Quévrin", "parti.example.com", "impasse des Partis")
#: Name of those who are due and whose invoices are kept, and the only columns in which it may stay.
KEPT = "Kerquintrec"
KEPT_COLUMNS = {"account_move.invoice_partner_display_name", "res_partner.name", "res_partner.complete_name"}

_PERSON = """
    WITH numbered AS (
        SELECT i, %(first)s + i AS id, i %% 10 = 0 AS due, 1 + (i / 10) %% %(shops)s AS shop,
               CASE WHEN i %% 70 = 0 THEN 'Kerquintrec-' WHEN i %% 10 = 0 THEN 'Quévrin-' ELSE 'Martin-' END || i AS lastname,
               (ARRAY['Zélie', 'Adam', 'Inès', 'Noé', 'Léa'])[1 + i %% 5] AS firstname,
               '+336' || lpad(i::text, 8, '0') AS number,
               'client' || i || CASE WHEN i %% 10 = 0 THEN '@parti.example.com' ELSE '@example.com' END AS email,
               CASE WHEN i %% 10 = 0 AND i %% 70 > 0 THEN ' impasse des Partis' ELSE ' rue des Essais' END AS street,
               CASE WHEN i %% 10 = 0 THEN now()::timestamp - interval '36 months 1 day' - (i %% 300) * interval '1 hour'
                    ELSE now()::timestamp - (40 + i %% 900) * interval '1 day' END AS at
          FROM generate_series(1, %(clients)s) AS i
    ), person AS (
        SELECT numbered.*, company.company_id, company.agenda_id
          FROM numbered JOIN unnest(%(companies)s::int[], %(agendas)s::int[]) WITH ORDINALITY
               AS company (company_id, agenda_id, shop) ON company.shop = numbered.shop
    )
"""
_VISIT = f"""{_PERSON}, visit AS (
        SELECT person.*, k, %(first_event)s + 2 * i + k - 1 AS event_id, at - (k - 1) * interval '50 days' AS start
          FROM person, generate_series(1, CASE WHEN due THEN 2 ELSE 1 END) AS k
    )
"""
_LETTER = f"""{_VISIT}, letter AS (
        SELECT visit.*, j, %(first_message)s + 3 * i + j - 1 AS message_id,
               CASE WHEN j = 1 THEN 'email' ELSE 'sms' END AS channel
          FROM visit, generate_series(1, CASE WHEN due THEN 3 ELSE 1 END) AS j WHERE k = CASE WHEN j = 3 THEN 2 ELSE 1 END
    )
"""
_NOTE = f"""{_PERSON}, note AS (
        SELECT person.*, j, %(first_note)s + 3 * i + j - 1 AS note_id
          FROM person, generate_series(1, CASE WHEN due THEN 3 ELSE 1 END) AS j
    )
"""

FILES = f"""{_PERSON}
    INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, company_id, is_client_file, active, type,
        autopost_bills, lang, client_lastname, client_firstname, email, email_normalized, phone, phone_sanitized,
        client_phone_key, street, zip, city, client_comments, create_date, write_date, last_interaction_at, partner_share,
        color, client_from_web)
    SELECT id, upper(lastname) || ' ' || firstname, upper(lastname) || ' ' || firstname, id, company_id, true, true, 'contact',
           'ask', 'fr_FR', lastname, firstname, email, email, number, number,
           number, i || street, '75003', 'Paris', lastname || ' likes the window', at, at, at, true, 0, true
      FROM person
"""

APPOINTMENTS = f"""{_VISIT}
    INSERT INTO calendar_event (id, name, show_as, start, stop, duration, active, allday, privacy, agenda_id,
        booking_company_id, booking_state, booking_source, booking_token, booking_short_code, booking_reference, booking_uid,
        client_id, booking_lastname, booking_firstname, booking_email, booking_phone, booking_comment, booking_answers,
        booking_price, create_date, write_date)
    SELECT event_id, 'Cut', 'busy', start, start + interval '30 minutes', 0.5, true, false, 'public', agenda_id,
           company_id, 'done', 'web', md5('t' || event_id), 's' || event_id, 'R' || event_id, event_id || '@bench',
           id, lastname, firstname, email, number, 'I am ' || lastname, jsonb_build_object('who', lastname),
           30, start - interval '1 day', start
      FROM visit
"""
TRACES = f"""{_VISIT}
    INSERT INTO clicrdv_trace (event_id, event_reference, company_id, user_id, at, source, action, state_from, state_to,
        before, after)
    SELECT event_id, 'R' || event_id, company_id, 1, start - step * interval '1 day',
           CASE step WHEN 1 THEN 'client' ELSE 'staff' END,
           'created', 'held', 'booked', '{{}}', jsonb_build_object('client', lastname || ' ' || firstname, 'start', start)
      FROM visit, generate_series(0, 1) AS step
"""
ATTENDEES = f"""{_VISIT}
    INSERT INTO calendar_attendee (event_id, partner_id, common_name, state, access_token)
    SELECT event_id, id, lastname, 'accepted', md5('a' || event_id) FROM visit
"""
PARTICIPANTS = f"""{_VISIT}
    INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id) SELECT event_id, id FROM visit
"""

MESSAGES = f"""{_LETTER}
    INSERT INTO clicrdv_message (id, uuid, token, company_id, event_id, client_id, agenda_id, kind, target, channel,
        planned_at, due_at, try_at, sent_at, delivered_at, state, recipient, subject, body, lang, parts, encoding,
        unit_price, amount, gateway_code, gateway_reference, revision)
    SELECT message_id, gen_random_uuid(), md5('m' || message_id), company_id, event_id, id, agenda_id,
           CASE j WHEN 1 THEN 'confirmation' ELSE 'reminder' END, 'client', channel,
           start - interval '1 day', start - interval '1 day', start - interval '1 day', start - interval '1 day', start,
           'delivered', CASE channel WHEN 'sms' THEN number ELSE email END, 'Your visit, ' || firstname || ' ' || lastname,
           'Bonjour ' || firstname || ' ' || lastname || ', à demain. Votre salon, 1 rue des Essais, 75003 Paris.', 'fr_FR',
           1, 'gsm7', 0.0836, 0.0836, 'http', 'g' || message_id, 0
      FROM letter
"""
REPORTS = f"""{_LETTER}
    INSERT INTO clicrdv_message_report (message_id, company_id, at, source, state, code, key)
    SELECT message_id, company_id, start, 'report', 'delivered', '1', md5('r' || message_id) FROM letter WHERE channel = 'sms'
"""

NOTES = f"""{_NOTE}
    INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id, body, subject, email_from, reply_to,
        message_id, date, create_date, is_internal)
    SELECT note_id, CASE j WHEN 3 THEN 'calendar.event' ELSE 'res.partner' END,
           CASE j WHEN 3 THEN %(first_event)s + 2 * i ELSE id END, CASE j WHEN 2 THEN 'email' ELSE 'notification' END,
           %(subtype)s, CASE j WHEN 2 THEN id ELSE %(staff)s END,
           '<p>' || lastname || ' ' || firstname || ', ' || email || '</p>',
           lastname, CASE j WHEN 2 THEN email ELSE 'staff@example.com' END, 'staff@example.com',
           '<' || note_id || '@bench>', at, at, true
      FROM note
"""
#: Notes about the staff that merely name a client; the number is one that a neighbour who is not due leaves free.
ELSEWHERE = f"""{_PERSON}
    INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id, body, email_from, reply_to,
        message_id, date, create_date, is_internal)
    SELECT %(first_note)s + 3 * (i + 1) + 1, 'res.partner', %(staff)s, 'email', %(subtype)s, %(staff)s, '<p>Seen</p>',
           CASE i %% 4 WHEN 0 THEN firstname || ' ' || lastname || ' <staff@example.com>' ELSE email END,
           'staff@example.com', '<elsewhere' || i || '@bench>', at, at, true
      FROM person WHERE i %% 90 = 0
"""
TRACKED = f"""{_NOTE}
    INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_char, new_value_char, create_date)
    SELECT note_id, %(field)s, 'old-' || email, email, at FROM note, generate_series(1, 2) WHERE j = 1
"""
NOTIFIED = f"""{_NOTE}
    INSERT INTO mail_notification (mail_message_id, res_partner_id, notification_type, notification_status, is_read,
        author_id, mail_email_address)
    SELECT note_id, id, 'email', 'sent', true, %(staff)s, email FROM note WHERE j = 1
"""
FOLLOWED = f"""{_PERSON}
    INSERT INTO mail_followers (res_model, res_id, partner_id)
    SELECT 'res.partner', id, follower FROM person, unnest(ARRAY[id, %(staff)s]) AS follower
"""
TASKS = f"""{_PERSON}
    INSERT INTO mail_activity (res_model, res_model_id, res_id, res_name, summary, note, date_deadline, user_id, active)
    SELECT 'res.partner', %(partner_model)s, id, lastname, 'Call ' || lastname, '<p>' || number || '</p>', at::date, 1, true
      FROM person WHERE i %% 50 = 0 OR i %% 101 = 0
"""
TEXTS = f"""{_PERSON}
    INSERT INTO sms_sms (uuid, partner_id, number, body, state, create_date)
    SELECT md5('u' || i), id, number, 'Bonjour ' || lastname, 'error', at FROM person WHERE i %% 40 = 0 OR i %% 101 = 0
"""
MAILS = f"""{_NOTE}
    INSERT INTO mail_mail (mail_message_id, email_to, body_html, state, create_date)
    SELECT note_id, email, '<p>' || lastname || '</p>', 'exception', at FROM note WHERE j = 1 AND (i %% 60 = 0 OR i %% 103 = 0)
"""
PAPERS = f"""{_PERSON}
    INSERT INTO ir_attachment (name, type, res_model, res_id, mimetype, index_content, store_fname, checksum, file_size,
        company_id, create_date)
    SELECT lastname || '.txt', 'binary', 'res.partner', id, 'text/plain', lastname || ' ' || email,
           %(folder)s || '/' || encode(sha1, 'hex'), encode(sha1, 'hex'), 9, company_id, at
      FROM person, LATERAL (SELECT substring(sha256(convert_to('f' || i, 'UTF8')) FOR 20) AS sha1) AS hashed
     WHERE i %% 50 = 0 OR i %% 107 = 0
    RETURNING res_id, store_fname
"""
REFUSALS = f"""{_PERSON}
    INSERT INTO clicrdv_optout (company_id, channel, address, at, source)
    SELECT company_id, 'sms', number, at, 'stop' FROM person WHERE i %% 30 = 0 OR i %% 33 = 0
"""
ACCOUNTS = f"""{_PERSON}
    INSERT INTO res_users (login, partner_id, company_id, share, active, notification_type, create_date)
    SELECT email, id, company_id, true, true, 'email', at FROM person WHERE i %% 100 = 0 OR i %% 109 = 0
"""
#: The law keeps them: these clients are archived.
INVOICES = f"""{_PERSON}
    INSERT INTO account_move (name, move_type, state, journal_id, currency_id, auto_post, date, invoice_date, partner_id,
        commercial_partner_id, partner_shipping_id, invoice_partner_display_name, company_id, amount_total, create_date)
    SELECT 'BENCH/' || i, 'out_invoice', 'posted', %(journal)s, %(currency)s, 'no', at::date, at::date, id, id, id,
           upper(lastname), %(seller)s, 30, at
      FROM person WHERE i %% 70 = 0 OR i %% 21 = 0 AND i %% 10 > 0
"""

#: In this order: what leads to a row comes after it.
TABLES = {
    "res_partner": FILES,
    "calendar_event": APPOINTMENTS,
    "clicrdv_trace": TRACES,
    "calendar_attendee": ATTENDEES,
    "calendar_event_res_partner_rel": PARTICIPANTS,
    "clicrdv_message": MESSAGES,
    "clicrdv_message_report": REPORTS,
    "mail_message": NOTES,
    "mail_message that name somebody": ELSEWHERE,
    "mail_tracking_value": TRACKED,
    "mail_notification": NOTIFIED,
    "mail_followers": FOLLOWED,
    "mail_activity": TASKS,
    "sms_sms": TEXTS,
    "mail_mail": MAILS,
    "clicrdv_optout": REFUSALS,
    "res_users": ACCOUNTS,
    "account_move": INVOICES,
}
