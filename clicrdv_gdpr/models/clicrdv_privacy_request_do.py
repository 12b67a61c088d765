from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools.misc import format_date, format_time

from odoo.addons.clicrdv_booking.logic import states as visit_states
from odoo.addons.clicrdv_booking.models.calendar_event_lifecycle import CLIENT

from ..exceptions_rights import NobodyFound, NoWayToAnswer, OfficerNeeded
from ..logic import privacy_requests as states
from .res_company_rights import OFFICER

COMING = (visit_states.REQUESTED, visit_states.BOOKED)
CONSENTS = "clicrdv.consent"
PURPOSES = ("marketing_sms", "account", "free_text")


class ClicrdvPrivacyRequest(models.Model):
    """What is done for the person: the same whether he does it himself by his link or the staff does it for him."""

    _inherit = "clicrdv.privacy.request"

    # === ACTIONS === #

    def action_send_link(self):
        """Send the person a link to his data, to the e-mail address on file: whoever uses it has proven who he is."""
        self._check_has_files()
        for request in self:
            email = request._answer_email()
            if not email:
                raise NoWayToAnswer(self.env)
            self.env["clicrdv.privacy.confirmation"]._send_link(request, email)
            request._log("link_sent")

    def action_download_export(self):
        """Download what the person gets, to hand it over."""
        self.ensure_one()
        self._check_may_act()
        return {"type": "ir.actions.act_url", "url": f"/clicrdv_gdpr/request/{self.id}/export", "target": "self"}

    def action_erase(self):
        """Cancel what is coming, then erase, and tell the person what the law keeps."""
        waiting = self.filtered(lambda request: request.state in states.OPEN)
        waiting._check_may_act()
        for request in waiting:
            request._erase_person()

    def action_stop_messages(self):
        self._check_may_act()
        for request in self:
            request._stop_messages()

    def action_withdraw_consent(self):
        self._check_may_act()
        for request in self:
            request._withdraw_consent()

    def action_restrict(self):
        """Nothing is done with the data but keeping them: a hold archives the files, and nobody but officers reads them."""
        self._check_may_act()
        for request in self:
            # the hold is an officer's field; here it is what the person asked for
            files = request.sudo().partner_ids
            files.write({"client_legal_hold": True, "client_hold_reason": request.name})
            self.env["clicrdv.retention.run"]._archive(files)
            request._log("restricted", number=len(request.partner_ids))

    # === BUSINESS METHODS === #

    def _check_may_act(self):
        """:raises NobodyFound, OfficerNeeded, IdentityUnproven:"""
        self._check_has_files()
        self._check_identity()

    def _check_has_files(self):
        """:raises NobodyFound, OfficerNeeded:"""
        self.check_access("write")
        is_officer = self.env.su or self.env.user.has_group(OFFICER)
        for request in self:
            # whether there are any, and which the law or a claim keeps from the staff
            files = request.sudo().partner_ids
            if not files:
                raise NobodyFound(self.env, name=request.name)
            if not is_officer and "archived" in files.mapped("client_privacy_state"):
                raise OfficerNeeded(self.env, name=request.name)

    @api.model
    def _of_person(self, files, right, at_once=False, **values):
        """The open case of a person who acts by his link, a new one if there is none.

        :param files: res.partner in superuser mode, of one controller
        :param str right: see `logic.privacy_requests`
        :param bool at_once: what he does now closes it: not one whose words the staff has to answer
        """
        requests = self.sudo()  # the person is not signed in: his link proves who he is
        domain = Domain("right", "=", right) & Domain("state", "in", states.OPEN)
        domain &= Domain("channel", "in", ("link", "form")) & Domain("partner_ids", "in", files.ids)
        domain &= Domain("details", "=", False) if at_once else Domain.TRUE
        found = requests.search(domain, order="id", limit=1)
        if found:
            found.write({"partner_ids": [Command.link(file.id) for file in files], "identity_state": "link"})
            if values.get("details"):  # said again, in other words: nothing of it is lost
                found.details = "\n\n".join(filter(None, [found.details, values["details"]]))
            return found
        values = {"channel": "link", "state": states.IN_PROGRESS, **values}
        return requests.create(
            {
                "company_id": files[:1].company_id.id,
                "partner_ids": [Command.set(files.ids)],
                "right": right,
                "identity_state": "link",
                **values,
            }
        )

    def _answered_at_once(self, kind, **values):
        """The person has done it himself: note it, and close the case without a letter.

        :param str kind: of the log
        """
        self._log(kind, **values)
        self._step(states.ANSWERED)

    def _export_for_staff(self, out):
        """Write what the person gets into a file.

        :param out: binary file, see `clicrdv.person.data._zip`
        :raises AccessError, NobodyFound, IdentityUnproven:
        """
        self._check_may_act()
        files = self.sudo().partner_ids  # rights on the case are checked; its files are one controller's
        self._log("exported", **self.env["clicrdv.person.data"]._zip(files, out))

    # === BUSINESS METHODS - MESSAGES AND CONSENT === #

    def _stop_messages(self):
        """Nothing more is sent to the addresses and numbers of the files (art. 21; the booking's own stop list)."""
        self.ensure_one()
        optouts = self.env["clicrdv.optout"].sudo()  # the wish of the person, whoever notes it
        source = "page" if self._is_his_own() else "staff"
        files = self.sudo().partner_ids  # see above
        for file in files:
            for channel, address in (("email", file.email_normalized), ("sms", file.client_phone_key)):
                if address:
                    optouts._note(file.company_id, channel, address, source)
        refused = files.filtered(lambda file: file.client_consent_email or file.client_consent_sms)
        refused.write({"client_consent_email": False, "client_consent_sms": False})
        self._log("stopped", number=len(files))
        self._withdraw_consent("marketing_sms")

    def _withdraw_consent(self, purpose=None):
        """Withdraw what the person agreed to, where consents are recorded; without records nothing is based on one.

        :param str purpose: as in `clicrdv.consent`, None for all of them
        """
        self.ensure_one()
        if CONSENTS in self.env:
            channel = "privacy_page" if self._is_his_own() else "staff"
            # the wish of the person, whoever notes it
            self.env[CONSENTS].sudo()._withdraw(self.sudo().partner_ids, purpose, channel)
        self._log("consent_withdrawn", detail=purpose or "all")

    @api.model
    def _consents_of(self, files):
        """What a person agrees to now, of what is recorded.

        :param files: res.partner
        :return: list of purposes of `clicrdv.consent`
        """
        if CONSENTS not in self.env:
            return []
        consents = self.env[CONSENTS].sudo()  # the person's own
        return [purpose for purpose in PURPOSES if any(consents._is_given(files, purpose).values())]

    def _is_his_own(self):
        """Whether the person acts himself, by his link or the form."""
        return self.channel in ("link", "form")

    # === BUSINESS METHODS - ERASURE === #

    def _erase_person(self):
        """Erase the files of the case, in one transaction with the cancellations and the proof.

        :return: last day on which the law keeps something, False when nothing is kept
        :raises OnLegalHold: nothing was done
        """
        self.ensure_one()
        request = self.sudo()  # rights are checked by who calls: what is erased is in many tables
        files, email, lang = request.partner_ids, request._answer_email(), request._person_lang()
        request._cancel_coming(files)
        purges = self.env["clicrdv.personal.data"]._erase(files, "request", later=True)
        until = max((file.client_archive_until for file in files if file.client_archive_until), default=False)
        answer = request.with_context(lang=lang)._erased_sentences(purges, until)
        request.write({"purge_ids": [Command.set(purges.ids)], "answer": answer})
        request._log("erased", number=sum(purges.mapped("rows")), detail=",".join(map(str, purges.ids)))
        request._step(states.ANSWERED)
        if email:
            request._write_person("answered", email, lang)
        return until

    def _erased_sentences(self, purges, until):
        done = self.env._("Your data are erased here and in every copy that we hold.")
        if not until:
            return done
        kept = ", ".join(
            sorted({line.split(":")[0] for purge in purges for line in purge.kept_words.split("\n") if line})
        )
        day = format_date(self.env, until, date_format="long")
        return (
            done
            + " "
            + self.env._(
                "The law obliges us to keep these until %(day)s, with your name and address on them: %(kept)s "
                "(Code de commerce, art. L123-22; GDPR art. 17(3)(b)). Nobody uses them for anything else.",
                day=day,
                kept=kept,
            )
        )

    @api.model
    def _coming(self, files):
        """Appointments of these files that have not begun.

        :return: calendar.event of whole visits, in superuser mode
        """
        domain = Domain("client_id", "in", files.ids) & Domain("lead_id", "=", False)
        domain &= Domain("booking_state", "in", COMING) & Domain("start", ">", fields.Datetime.now())
        return self.env["calendar.event"].sudo().search(domain, order="start")  # the person's own

    def _cancel_coming(self, files):
        """Free the times that are still to come, and tell each establishment which, without a name."""
        events = self._coming(files)
        freed = defaultdict(list)
        for event in events:
            company = event.booking_company_id
            local = company.with_context(lang=company.partner_id.lang)
            start = fields.Datetime.context_timestamp(company.with_context(tz=company.booking_tz), event.start)
            day = format_date(local.env, start.date(), date_format="full")
            when = f"{day}, {format_time(local.env, start.time(), time_format='short')}"
            services = ", ".join(event._current_parts().service_ids.mapped("name"))
            freed[company].append(f"{when} – {services} – {event.agenda_id.name}")
        if self._is_his_own():
            events = events.with_context(clicrdv_actor=CLIENT)
        if events:
            events._move_to(visit_states.CANCELLED)
            self._log("cancelled", number=len(events))
        for company, lines in freed.items():
            if company.email:
                letter = company._privacy_letter("freed", company.partner_id.lang or "fr_FR", self.name, lines=lines)
                company._privacy_mail(company.email_formatted, *letter)
