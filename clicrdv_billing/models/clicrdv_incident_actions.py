from odoo import fields, models
from odoo.fields import Domain

from ..exceptions_service import FixOpen, WorkaroundMissing
from ..logic import incidents


class ClicrdvIncident(models.Model):
    """What a person does about an incident: each step is stamped when it is done."""

    _inherit = "clicrdv.incident"

    # === ACTIONS === #

    def action_acknowledge(self):
        """Note that its opening was confirmed to the reporter, by telephone for example."""
        now = fields.Datetime.now()
        for incident in self:
            incident._acknowledged(now)

    def action_send_acknowledgement(self):
        """Confirm its opening by e-mail."""
        for incident in self:
            incident._send_acknowledgement()

    def action_start(self):
        """Note that a technician begins to work on it."""
        now = fields.Datetime.now()
        for incident in self:
            incident._move_to(
                incidents.IN_PROGRESS,
                intervention_at=incident.intervention_at or now,
                user_id=incident.user_id.id or self.env.uid,
            )

    def action_restore(self):
        """Note that the service is restored for good."""
        self._restore("fix")

    def action_restore_workaround(self):
        """Note that a workaround restores the service: it meets the delay, and the definitive fix stays to be done."""
        for incident in self:
            if not (incident.workaround or "").strip():
                raise WorkaroundMissing(self.env)
        self._restore("workaround")
        for incident in self.filtered(lambda incident: not incident.fix_open):
            incident._write_moved({"fix_open": True, "fix_done_at": False})
            incident._remind(self.env._("Definitive fix of %s, as soon as possible", incident.name))

    def action_fix_done(self):
        """Note that the definitive fix is done."""
        for incident in self.filtered("fix_open"):
            incident._write_moved({"fix_open": False, "fix_done_at": fields.Datetime.now()})
            incident.activity_unlink(["mail.mail_activity_data_todo"])

    def action_close(self):
        """Close it; what was restored by a workaround waits for its definitive fix."""
        for incident in self:
            if incident.fix_open:
                raise FixOpen(self.env, name=incident.name)
            incident._move_to(incidents.CLOSED)

    def action_cancel(self):
        """Take back what is no incident, or one that was reported twice."""
        for incident in self:
            incident._move_to(incidents.CANCELLED)

    def action_reopen(self):
        """The trouble is back, or it was cancelled by mistake: the delay of restoration runs on from its declaration."""
        for incident in self:
            target = incidents.NEW if incident.state == incidents.CANCELLED else incidents.IN_PROGRESS
            incident._move_to(target, restored_at=False, restored_by=False)

    # === BUSINESS METHODS === #

    def _acknowledged(self, now):
        """Note that the ticket is open and its opening confirmed; work may have begun before."""
        self.ensure_one()
        if not self.acknowledged_at:
            self.acknowledged_at = now
        if self.state == incidents.NEW:
            self._move_to(incidents.ACKNOWLEDGED)

    def _restore(self, means):
        """Note that the service is there again, since now.

        :param str means: "fix" or "workaround"
        """
        now = fields.Datetime.now()
        for incident in self:
            ended = {} if incident.down_until or not incident.down_from else {"down_until": now}
            incident._move_to(incidents.RESTORED, restored_at=now, restored_by=means, **ended)

    def _remind(self, summary):
        """Give whoever is responsible something to do today."""
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo", fields.Date.context_today(self), summary, user_id=self._responsible().id
        )

    def _responsible(self):
        """Who looks after it: its technician, or else somebody who works for the operator.

        :return: res.users record
        """
        self.ensure_one()
        group = self.env.ref("clicrdv_billing.group_billing_manager")
        # a job, or a reporter, may not read users
        users = self.env["res.users"].sudo()
        domain = Domain("all_group_ids", "in", group.ids) & Domain("company_ids", "in", self.company_id.ids)
        return self.user_id or users.search(domain & Domain("share", "=", False), order="id", limit=1) or self.env.user
