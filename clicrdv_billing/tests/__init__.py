from . import (
    test_billing_run,
    test_billing_run_problems,
    test_billing_run_prorata,
    test_claim,
    test_contract,
    test_document_request,
    test_dunning_case,
    test_dunning_letter,
    test_dunning_screens,
    test_followup_rights,
    test_integrity,
    test_late_charge,
    test_portal_followup,
    test_portal_messages,
    test_publicity,
    test_quote,
)
from . import test_contract, test_incident, test_incident_mail, test_outage, test_service_report
