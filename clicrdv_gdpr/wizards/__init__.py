from . import clicrdv_residual_scan
from . import clicrdv_impact_export, clicrdv_sms_test
