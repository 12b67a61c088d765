from . import contract_portal, logo, portal_followup, portal_messages, probe, service_portal, terms, yousign
