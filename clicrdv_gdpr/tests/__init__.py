from . import (
    test_breach,
    test_instruction,
    test_kept_by_law,
    test_personal_data,
    test_portability,
    test_privacy_audit,
    test_recipient_flows,
    test_registers_access,
    test_registers_kept,
    test_retention,
    test_retention_run,
    test_subprocessor,
)
