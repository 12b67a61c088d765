from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..exceptions_followup import ConsentMissing, ConsentOver
from ..logic import usage_terms

BATCH = 1000


class ClicrdvTestimonial(models.Model):
    """What a customer says of the service, which may be shown for one year after he agreed (art. 1)."""

    _name = "clicrdv.testimonial"
    _description = "Testimonial of a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread"]
    _order = "consent_on desc, id desc"
    _rec_name = "author_name"

    # === FIELDS === #

    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    text = fields.Text(required=True)
    author_name = fields.Char("Author", required=True)
    author_role = fields.Char("Author's role")
    consent_on = fields.Date("Agreed on", tracking=True)
    consent_proof = fields.Binary("Proof of the agreement", attachment=True)
    consent_proof_name = fields.Char()
    expires_on = fields.Date(
        "Not shown from", compute="_compute_expires_on", store=True, help="One year after the author agreed."
    )
    state = fields.Selection(
        [("draft", "Not shown"), ("in_use", "In use"), ("expired", "Expired"), ("withdrawn", "Withdrawn")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    # === CONSTRAINTS AND INDEXES === #

    _shown_with_consent = models.Constraint(
        "CHECK (state != 'in_use' OR consent_on IS NOT NULL)", "A comment is shown with its author's agreement only."
    )

    # === COMPUTE METHODS === #

    @api.depends("consent_on")
    def _compute_expires_on(self):
        for testimonial in self:
            day = testimonial.consent_on
            testimonial.expires_on = day and usage_terms.comment_expiry(day)

    # === ACTIONS === #

    def action_use(self):
        """Show comments whose authors agreed within the last year."""
        for testimonial in self:
            if not testimonial.consent_on:
                raise ConsentMissing(self.env)
            if not testimonial._may_be_shown():
                raise ConsentOver(self.env, day=format_date(self.env, testimonial.expires_on))
        self._write_moved({"state": "in_use"})

    def action_withdraw(self):
        """Take comments out of use because their authors want it."""
        self._write_moved({"state": "withdrawn"})

    # === BUSINESS METHODS === #

    def _may_be_shown(self):
        return usage_terms.may_use(self.consent_on, self.expires_on, self.company_id._followup_today())

    @api.model
    def _in_use(self, company):
        """The comments that an operator may show today, whether or not the daily job has run.

        :return: clicrdv.testimonial records
        """
        shown = self.search([("company_id", "=", company.id), ("state", "=", "in_use")])
        return shown.filtered(lambda testimonial: testimonial._may_be_shown())

    @api.model
    def _cron_expire(self):
        """Every day: take out of use the comments whose year is over."""
        over = Domain("state", "=", "in_use") & Domain("expires_on", "<=", fields.Date.today())
        done = self.search(over, limit=BATCH, order="id").filtered(lambda one: not one._may_be_shown())
        done.state = "expired"
        self.env["ir.cron"]._commit_progress(len(done), remaining=self.search_count(over) if done else 0)
