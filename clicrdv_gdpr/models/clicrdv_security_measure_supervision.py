from odoo import api, models
from odoo.fields import Domain

#: So many failures in a row are no accident.
FAILURES = 3


class ClicrdvSecurityMeasure(models.Model):
    """Supervision of the processing (sub-annex C.3; GDP-70): a job that fails again and again is somebody's task."""

    _name = "clicrdv.security.measure"
    _inherit = ["clicrdv.security.measure", "mail.activity.mixin"]

    # === BUSINESS METHODS === #

    @api.model
    def _cron_supervise(self):
        """Every hour: make a task of each job of ours that keeps failing, once; core itself only writes a log line."""
        # jobs belong to nobody, and whoever runs this one may read none of them
        names = self.env["ir.model.data"].sudo().search([("model", "=", "ir.cron"), ("module", "=like", "clicrdv\\_%")])
        failing = Domain("id", "in", names.mapped("res_id")) & Domain("failure_count", ">=", FAILURES)
        measure = self.env.ref("clicrdv_gdpr.measure_controls", raise_if_not_found=False)
        for job in self.env["ir.cron"].sudo().search(failing) if measure else ():  # as above
            measure._call_about(job)

    def _call_about(self, job):
        """Call whoever answers for this measure, unless he was called already.

        :param job: ir.cron
        """
        self.ensure_one()
        summary = self.env._("The job “%s” keeps failing", job.cron_name)
        user = self.owner_id or self.company_id._privacy_person(self)
        if user and summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=user.id)
