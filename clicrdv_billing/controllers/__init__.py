from . import portal_messages
