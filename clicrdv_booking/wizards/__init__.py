from . import clicrdv_explain, clicrdv_setup, clicrdv_setup_lines, clicrdv_sms_test
