from odoo import models


class ClicrdvStaysMixin(models.AbstractModel):
    """Records that nobody moves to where he has no right to write.

    Core looks at the rules before a record is written, and not where it has gone: the periods of one establishment would
    destroy the files of another one, and its notice would be shown by another one.
    """

    _name = "clicrdv.stays.mixin"
    _description = "Stays where its writer works"

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if any(name in self._fields and self._fields[name].type == "many2one" for name in vals):
            self.check_access("write")
        return result


class ClicrdvRetentionPolicy(models.Model):
    _name = "clicrdv.retention.policy"
    _inherit = ["clicrdv.retention.policy", "clicrdv.stays.mixin"]


class ClicrdvPrivacyNotice(models.Model):
    _name = "clicrdv.privacy.notice"
    _inherit = ["clicrdv.privacy.notice", "clicrdv.stays.mixin"]


class ClicrdvPrivacyRequest(models.Model):
    _name = "clicrdv.privacy.request"
    _inherit = ["clicrdv.privacy.request", "clicrdv.stays.mixin"]


class ClicrdvReversibility(models.Model):
    _name = "clicrdv.reversibility"
    _inherit = ["clicrdv.reversibility", "clicrdv.stays.mixin"]


class ClicrdvStaffEvidence(models.Model):
    _name = "clicrdv.staff.evidence"
    _inherit = ["clicrdv.staff.evidence", "clicrdv.stays.mixin"]


class ClicrdvPrivacyAuditAction(models.Model):
    _name = "clicrdv.privacy.audit.action"
    _inherit = ["clicrdv.privacy.audit.action", "clicrdv.stays.mixin"]


class ClicrdvReversibilityTask(models.Model):
    _name = "clicrdv.reversibility.task"
    _inherit = ["clicrdv.reversibility.task", "clicrdv.stays.mixin"]
