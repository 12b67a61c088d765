from . import test_appointment, test_batch, test_establishment, test_slots
