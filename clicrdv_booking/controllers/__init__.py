from . import api, appointment, establishment, form, gateway_calls, health, portal, search, slots
