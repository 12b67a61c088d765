from . import contract_portal, portal_followup, portal_messages, probe, service_portal, yousign
from . import logo, terms
