from . import api, appointment, email_events, establishment, form, gateway_calls, health, portal, search, slots
