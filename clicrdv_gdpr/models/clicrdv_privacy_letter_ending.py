from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from .clicrdv_privacy_letter import SUBJECTS

_lt = LazyTranslate(__name__)

SUBJECTS |= {
    "ending_ready": _lt("Data protection: the export of your data is ready, %(name)s"),
    "ending_warning": _lt("Data protection: your data is destroyed on %(day)s"),
    "ending_destroyed": _lt("Data protection: certificate of destruction, %(name)s"),
}


class ClicrdvPrivacyLetter(models.Model):
    """Letters about the end of a contract."""

    _inherit = "clicrdv.privacy.letter"

    # === FIELDS === #

    kind = fields.Selection(
        selection_add=[
            ("ending_ready", "Export ready"),
            ("ending_warning", "Destruction announced"),
            ("ending_destroyed", "Certificate of destruction"),
        ],
        ondelete={"ending_ready": "cascade", "ending_warning": "cascade", "ending_destroyed": "cascade"},
    )
