from . import (
    clicrdv_handwritten_signature,
    clicrdv_incident_report,
    clicrdv_late_note,
    clicrdv_order_decision,
    clicrdv_payment_allocation,
    clicrdv_subscription_move,
)
