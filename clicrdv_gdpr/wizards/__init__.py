from . import (
    base_partner_merge,
    clicrdv_consent_gates,
    clicrdv_destruction_confirm,
    clicrdv_impact_export,
    clicrdv_impact_register,
    clicrdv_portability_import,
    clicrdv_privacy_dashboard,
    clicrdv_processing_register,
    clicrdv_residual_scan,
    clicrdv_sms_test,
    processing_words,
)
