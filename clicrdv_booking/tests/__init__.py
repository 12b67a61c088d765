from . import (
    test_appointment,
    test_batch,
    test_demo,
    test_establishment,
    test_public_api,
    test_public_forms,
    test_public_health,
    test_public_limits,
    test_public_pages,
    test_slots,
)
