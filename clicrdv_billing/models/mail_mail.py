from odoo import fields, models


class MailMail(models.Model):
    """Confirmations of incidents: an incident is acknowledged once its confirmation has left, not when it is written."""

    _inherit = "mail.mail"

    # === FIELDS === #

    clicrdv_incident_id = fields.Many2one(
        "clicrdv.incident", "Incident that it confirms", ondelete="set null", index="btree_not_null"
    )

    # === BUSINESS METHODS === #

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Stamp the incidents whose confirmation has left; somebody calls the reporters of the others."""
        for mail in self.filtered("clicrdv_incident_id"):
            # whoever runs the mail queue works for everybody
            incident = mail.clicrdv_incident_id.sudo()
            if mail.state == "sent":
                incident._acknowledged(fields.Datetime.now())
            elif mail.state == "exception" and not incident.acknowledged_at:
                incident._remind(self.env._("The confirmation of %s did not leave: confirm it yourself", incident.name))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
