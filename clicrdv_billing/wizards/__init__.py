from . import clicrdv_late_note, clicrdv_payment_allocation
from . import clicrdv_incident_report
from . import clicrdv_handwritten_signature
