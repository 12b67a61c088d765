"""What an establishment gets back at the end of its contract, file by file, in the order in which an import reads them.

Whoever adds a model with data of establishments adds it here, or says in ``LEFT_OUT`` why it stays: a test compares both
with the database.
"""

from odoo.tools.translate import LazyTranslate

from ..logic.portable import Left, Table, words
from .portable_catalogue import ADDRESS, CATALOGUE, OURS
from .portable_proofs import CONSENTS, NOTICES, PROOFS, REQUESTS

_lt = LazyTranslate(__name__)

CLIENTS = (
    Table(
        "clients",
        "res.partner",
        _lt("Client files"),
        (
            *ADDRESS,
            *words(
                "is_client_file client_lastname client_firstname company_id parent_id type active company_name "
                "function ref comment client_comments client_properties category_id client_from_web "
                "client_consent_email client_consent_sms create_date last_interaction_at client_legal_hold "
                "client_hold_reason client_privacy_state client_archive_until client_erased_on"
            ),
        ),
        """t.client_privacy_state IS DISTINCT FROM 'destroyed'
           AND (t.is_client_file IS TRUE AND t.company_id = ANY(%(companies)s)
                OR t.parent_id IN (SELECT id FROM res_partner
                                    WHERE is_client_file IS TRUE AND company_id = ANY(%(companies)s)))""",
        later=("parent_id",),
    ),
    Table(
        "refusals",
        "clicrdv.optout",
        _lt("Numbers and addresses that want no messages"),
        ("company_id", "channel", "address", "at", "source"),
        OURS + " AND t.address NOT LIKE '#%%'",
        order=("at",),
    ),
    CONSENTS,
    NOTICES,
    Table(
        "repetitions",
        "calendar.recurrence",
        _lt("Repetitions of blocks"),
        words(
            "name base_event_id event_tz rrule_type end_type interval count mon tue wed thu fri sat sun month_by "
            "day weekday byday until rrule"
        ),
        """t.id IN (SELECT recurrence_id FROM calendar_event WHERE agenda_id IS NOT NULL
                    AND booking_company_id = ANY(%(companies)s))""",
        later=("base_event_id",),
    ),
    Table(
        "appointments",
        "calendar.event",
        _lt("Appointments and blocks of agendas"),
        words(
            "name description location notes start stop start_date stop_date allday duration show_as privacy "
            "active agenda_id user_id booking_company_id service_ids service_order equipment_ids client_id "
            "booking_state booking_source booking_channel booking_price booking_reference booking_uid "
            "booking_sequence booking_lastname booking_firstname booking_email booking_phone booking_comment "
            "booking_answers staff_note any_agenda lead_id overbooking_reason booking_reminders_off recurrency "
            "follow_recurrence recurrence_id privacy_notice_id privacy_notice_hash create_date"
        ),
        "t.agenda_id IS NOT NULL AND t.booking_company_id = ANY(%(companies)s)",
        order=("start",),
        later=("lead_id",),
        ids={"service_order": "services"},
        made=("booking_token", "booking_short_code"),
    ),
    Table(
        "history",
        "clicrdv.trace",
        _lt("History of appointments"),
        words("event_id event_reference company_id user_id at source action state_from state_to before after"),
        OURS,
        order=("at",),
        ids=dict.fromkeys(("before", "after"), {"agenda": "agendas", "services": "services", "client": "clients"}),
        missing=("user_id",),
    ),
    Table(
        "messages",
        "clicrdv.message",
        _lt("Ledger of messages"),
        words(
            "uuid company_id rule_id event_id client_id agenda_id kind target channel or_email revision edition "
            "planned_at due_at try_at attempts state reason error core_uuid merged_into_id recipient subject body "
            "lang parts encoding unit_price amount gateway_code gateway_reference sent_at delivered_at"
        ),
        OURS + " AND t.state <> 'planned'",
        order=("due_at",),
        later=("merged_into_id",),
        made=("token",),
        replace={"state": {"sending": "unknown"}},
    ),
    Table(
        "message_reports",
        "clicrdv.message.report",
        _lt("Delivery reports"),
        ("message_id", "at", "source", "state", "code", "key", "user_id"),
        "t.message_id IN (SELECT id FROM portable_messages)",
        order=("at",),
    ),
    Table(
        "notes",
        "mail.message",
        _lt("Discussions on client files and appointments"),
        ("model", "res_id", "date", "subject", "body", "message_type", "author_id", "email_from", "is_internal"),
        """t.message_type IN ('comment', 'email', 'email_outgoing')
           AND (t.model = 'res.partner' AND t.res_id IN (SELECT id FROM portable_clients)
                OR t.model = 'calendar.event' AND t.res_id IN (SELECT id FROM portable_appointments))""",
        order=("date",),
    ),
    Table(
        "attachments",
        "ir.attachment",
        _lt("Files and pictures"),
        ("name", "description", "mimetype", "type", "res_model", "res_field", "res_id", "checksum", "create_date"),
        """t.type = 'binary' AND t.checksum IS NOT NULL
           AND (t.res_model = 'res.partner' AND (t.res_id IN (SELECT id FROM portable_clients)
                OR t.res_id IN (SELECT id FROM portable_people) OR t.res_id IN (SELECT id FROM portable_addresses))
                OR t.res_model = 'calendar.event' AND t.res_id IN (SELECT id FROM portable_appointments)
                OR t.res_model = 'clicrdv.agenda' AND t.res_id IN (SELECT id FROM portable_agendas)
                OR t.res_model = 'clicrdv.network' AND t.res_id IN (SELECT id FROM portable_networks)
                OR t.res_model = 'mail.message' AND t.res_id IN (SELECT id FROM portable_notes))""",
    ),
)

TABLES = (*CATALOGUE, *CLIENTS, *REQUESTS)

SECRET = _lt("Opens something: an import makes a new one.")
DERIVED = _lt("Follows from the rest: an import computes it anew.")
OPERATOR = _lt("Belongs to the contract with this operator, not to the establishment's data.")
WORK = _lt("Work in progress of this installation.")

LEFT_OUT = (
    Left("calendar.event", ("booking_token", "booking_short_code"), SECRET),
    Left("calendar.event", ("free_text_finding",), DERIVED),
    Left("calendar.event", ("portal_partner_id",), _lt("The account of the client himself: he is its owner.")),
    Left("clicrdv.message", ("token",), SECRET),
    Left(
        "clicrdv.message",
        ("state: planned",),
        _lt("Messages to come: whoever imports plans them anew from the rules and the appointments."),
    ),
    Left(
        "clicrdv.optout",
        ("address: #…",),
        _lt("Refusals of erased people: a hash that only this installation can compare."),
    ),
    Left("res.users", ("password", "session_epoch"), SECRET),
    Left("res.users", ("password_change_needed",), WORK),
    Left(
        "res.users",
        ("administrators", "accounts of other establishments"),
        _lt("The operator's own people, and those whose first establishment is another one."),
    ),
    Left("clicrdv.message", ("gateway_id",), OPERATOR),
    Left("res.partner", ("client_phone_key", "client_free_text_finding", "privacy_request_ids"), DERIVED),
    Left("res.partner", ("client_privacy_rule", "client_retention_run_id", "client_retention_problem"), WORK),
    Left("res.company", ("booking_department", "booking_arrondissement", "booking_search_text"), DERIVED),
    Left("res.company", ("booking_published",), _lt("Whoever imports it decides when it goes online.")),
    Left("res.company", ("service_end_date", "booking_sms_warned", "privacy_agreement_id"), OPERATOR),
    Left("res.company", ("is_handing_over",), WORK),
    Left("res.company", ("messages_to_plan", "messages_planned_up_to"), WORK),
    Left(
        "res.company",
        ("dpo_name", "dpo_email", "dpo_phone", "privacy_hours_from", "privacy_hours_to"),
        _lt("Of the operator, as processor."),
    ),
    Left("clicrdv.occupancy", ("*",), DERIVED),
    Left("clicrdv.hold", ("*",), WORK),
    Left("clicrdv.rate.limit", ("*",), WORK),
    Left("clicrdv.erasure.rest", ("*",), WORK),
    Left("clicrdv.agenda.filter", ("*",), _lt("Which agendas somebody shows beside his calendar.")),
    Left("clicrdv.sms.gateway", ("*",), _lt("Accounts of SMS gateways, with their passwords.")),
    Left("clicrdv.sms.price", ("*",), OPERATOR),
    Left("clicrdv.activity", ("*",), _lt("The list of this product: it is named by its code.")),
    *PROOFS,
)

#: What a destruction deletes beside the files of an export, in this order; a table that is not there is passed over.
DESTROYED_BESIDE = (
    "DELETE FROM clicrdv_message_report WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_message WHERE company_id = ANY(%(companies)s) AND sent_at IS NULL",
    # the ledger that SMS are billed from stays, without number and text
    "UPDATE clicrdv_message SET recipient = NULL, subject = NULL, body = NULL, error = NULL, core_uuid = NULL"
    " WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_optout WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_hold WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_trace WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_consent WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_privacy_notice WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_privacy_confirmation WHERE company_id = ANY(%(companies)s)",
    # whoever has asked, a client or not: number, dates and log of the request stay
    "UPDATE clicrdv_privacy_request SET claimant = NULL, address = NULL, details = NULL, note = NULL,"
    " identity_reason = NULL, identity_file_name = NULL, extension_reason = NULL, answer = NULL, refusal_text = NULL"
    " WHERE company_id = ANY(%(companies)s)",
    "DELETE FROM clicrdv_privacy_request_partner_rel WHERE request_id IN (SELECT id FROM clicrdv_privacy_request"
    " WHERE company_id = ANY(%(companies)s))",
    "DELETE FROM mail_message WHERE model = 'clicrdv.privacy.request' AND res_id IN (SELECT id FROM"
    " clicrdv_privacy_request WHERE company_id = ANY(%(companies)s))",
    # a younger line is the processor's proof of who saw what, by numbers of files that are gone
    "DELETE FROM clicrdv_access WHERE company_id = ANY(%(companies)s)"
    " AND at < (now() AT TIME ZONE 'UTC') - interval '6 months'",
    # whose they are is not told by a notification; core drops them after a day anyway
    "DELETE FROM bus_bus",
    "DELETE FROM clicrdv_portable_key WHERE company_id = ANY(%(companies)s)",
)

#: Texts and numbers of an establishment that say something of it and nobody needs without a contract.
EMPTIED_COLUMNS = (
    "booking_slug",
    "booking_title",
    "booking_description",
    "booking_information_notice",
    "booking_ask_purpose",
    "booking_frame_ancestors",
    "client_properties_definition",
    "booking_search_text",
)
