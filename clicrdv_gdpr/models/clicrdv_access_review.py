import base64
import csv
import io

from odoo import api, fields, models

from ..exceptions_access import ReviewByHand
from ..logic import access_review

OFFICER = "clicrdv_gdpr.group_privacy_officer"
BATCH = 50


class ClicrdvAccessReview(models.Model):
    """The yearly look at all accounts that can read the data of an establishment (sub-annex C.4; GDP-75).

    Each account is kept with a reason or disabled, by one click. Accounts that nobody answers for are disabled when the time
    is over. What was decided stays as a proof.
    """

    _name = "clicrdv.access.review"
    _description = "Review of accounts"
    _order = "opened_on desc, id desc"
    _rec_name = "company_id"
    _steps = access_review

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        [(access_review.OPEN, "Open"), (access_review.CLOSED, "Closed")],
        required=True,
        readonly=True,
        default=access_review.OPEN,
    )
    opened_on = fields.Date("Begun on", required=True, readonly=True)
    due_on = fields.Date("To be answered by", required=True, readonly=True)
    closed_on = fields.Date(readonly=True)
    last_reminder = fields.Integer(readonly=True)
    line_ids = fields.One2many("clicrdv.access.review.line", "review_id", "Accounts", readonly=False)
    pending = fields.Integer("Unanswered", compute="_compute_numbers")
    kept = fields.Integer(compute="_compute_numbers")
    disabled = fields.Integer(compute="_compute_numbers")
    file = fields.Binary("Result", readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_open = models.UniqueIndex(
        "(company_id) WHERE state = 'open'", "The accounts of this establishment are being reviewed already."
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.decision")
    def _compute_numbers(self):
        numbers = {
            (review.id, decision): number
            for review, decision, number in self.env["clicrdv.access.review.line"]._read_group(
                [("review_id", "in", self.ids)], ["review_id", "decision"], ["__count"]
            )
        }
        for review in self:
            review.pending = numbers.get((review.id, "pending"), 0)
            review.kept = numbers.get((review.id, "keep"), 0)
            review.disabled = numbers.get((review.id, "disable"), 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise ReviewByHand(self.env)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() - {"line_ids"}:
            raise ReviewByHand(self.env)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        raise ReviewByHand(self.env)

    # === ACTIONS === #

    def action_open(self):
        """Begin a review for the companies that somebody works for now, or show the one that is open."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        reviews = self.browse()
        for company in self.env.companies:
            reviews |= self._open(company, today)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "name": self.env._("Review of accounts"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", reviews.ids)],
        }

    def action_close(self):
        """Close a review all of whose accounts are answered for; before its end nobody is disabled by silence."""
        for review in self:
            review.check_access("write")
            if review.pending:
                raise ReviewByHand(self.env)
            review._close(fields.Date.context_today(review))

    def action_file(self):
        """The result as a table (CSV), to be filed."""
        self.ensure_one()
        self.check_access("read")
        self.sudo()._write_file()  # code alone writes the file
        url = f"/web/content?model={self._name}&id={self.id}&field=file&filename_field=file_name&download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, company, today):
        """Begin the review of an establishment.

        :return: it, or the one that is open already
        """
        reviews = self.sudo()  # code alone begins reviews
        review = reviews.search([("company_id", "=", company.id), ("state", "=", access_review.OPEN)], limit=1)
        if not review:
            review = reviews.create(
                {"company_id": company.id, "opened_on": today, "due_on": access_review.due_on(today)}
            )
            review._note_accounts()
            review._write_to_officers("clicrdv_gdpr.mail_template_access_review")
        return self.browse(review.id)

    def _note_accounts(self):
        """Write down who can read the data now, with what an officer needs to decide."""
        self.ensure_one()
        rights = self.env["clicrdv.access.right"].search([("company_id", "=", self.company_id.id)])
        names = ("roles", "login", "recipient", "by_network", "sponsor_id", "access_until", "last_login")
        values_list = []
        for right in rights:
            values = right._convert_to_write({name: right[name] for name in names})
            values_list.append(
                {
                    **values,
                    "review_id": self.id,
                    "user_id": right.user_id.id,
                    "name": right.user_id.name,
                    "establishments": ", ".join(right.user_id.company_ids.mapped("name")),
                    "justification": right.job_description,
                }
            )
        self.env["clicrdv.access.review.line"].create(values_list)

    def _officers(self):
        """Who reviews: the officers that work for the establishment.

        :rtype: res.users
        """
        self.ensure_one()
        officers = self.env.ref(OFFICER).sudo().all_user_ids  # a job belongs to nobody
        return officers.filtered(lambda user: user.active and self.company_id in user.company_ids)

    def _write_to_officers(self, template):
        for review in self:
            for officer in review._officers().filtered("email"):
                self.env.ref(template).with_context(lang=officer.lang).send_mail(
                    review.id, email_values={"email_to": officer.email_formatted, "recipient_ids": []}
                )

    def _close(self, today):
        """Disable what nobody answered for, and file the result."""
        self.ensure_one()
        review = self.sudo()  # code alone writes on reviews
        review.line_ids.filtered(lambda line: line.decision == "pending")._disable_unanswered()
        review.write({"state": access_review.CLOSED, "closed_on": today})
        review._write_file()
        review._write_to_officers("clicrdv_gdpr.mail_template_access_review_closed")

    def _write_file(self):
        self.ensure_one()
        buffer = io.StringIO()
        lines = self.env["clicrdv.access.review.line"]
        names = lines._file_columns()
        writer = csv.writer(buffer, delimiter=";")
        writer.writerow([lines._fields[name]._description_string(self.env) for name in names])
        writer.writerows(line._file_row(names) for line in self.line_ids)
        # with a mark at the beginning spreadsheets read accents right
        content = base64.b64encode(buffer.getvalue().encode("utf-8-sig"))
        self.write({"file": content, "file_name": f"access-review-{self.company_id.id}-{self.opened_on}.csv"})

    @api.model
    def _privacy_done_on(self, company):
        """The day on which the last review of an establishment was closed.

        :param company: res.company
        :rtype: date or None
        """
        # a manager sees on his checklist when it was, not what was decided
        reviews = self.sudo().search([("company_id", "=", company.id), ("state", "=", access_review.CLOSED)])
        return max(reviews.mapped("closed_on"), default=None)

    @api.model
    def _cron_reviews(self):
        """Daily: begin reviews that are due, remind officers, and close those whose time is over."""
        today = fields.Date.today()
        reviews = self.sudo()  # the job belongs to nobody
        for company in reviews._companies_due(today):
            reviews._open(company, today)
            if not self.env["ir.cron"]._commit_progress(1):
                return
        for review in reviews.search([("state", "=", access_review.OPEN)], order="id"):
            if not review.try_lock_for_update():
                continue
            if review.due_on < today:
                review._close(today)
            elif days := access_review.reminder(review.due_on, today, review.last_reminder or None):
                review.last_reminder = days
                review._write_to_officers("clicrdv_gdpr.mail_template_access_review")
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _companies_due(self, today):
        """Establishments whose last review began a year ago, or that had none, and that have an officer to answer.

        :rtype: res.company
        """
        last = dict(self._read_group([], ["company_id"], ["opened_on:max"]))
        companies = self.env.ref(OFFICER).all_user_ids.filtered("active").company_ids
        return companies.filtered(lambda company: access_review.is_due(last.get(company), today))
