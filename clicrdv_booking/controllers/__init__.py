from . import api, appointment, establishment, form, health, portal, search, slots
