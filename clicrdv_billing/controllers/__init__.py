from . import portal_followup, portal_messages
from . import probe, service_portal
from . import contract_portal, yousign
