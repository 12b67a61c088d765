from . import portal_followup, portal_messages
