from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, models

from ..logic import message_rules, message_text, sms_text
from .clicrdv_message import MANUAL

#: What an e-mail does not shorten, and an SMS does.
SHORT, LONG = True, False
CLIENT_FIELDS = (
    "client_consent_email",
    "client_consent_sms",
    "client_firstname",
    "client_lastname",
    "client_phone_key",
    "email_normalized",
    "lang",
    "name",
)


class ClicrdvMessage(models.Model):
    """What a message says: the placeholders of its text, filled in for its reader."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _language(self):
        """The language of who reads it: his own, else that of the establishment.

        :rtype: str
        """
        self.ensure_one()
        reader = self.client_id if self.target == message_rules.CLIENT else self.agenda_id.user_id.partner_id
        wanted = (reader.lang, self.company_id.partner_id.lang, "fr_FR", self.env.lang)
        languages = self.env["res.lang"]
        return next((code for code in wanted if code and languages._get_data(code=code)), "en_US")

    def _sms(self, visits):
        """The text of an SMS and its length.

        :param visits: calendar.event records that it is about, in order of time
        :rtype: logic.message_text.Sms
        :raises logic.message_text.TextError: it does not fit into the parts that the rule allows
        """
        self.ensure_one()
        if self.kind == MANUAL:
            measure = sms_text.measure(self.body)
            return message_text.Sms(self.body, measure.encoding, measure.parts, shortened=False)
        lang = self._language()
        rule = self.rule_id.with_context(lang=lang)
        values = self._values(visits, lang, SHORT)
        return message_text.render_sms(
            rule._text(message_rules.SMS), values, rule._max_parts(), self.company_id.booking_sms_plain
        )

    def _email(self, visits):
        """The subject and the first paragraphs of an e-mail.

        :return: (subject, text)
        """
        self.ensure_one()
        lang = self._language()
        rule = self.rule_id.with_context(lang=lang)
        values = self._values(visits, lang, LONG)
        return tuple(message_text.render(text, values) for text in (rule._subject(), rule._text(message_rules.EMAIL)))

    def _values(self, visits, lang, is_short):
        """What the placeholders stand for.

        :param visits: calendar.event records, in order of time
        :param str lang: code of the language
        :param bool is_short: as an SMS needs it
        :rtype: dict[str, str]
        """
        self.ensure_one()
        company, first = self.company_id, visits[0]
        zone = ZoneInfo(company.booking_tz)
        starts = [visit.start.replace(tzinfo=timezone.utc).astimezone(zone) for visit in visits]
        day = starts[0].date()
        date = message_text.short_date(day, lang) if is_short else message_text.spoken_date(day, lang)
        place = filter(None, [company.street, " ".join(filter(None, [company.zip, company.city]))])
        parts = [part.with_context(lang=lang) for visit in visits for part in visit._current_parts()]
        services = [service for part in parts for service in part._ordered_services()]
        people = [part.agenda_id.public_name or part.agenda_id.name for part in parts]
        return {
            "date": date,
            "time": message_text.joined([message_text.spoken_time(start.time(), lang) for start in starts], lang),
            "service": ", ".join(dict.fromkeys(service.public_name or service.name for service in services)),
            "establishment": company.booking_title or company.name,
            "address": ", ".join(place),
            "phone": company.phone or "",
            "professional": ", ".join(dict.fromkeys(people)),
            "client": first._client_name() if self.target == message_rules.PROFESSIONAL else "",
            "link": self._link(first, is_short),
        }

    def _link(self, visit, is_short):
        """Where its reader sees the appointment and changes it.

        :param visit: calendar.event, the first part of a visit
        :param bool is_short: an SMS pays for each letter
        :rtype: str
        """
        base = self.company_id.get_base_url()
        if self.target == message_rules.PROFESSIONAL:
            return f"{base}/mail/view?model=calendar.event&res_id={visit.id}"
        code = visit.booking_short_code
        return f"{base}/r/{code}" if is_short and code else f"{base}/rdv/a/{visit.booking_token}"

    @api.model
    def _prime(self, messages):
        """Read what many messages need at once: one by one each of them would ask for it."""
        messages.event_id._prime_parts()
        messages.client_id.fetch(CLIENT_FIELDS)
        messages.agenda_id.fetch(["public_name", "name", "resource_id"])
