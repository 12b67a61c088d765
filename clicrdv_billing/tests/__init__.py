from . import test_billing_run, test_billing_run_problems, test_billing_run_prorata, test_contract, test_portal_messages
from . import (
    test_claim,
    test_contract,
    test_document_request,
    test_followup_rights,
    test_integrity,
    test_portal_followup,
    test_publicity,
    test_quote,
)
from . import test_contract, test_dunning_case, test_dunning_letter, test_late_charge
from . import test_contract, test_dunning_case, test_dunning_letter, test_dunning_screens, test_late_charge
