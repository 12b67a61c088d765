import zlib
from typing import NamedTuple

from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .. import exceptions
from ..const import CONTACT_LOCK, PLANNED_LATER
from ..logic import booking_rules, contacts, minutes
from .calendar_event_lifecycle import CLIENT

NAME_LENGTH = 64  # ClicRDV's own limit for a client's names
COMMENT_LENGTH = 2000
ANSWER_LENGTH = 500


class Contact(NamedTuple):
    """A visitor's details, checked and in their stored form."""

    lastname: str
    firstname: str
    email: str
    phone: str
    comment: str
    answers: dict
    consents: dict


class ClicrdvHold(models.Model):
    """From a hold to an appointment."""

    _inherit = "clicrdv.hold"

    # === BUSINESS METHODS === #

    def _confirm(self, form, now, source="web", user=None):
        """Make the appointment. The same hold always gives the same appointment.

        :param dict form: lastname, firstname, email, phone, comment, answers, consents, as typed
        :param datetime now: current time, naive UTC
        :param str source: where the booking comes from
        :param user: signed-in portal user, or None
        :return: calendar.event, the first part of the visit
        :raises HoldExpired, FieldErrors, SameTime, TooClose, TooManyUpcoming:
        """
        self.ensure_one()
        # a second click waits here, then starts again (serialization failure) and finds the appointment
        self.env.execute_query(SQL("SELECT id FROM clicrdv_hold WHERE id = %s FOR UPDATE", self.id))
        if self.event_id:
            return self.event_id
        contact = self._check_form(form or {})
        if not self._is_live(now):
            raise exceptions.HoldExpired(self.env)
        client = self._client_of(contact)
        self._check_client(client, now)
        if client:
            self._keep_refusals(client, contact)
        else:
            client = self._new_client(contact)
        return self._book(client, contact, source, user)

    # === BUSINESS METHODS - FORM === #

    def _check_form(self, form):
        """Check what the visitor typed.

        :rtype: Contact
        :raises FieldErrors: every wrong field with its code and sentence
        """
        errors, asked = {}, self.company_id._booking_asked()
        values = {name: self._check_field(name, need, form.get(name), errors) for name, need in asked.items()}
        answers = self._check_answers(form.get("answers"), errors)
        if errors:
            raise exceptions.FieldErrors(self.env, errors)
        consents = form.get("consents")
        consents = consents if isinstance(consents, dict) else {}
        # messages about an appointment are part of the service: only a clear no stops them
        return Contact(
            **values, answers=answers, consents={name: consents.get(name) is not False for name in ("email", "sms")}
        )

    def _check_field(self, name, need, value, errors):
        """One field of the form, cleaned; its error, if any, is added to `errors`."""
        if need == "no":
            return ""
        if value is not None and not isinstance(value, str):
            errors[name] = ("invalid_field", self.env._("Please write this as text."))
            return ""
        try:
            cleaned = self._clean(name, value or "")
        except contacts.ContactError as error:
            errors[name] = (error.code, self._sentence_of(error.code))
            return ""
        if not cleaned and need == "required":
            errors[name] = ("missing_field", self.env._("Please fill in this field."))
        return cleaned

    def _clean(self, name, value):
        """The stored form of a field; blank stays blank."""
        if name in ("lastname", "firstname"):
            return contacts.clean_name(value, NAME_LENGTH)
        text = contacts.clean_text(value, COMMENT_LENGTH)
        if not text:
            return ""
        if name == "email":
            return contacts.normalise_email(text)
        if name == "phone":
            return contacts.normalise_phone(text, self.company_id.country_id.code or "FR")
        return text

    def _sentence_of(self, code):
        """What to tell about a field whose content was refused."""
        sentences = {
            "invalid_email": self.env._("This e-mail address is not complete. Example: name@example.com."),
            "invalid_phone": self.env._("This phone number is not complete. Example: 06 39 98 12 34."),
            "too_long": self.env._("This text is too long. Please shorten it."),
        }
        return sentences.get(code, self.env._("Please check this field."))

    def _check_answers(self, answers, errors):
        """Answers to the establishment's own questions; unknown ones are dropped.

        :return: {code of the question: answer}
        """
        answers = answers if isinstance(answers, dict) else {}
        checked = {}
        for question in self.company_id._booking_questions():
            value = answers.get(question.code)
            field = f"answers.{question.code}"
            if question.kind == "boolean":
                checked[question.code] = value in (True, "1", "on", "true")
                missing = not checked[question.code]
            else:
                text = self._check_field(field, "optional", value, errors)
                checked[question.code] = text
                missing = not text
                if text and question.kind == "selection" and text not in question._choices():
                    errors[field] = ("invalid_field", self.env._("Please choose one of the answers."))
            if missing and question.required and field not in errors:
                errors[field] = ("missing_field", self.env._("Please fill in this field."))
        return checked

    # === BUSINESS METHODS - CLIENT === #

    def _client_of(self, contact):
        """The client file with this e-mail or phone in the establishment, empty when there is none.

        Two bookings of one new client at once must not make two files: who waited for the other
        starts again, with a view of the database that shows the file.
        """
        keys = [f"{self.company_id.id} {value}" for value in (contact.email, contact.phone) if value]
        hashes = sorted(zlib.crc32(key.encode()) - 2**31 for key in keys)
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s) AS key", CONTACT_LOCK, hashes)
        )
        known = self._match_client(contact)
        with self.env["clicrdv.availability"]._fresh() as availability:
            fresh = availability.env["clicrdv.hold"].browse(self.id)._match_client(contact, self.company_id.id)
            fresh_id = fresh.id
        if fresh_id != known.id:
            raise ConcurrencyError("the client's file was made meanwhile")
        return known

    def _match_client(self, contact, company_id=None):
        """The oldest file with this e-mail, or else with this phone."""
        company_id = company_id or self.company_id.id
        ways = Domain.FALSE
        if contact.email:
            ways |= Domain("email_normalized", "=", contact.email.lower())
        if contact.phone:
            ways |= Domain("client_phone_key", "=", contact.phone)
        files = Domain("company_id", "=", company_id) & Domain("is_client_file", "=", True)
        found = self.env["res.partner"].search_fetch(files & ways, ["email_normalized"], order="id")
        by_email = found.filtered(lambda partner: partner.email_normalized == contact.email.lower())
        return (by_email or found)[:1]

    def _check_client(self, client, now):
        """:raises SameTime, TooClose, TooManyUpcoming:"""
        policy = self.company_id._booking_catalogue().policy
        others = self.env["calendar.event"]._visits_of(client, now)
        start, stop = minutes.from_utc(self.start), minutes.from_utc(self.stop)
        refusal = booking_rules.check_client(start, stop, others, minutes.from_utc(now), policy)
        if refusal:
            raise exceptions.REFUSALS_BY_CODE[refusal.value](self.env)

    def _keep_refusals(self, client, contact):
        """A no to reminders counts for a known client too; a yes does not undo what he said to the staff."""
        wishes = {f"client_consent_{channel}": wanted for channel, wanted in contact.consents.items()}
        refused = {name: False for name, wanted in wishes.items() if not wanted and client[name]}
        if refused:
            client.write(refused)

    def _new_client(self, contact):
        return (
            self.env["res.partner"]
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                {
                    "is_client_file": True,
                    "client_from_web": True,
                    "client_lastname": contact.lastname,
                    "client_firstname": contact.firstname,
                    "email": contact.email or False,
                    "phone": contact.phone or False,
                    "client_consent_email": contact.consents["email"],
                    "client_consent_sms": contact.consents["sms"],
                    "company_id": self.company_id.id,
                    "country_id": self.company_id.country_id.id,
                    "lang": self.env.lang,
                }
            )
        )

    # === BUSINESS METHODS - APPOINTMENT === #

    def _book(self, client, contact, source, user):
        """Write the events and hand the kept time over to them.

        :return: the lead event
        """
        context = {"clicrdv_hold": self, "clicrdv_actor": CLIENT, "clicrdv_messages": PLANNED_LATER}
        # the appointment belongs to the establishment, not to the visitor who writes it
        events = self.env["calendar.event"].sudo().with_context(**context)
        lead = events.browse()
        for index, segment in enumerate(self.segments):
            event = events.create(self._event_values(index, segment, client, contact, source, user, lead))
            lead = lead or event
        # all services of the visit decide which rules count
        lead._plan_messages({lead.id: None}, fresh=True)
        self.event_id = lead
        return lead.with_env(self.env)

    def _event_values(self, index, segment, client, contact, source, user, lead):
        agenda_id, start, stop, _busy_start, _busy_stop, service_ids = segment
        approval = self.company_id.booking_needs_approval
        # those of a session that was joined are in the rows too
        equipment = self.env["clicrdv.equipment"].search([("resource_id", "in", self.occupancy_ids.resource_id.ids)])
        return {
            "agenda_id": agenda_id,
            "start": minutes.to_utc(start),
            "stop": minutes.to_utc(stop),
            "service_ids": [Command.set(list(dict.fromkeys(service_ids)))],
            "service_order": service_ids,
            "equipment_ids": [Command.set([] if lead else equipment.ids)],
            "client_id": client.id,
            "booking_state": "requested" if approval else "booked",
            "booking_source": source,
            "booking_channel": self.channel,
            "booking_lastname": contact.lastname,
            "booking_firstname": contact.firstname,
            "booking_email": contact.email,
            "booking_phone": contact.phone,
            "booking_comment": "" if lead else contact.comment,
            "booking_answers": {} if lead else contact.answers,
            "any_agenda": not self.agenda_id,
            "lead_id": lead.id,
            "portal_partner_id": user.partner_id.id if user else False,
        }
