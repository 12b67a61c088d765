from odoo import api, fields, models
from odoo.tools import format_date

from ..exceptions_ending import HoldOnFiles, ReturnUnanswered, TasksOpen
from ..logic import reversibility as ending
from ..logic.retention import kept_until
from .clicrdv_reversibility_empty import PROOFS


class ClicrdvReversibility(models.Model):
    """The last steps: reading until the hand-over, the certificate, and the destruction that nobody has asked for."""

    _inherit = "clicrdv.reversibility"

    # === ACTIONS === #

    def action_finish(self):
        """Issue the certificate, once every sub-processor has answered."""
        for request in self:
            waiting = request.task_ids.filtered(lambda task: not task.done_on)
            names = waiting.subprocessor_id.mapped("name") if request.destroyed_at else [self.env._("the job")]
            if names:
                raise TasksOpen(self.env, name=request.name, waiting=", ".join(names))
            request.check_access("write")
            request.sudo()._finish()  # the right to do so was checked

    # === BUSINESS METHODS - READING === #

    def _settle_reading(self):
        """Say for each establishment whether it only reads now."""
        for request in self.sudo():  # a job, or somebody who may change the request
            companies = request._companies()
            reads = request.keeps_reading and request.state == ending.DELIVERED and not request.handed_over_on
            for company in companies:
                ended = company.service_end_date and company.service_end_date <= company._privacy_today()
                if company.is_handing_over != bool(reads and ended):
                    company.is_handing_over = bool(reads and ended)

    # === BUSINESS METHODS - CERTIFICATE === #

    def _finish(self):
        """Issue the certificate and tell the controller, unless a sub-processor has not answered yet."""
        self.ensure_one()
        if not self.destroyed_at or self.task_ids.filtered(lambda task: not task.done_on):
            return
        certificate = self.certificate_id or self._certify()
        if not certificate.document_sha256 and not certificate._print():
            return
        if self.state != ending.DONE:
            self._move_to(ending.DONE)
            controller = {name: self[name].id for name in ("provider_id", "company_id", "network_id")}
            self.env["clicrdv.privacy.letter"]._write_to([controller], self, "ending_destroyed")

    def _certify(self):
        sequence = self.env["ir.sequence"]
        certificate = self.env["clicrdv.destruction.certificate"].create(
            {
                "name": sequence.next_by_code("clicrdv.destruction.certificate"),
                "reversibility_id": self.id,
                "controller_name": self.controller_name,
                "issued_at": fields.Datetime.now(),
                "content": self._certificate_content(),
                **{name: self[name].id for name in ("provider_id", "company_id", "network_id")},
            }
        )
        self.write({"certificate_id": certificate.id})
        return certificate

    def _certificate_content(self):
        """What the certificate tells, as plain values that never change again.

        :rtype: dict
        """
        lang = self._controller_partner().lang or "fr_FR"
        request = self.with_context(lang=lang)
        labels = request._count_labels()
        words = request.env["clicrdv.personal.data"]
        kept = self.kept_counts or {}
        until = kept_until(self._provider()._privacy_today(self.destroyed_at), 120)
        return {
            "choice": dict(request._fields["choice"]._description_selection(request.env))[self.choice],
            "received_on": self.choice != ending.NONE and fields.Date.to_string(self.received_on),
            "author": self.author or "",
            "establishments": self._companies().mapped("name"),
            "begun_at": fields.Datetime.to_string(self.destruction_from),
            "destroyed_at": fields.Datetime.to_string(self.destroyed_at),
            "counts": [
                [labels.get(key, key), number] for key, number in (self.destroyed_counts or {}).items() if number
            ],
            "kept": [[labels.get(key) or words._label(key), n] for key, n in kept.items() if n and key not in PROOFS],
            "proofs": [[labels[key], n, request.env._(PROOFS[key])] for key, n in kept.items() if n and key in PROOFS],
            "kept_until": format_date(request.env, until, lang_code=lang),
            "tasks": [
                [task.subprocessor_id.name, fields.Date.to_string(task.done_on), task.answer or ""]
                for task in self.task_ids
            ],
            "backups_until": fields.Date.to_string(self.backups_until),
            "archive_sha256": self.sha256 or "",
        }

    # === BUSINESS METHODS - WITHOUT AN INSTRUCTION === #

    @api.model
    def _cron_automatic(self):
        """Daily: warn controllers whose contract has ended, destroy three months after the end, drop old exports."""
        requests = self.sudo()  # the job belongs to nobody
        requests._drop_expired_archives(fields.Datetime.now())
        requests.search([("state", "=", ending.DELIVERED)])._settle_reading()
        ended = self.env["res.company"].sudo().with_context(active_test=False)  # as above
        ended = ended.search([("service_end_date", "!=", False), ("service_end_date", "<=", fields.Date.today())])
        controllers = self._ended_controllers(ended)
        for index, controller in enumerate(controllers):
            requests._end_of(controller)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(controllers) - index - 1):
                return

    @api.model
    def _ended_controllers(self, companies):
        """Controllers none of whose establishments is under contract any more.

        :param companies: res.company whose service has ended
        :return: list of values of `clicrdv.controller.mixin`
        """
        provider = self.env["res.company"]._privacy_provider()
        mixin = self.env["clicrdv.controller.mixin"]
        alone = companies.filtered(
            lambda company: company.network_id.kind != "integrated" or company.network_id.company_ids - companies
        )
        values = mixin._controllers_of(companies - alone, provider)
        values += [{"provider_id": provider.id, "network_id": False, "company_id": company.id} for company in alone]
        return [line for line in values if line["company_id"] != provider.id]

    @api.model
    def _end_of(self, controller):
        """Warn one controller, or destroy his data when its last day has come.

        :param dict controller: values of `clicrdv.controller.mixin`
        """
        mine = [(name, "=", controller[name]) for name in ("company_id", "network_id")]
        draft = self.new(controller)
        end, today = draft.service_end_date, draft._provider()._privacy_today()
        if not end or self.search_count([*mine, ("state", "=", ending.DESTROYING)], limit=1):
            return
        # an establishment may come back, and end once more
        if self.search_count([*mine, ("destroyed_at", ">=", fields.Datetime.to_datetime(end))], limit=1):
            return
        request = self.search([*mine, ("choice", "=", ending.NONE), ("state", "=", ending.RECEIVED)], limit=1)
        given = frozenset(request.warned or ())
        days = ending.warnings_due(ending.automatic_on(end), today, given)
        if days is not None:
            request = request or self.create({**controller, "choice": ending.NONE, "received_on": today})
            request._warn(days, given)
        elif request and ending.destroys_alone(end, today, given):
            request._destroy_alone()

    def _warn(self, days, given):
        """Tell the controller in writing, and the officer, that the data goes."""
        self.write({"warned": sorted({*given, days})})
        controller = {name: self[name].id for name in ("provider_id", "company_id", "network_id")}
        self.env["clicrdv.privacy.letter"]._write_to([controller], self, "ending_warning", edition=days)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            self.automatic_on,
            summary=self.env._("The data of “%s” is destroyed on this day", self.controller_name),
            user_id=self._officer().id,
        )

    def _officer(self):
        """A privacy officer of the processor, otherwise who opened the case."""
        group = self.env.ref("clicrdv_gdpr.group_privacy_officer")
        officers = group.all_user_ids.filtered(lambda user: self.provider_id in user.company_ids and user.id > 1)
        return self.user_id if self.user_id in officers else (officers[:1] or self.user_id or self.env.user)

    def _destroy_alone(self):
        """Destroy without an instruction; what forbids it is told to the officer, once."""
        try:
            self._begin_destruction()
        except (ReturnUnanswered, HoldOnFiles) as refusal:
            if self.problem != str(refusal):
                self.write({"problem": str(refusal)})
                self.activity_schedule(
                    "mail.mail_activity_data_todo", summary=str(refusal)[:200], user_id=self._officer().id
                )

    # === BUSINESS METHODS - LETTERS === #

    def _letter_date(self):
        return self.automatic_on or fields.Date.today()
