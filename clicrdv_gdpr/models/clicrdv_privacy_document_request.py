from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days, is_working_day

from ..logic import privacy_audits as audits
from ..logic import privacy_documents as states
from ..logic.local_days import end_of_day
from ..logic.office_hours import add_business_hours

STATES = [(states.ASKED, "Asked"), (states.DELIVERED, "Delivered"), (states.CANCELLED, "Cancelled")]


class ClicrdvPrivacyDocumentRequest(models.Model):
    """Documents that one side asks of the other for an audit (agreement 3.3.13)."""

    _name = "clicrdv.privacy.document.request"
    _description = "Documents asked for an audit"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "asked_at desc, id desc"
    _steps = states
    _alarm_states = (states.ASKED,)
    _frozen_fields = ("asked_at", "asked_of", "provider_id", "company_id", "network_id")
    _open_states = (states.ASKED,)

    # === FIELDS === #

    name = fields.Char("What is asked for", required=True)
    audit_id = fields.Many2one("clicrdv.privacy.audit", index="btree_not_null", ondelete="restrict")
    asked_of = fields.Selection(
        [("processor", "Us: within 20 working days"), ("controller", "The controller: within 48 business hours")],
        required=True,
        default="processor",
    )
    asked_at = fields.Datetime("Asked", required=True, default=fields.Datetime.now, tracking=True)
    state = fields.Selection(STATES, required=True, default=states.ASKED, readonly=True, copy=False, tracking=True)
    delivered_at = fields.Datetime("Delivered", readonly=True, copy=False)
    document = fields.Binary(attachment=True)
    document_name = fields.Char()

    # === COMPUTE METHODS === #

    @api.depends(
        "asked_at",
        "asked_of",
        "provider_id.booking_tz",
        "provider_id.privacy_hours_from",
        "provider_id.privacy_hours_to",
    )
    def _compute_due_at(self):
        for request in self:
            provider = request.provider_id
            zone = ZoneInfo(provider.booking_tz or "Europe/Paris")
            if not request.asked_at or not provider:
                request.due_at = request.alarm_at = False
            elif request.asked_of == "processor":
                day = provider._privacy_today(request.asked_at)
                request.due_at = end_of_day(add_working_days(day, audits.DOCUMENTS_WORKING_DAYS), zone)
                request.alarm_at = request.due_at - timedelta(days=5)
            else:
                request.due_at = add_business_hours(
                    request.asked_at, audits.DOCUMENTS_BUSINESS_HOURS, provider._privacy_window(), is_working_day, zone
                )
                request.alarm_at = request.due_at

    # === CONSTRAINS METHODS === #

    @api.constrains("asked_at")
    def _check_past(self):
        self._refuse_future("asked_at")

    # === ACTIONS === #

    def action_deliver(self):
        self._move_to(states.DELIVERED, delivered_at=fields.Datetime.now())

    def action_ask_again(self):
        self._move_to(states.ASKED, delivered_at=False, alarmed_at=False)

    def action_cancel(self):
        self._move_to(states.CANCELLED)
