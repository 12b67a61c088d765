from odoo import api, models

from ..logic import access_kinds as kinds
from .clicrdv_access import SOURCES


class ResPartner(models.Model):
    """Client files are in the access log."""

    _name = "res.partner"
    _inherit = ["res.partner", "clicrdv.access.mixin"]

    # === BUSINESS METHODS === #

    def _get_vcard_file(self):
        self.env["clicrdv.access"]._note(self, kinds.EXPORTED)
        return super()._get_vcard_file()


class CalendarEvent(models.Model):
    """Appointments are in the access log."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "clicrdv.access.mixin"]


class ClicrdvMessage(models.Model):
    """Messages to clients are in the access log."""

    _name = "clicrdv.message"
    _inherit = ["clicrdv.message", "clicrdv.access.mixin"]


class MailMessage(models.Model):
    """What is written below a client file or an appointment tells about the client, whatever screen reads it."""

    _inherit = "mail.message"

    # === BUSINESS METHODS === #

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load)
        if not self.env.su and self._ids:
            ids = {}
            for message in self.sudo():  # about what it is, of what was shown
                if message.res_id and message.model in SOURCES:
                    ids.setdefault(message.model, set()).add(message.res_id)
            for model, seen in ids.items():
                kind = kinds.OPENED if len(seen) == 1 else kinds.LISTED
                self.env["clicrdv.access"]._note(self.env[model].browse(seen), kind)
        return result


class IrActionsReport(models.Model):
    """What is printed about clients is in the access log."""

    _inherit = "ir.actions.report"

    # === BUSINESS METHODS === #

    @api.model
    def _get_rendering_context(self, report, docids, data):
        ids = [docids] if isinstance(docids, int) else docids or []
        if report.model in self.env and not self.env.su:
            self.env["clicrdv.access"]._note(self.env[report.model].browse(ids), kinds.PRINTED)
        return super()._get_rendering_context(report, docids, data)


class IrBinary(models.AbstractModel):
    """Files of clients and appointments that somebody downloads are in the access log; pictures of a screen are not."""

    _inherit = "ir.binary"

    # === BUSINESS METHODS === #

    def _record_to_stream(self, record, field_name):
        if record._name == "ir.attachment" and record.res_model in self.env and record.res_id and not record.res_field:
            self.env["clicrdv.access"]._note(self.env[record.res_model].browse(record.res_id), kinds.DOWNLOADED)
        return super()._record_to_stream(record, field_name)
