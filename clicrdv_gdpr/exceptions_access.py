"""Each refusal about who may see data and how he proves it is him: a stable code and a sentence that says what to do."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class AccessLogIsForever(PrivacyRefused):
    code = "access_log_is_forever"
    sentence = _lt("The access log proves who saw what: nobody writes, changes or deletes a line of it.")


class AlertByHand(PrivacyRefused):
    code = "alert_by_hand"
    sentence = _lt("Alerts are raised by the supervision only: write down what you found out, and close it.")


class ThresholdOutOfRange(PrivacyRefused):
    code = "threshold_out_of_range"
    sentence = _lt("An alert needs a threshold between %(low)s and %(high)s client files.")
