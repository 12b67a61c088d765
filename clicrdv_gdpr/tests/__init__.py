from . import test_personal_data, test_retention, test_retention_run
