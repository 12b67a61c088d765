from . import api, appointment, choices, email_events, establishment, form, gateway_calls, health, portal, search, slots
