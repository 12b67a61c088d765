from . import clicrdv_residual_scan
