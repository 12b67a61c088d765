"""Constants that more than one file needs, each with its reason."""

# First key of PostgreSQL's two-key advisory locks: ours alone in the database.
RESOURCE_LOCK = 19_001  # second key: id of a resource.resource
CONTACT_LOCK = 19_002  # second key: hash of (establishment, e-mail or phone)
CLIENT_LOCK = 19_003  # second key: id of a res.partner
SEND_LOCK = 19_004  # second key: 0; one process sends at a time

# Names in pg_constraint; the hook, the health route and a test look them up.
OCCUPANCY_CONSTRAINTS = frozenset(
    {
        "clicrdv_occupancy_no_overlap",
        "clicrdv_occupancy_one_per_seat",
        "clicrdv_occupancy_seat_in_capacity",
        "clicrdv_occupancy_start_before_stop",
    }
)

# After booking, a client may always put a mistake right, whatever the deadlines
# (ClicRDV offers it from the confirmation page).
REMORSE_MINUTES = 15

# Nearest free times given with "just taken".
ALTERNATIVES = 5
ALTERNATIVE_DAYS = 7

MINUTES_PER_DAY = 1440

# The appointment for the client's own calendar: on his page and in e-mails.
CALENDAR_FILE = "rendez-vous.ics"

# Context that keeps core's calendar from mailing, logging and copying personal
# data (addons/calendar/models/calendar_event.py and calendar_attendee.py).
QUIET = {
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}

# In the context: whoever writes plans the messages himself when all is in place. An object, since a context that comes
# from outside holds plain values only.
PLANNED_LATER = object()
