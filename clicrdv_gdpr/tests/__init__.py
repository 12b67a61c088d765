from . import test_kept_by_law, test_personal_data, test_retention, test_retention_run
