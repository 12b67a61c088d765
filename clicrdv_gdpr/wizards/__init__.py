from . import clicrdv_impact_export, clicrdv_residual_scan, clicrdv_sms_test
