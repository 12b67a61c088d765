"""What an establishment gets back at the end of its contract: its catalogue, settings, staff, opening hours."""

from odoo.tools.translate import LazyTranslate

from ..logic.portable import Table, words

_lt = LazyTranslate(__name__)

OURS = "t.company_id = ANY(%(companies)s)"

ADDRESS = words(
    "name email phone street street2 zip city state_id country_id lang tz vat company_registry website is_company"
)

STAFF = """t.share IS NOT TRUE AND t.id > 1 AND t.company_id = ANY(%(companies)s) AND NOT EXISTS (
    SELECT 1 FROM res_groups_users_rel g JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.gid
     WHERE g.uid = t.id AND d.module = 'base' AND d.name = 'group_system')"""

SETTINGS = words(
    "name partner_id network_id currency_id resource_calendar_id activity_id booking_slug booking_title "
    "booking_description booking_offer booking_tz booking_holiday_zone agenda_user_scope booking_share_clients "
    "client_properties_definition booking_sms_on booking_sms_plain booking_sms_cap booking_courtesy_from "
    "booking_courtesy_to booking_step_minutes booking_notice_minutes booking_horizon_days "
    "booking_move_deadline_minutes booking_cancel_deadline_minutes booking_max_upcoming booking_min_gap_minutes "
    "booking_max_services booking_any_agenda booking_first booking_show_price booking_show_duration "
    "booking_needs_approval booking_hold_minutes booking_ask_email booking_ask_phone booking_ask_comment "
    "booking_ask_purpose booking_information_notice booking_frame_ancestors handles_health_data privacy_email "
    "privacy_email_on privacy_described_on privacy_informed_on privacy_supervised_on booking_free_text_on "
    "booking_marketing_sms_on booking_marketing_sms_text booking_accounts_on access_reads_threshold "
    "access_exports_threshold privacy_subprocessors_seen_on privacy_retention_seen_on privacy_request_user_id "
    "privacy_unconfirmed_days"
)

CATALOGUE = (
    Table(
        "networks",
        "clicrdv.network",
        _lt("Network"),
        ("name", "kind", "siren", "active", "privacy_email", "manager_ids"),
        "t.id = ANY(%(networks)s)",
        later=("manager_ids",),
    ),
    Table(
        "addresses",
        "res.partner",
        _lt("Addresses of establishments"),
        ADDRESS,
        "t.id IN (SELECT partner_id FROM res_company WHERE id = ANY(%(companies)s))",
        adopt=True,
    ),
    Table(
        "establishments",
        "res.company",
        _lt("Establishments and their settings"),
        SETTINGS,
        "t.id = ANY(%(companies)s)",
        later=("resource_calendar_id", "privacy_request_user_id"),
        adopt=True,
    ),
    Table(
        "hours",
        "resource.calendar",
        _lt("Opening hours"),
        words(
            "name active company_id tz two_weeks_calendar flexible_hours hours_per_day full_time_required_hours "
            "duration_based schedule_type"
        ),
        OURS + " OR t.id IN (SELECT resource_calendar_id FROM clicrdv_agenda WHERE company_id = ANY(%(companies)s))",
    ),
    Table(
        "hours_lines",
        "resource.calendar.attendance",
        _lt("Lines of opening hours"),
        words(
            "calendar_id name dayofweek hour_from hour_to day_period week_type display_type sequence "
            "duration_hours duration_days"
        ),
        "t.calendar_id IN (SELECT id FROM portable_hours)",
    ),
    Table(
        "people",
        "res.partner",
        _lt("Contact details of the staff"),
        (*ADDRESS, "active"),
        f"t.id IN (SELECT t.partner_id FROM res_users t WHERE {STAFF}) AND t.id NOT IN (SELECT id FROM portable_addresses)",
    ),
    Table(
        "accesses",
        "res.users",
        _lt("Accesses and their roles"),
        words(
            "login active partner_id company_id company_ids group_ids notification_type is_external sponsor_id "
            "access_until job_description"
        ),
        f"{STAFF} AND t.partner_id IN (SELECT id FROM portable_people)",
        later=("sponsor_id",),
    ),
    Table(
        "resources",
        "resource.resource",
        _lt("Persons, rooms and equipment as resources"),
        ("name", "active", "company_id", "calendar_id", "user_id", "resource_type", "time_efficiency", "tz"),
        """t.id IN (SELECT resource_id FROM clicrdv_agenda WHERE company_id = ANY(%(companies)s) UNION
                    SELECT resource_id FROM clicrdv_equipment WHERE company_id = ANY(%(companies)s))""",
    ),
    Table(
        "closures",
        "resource.calendar.leaves",
        _lt("Closures, leaves and holidays of persons"),
        ("name", "company_id", "calendar_id", "resource_id", "date_from", "date_to", "time_type"),
        f"({OURS} OR t.resource_id IN (SELECT id FROM portable_resources))",
        order=("date_from",),
    ),
    Table(
        "public_holidays",
        "clicrdv.public.holiday",
        _lt("Public holidays"),
        ("name", "day", "is_open", "company_id"),
        OURS,
        order=("day",),
    ),
    Table(
        "agenda_categories",
        "clicrdv.agenda.category",
        _lt("Categories of agendas"),
        ("name", "public_name", "sequence", "company_id"),
        OURS,
    ),
    Table(
        "agendas",
        "clicrdv.agenda",
        _lt("Agendas"),
        words(
            "name public_name description sequence color active category_id company_id resource_id resource_calendar_id"
        ),
        OURS,
    ),
    Table(
        "equipment_kinds",
        "clicrdv.equipment.kind",
        _lt("Kinds of rooms and equipment"),
        ("name", "company_id"),
        OURS,
    ),
    Table(
        "equipment",
        "clicrdv.equipment",
        _lt("Rooms and equipment"),
        ("name", "kind_id", "sequence", "active", "company_id", "resource_id", "resource_calendar_id"),
        OURS,
    ),
    Table(
        "service_categories",
        "clicrdv.service.category",
        _lt("Categories of services"),
        ("name", "public_name", "description", "sequence", "company_id"),
        OURS,
    ),
    Table(
        "services",
        "clicrdv.service",
        _lt("Services"),
        words(
            "name public_name code abbreviation description active sequence company_id category_id "
            "duration_minutes buffer_before_minutes buffer_after_minutes price color capacity kind_ids "
            "notice_minutes horizon_days"
        ),
        OURS,
    ),
    Table(
        "skills",
        "clicrdv.skill",
        _lt("Who does which service"),
        ("service_id", "agenda_id", "duration_minutes"),
        OURS,
    ),
    Table(
        "extra_openings",
        "clicrdv.opening",
        _lt("Extra openings"),
        ("name", "agenda_id", "kind", "day", "weekday", "date_from", "date_to", "hour_from", "hour_to", "service_ids"),
        OURS,
    ),
    Table(
        "questions",
        "clicrdv.question",
        _lt("Questions of the booking form"),
        ("name", "code", "kind", "options", "required", "purpose", "sequence", "active", "company_id"),
        OURS,
    ),
    Table(
        "notifications",
        "clicrdv.notification.rule",
        _lt("Rules of messages and their texts"),
        words(
            "company_id sequence kind target channel is_on service_ids timing day_before_hour hours_before "
            "sms_text sms_extended email_subject email_text is_marketing"
        ),
        OURS,
    ),
    Table(
        "retention",
        "clicrdv.retention.policy",
        _lt("Periods of retention"),
        words("company_id file_months message_months trace_months log_months optout_months visit_days warning_days"),
        OURS,
    ),
)
