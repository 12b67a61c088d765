from . import portal_messages
from . import portal_followup
