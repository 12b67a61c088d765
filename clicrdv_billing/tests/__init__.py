from . import test_billing_run, test_billing_run_problems, test_billing_run_prorata, test_contract, test_portal_messages
