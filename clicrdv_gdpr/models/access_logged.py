from odoo import api, models

from ..logic import access_kinds as kinds


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
