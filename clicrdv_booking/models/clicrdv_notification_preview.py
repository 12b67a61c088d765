from datetime import date, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..logic import message_linter, message_rules, message_text, sms_text

HALF_PAST_TWO = time(14, 30)
#: What is short in any language: with these an SMS has the best chance to fit.
SHORT_DAY, SHORT_HOUR, SHORT_NAME = date(2027, 5, 3), time(9), "Zoé"
SAMPLE_CODE = "xxxxxxxxxx"  # as long as that of an appointment, see calendar.event


class ClicrdvNotificationRule(models.Model):
    """What a rule would send, shown while it is written, and texts refused that could never leave."""

    _inherit = "clicrdv.notification.rule"

    # === FIELDS === #

    kind = fields.Selection(group_expand=True)  # in the order of an appointment's life, not of the alphabet
    when_text = fields.Char("Leaves", compute="_compute_when_text")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    placeholders_text = fields.Char("Placeholders", compute="_compute_placeholders_text")

    # === COMPUTE METHODS === #

    @api.depends("kind", "timing", "day_before_hour", "hours_before")
    @api.depends_context("lang")
    def _compute_when_text(self):
        words = {
            message_rules.CONFIRMATION: self.env._("as soon as it is booked"),
            message_rules.MODIFICATION: self.env._("as soon as it is changed"),
            message_rules.CANCELLATION: self.env._("as soon as it is cancelled"),
            message_rules.NO_SHOW: self.env._("when it is marked “Did not come”"),
            message_rules.DONE: self.env._("when it is marked “Done”"),
        }
        for rule in self:
            rule.when_text = words.get(rule.kind) or rule._reminder_words()

    def _reminder_words(self):
        if self.timing == message_rules.HOURS_BEFORE:
            return self.env._("%s hours before", self.hours_before)
        hour, minute = divmod(self._minutes(), 60)
        clock = message_text.spoken_time(time(hour, minute), self.env.lang or "fr_FR")
        return self.env._("the day before at %s", clock)

    @api.depends("target")
    def _compute_placeholders_text(self):
        for rule in self:
            rule.placeholders_text = " ".join(f"{{{name}}}" for name in rule._placeholders())

    @api.depends(
        "kind", "target", "channel", "company_id", "service_ids", "sms_text", "sms_extended", "email_subject", "email_text"
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_preview(self):
        for rule in self:
            rule.preview = self.env["ir.qweb"]._render("clicrdv_booking.notification_preview", rule._preview())

    # === CONSTRAINS METHODS === #

    @api.constrains("sms_text", "sms_extended", "email_subject", "email_text", "target", "channel")
    def _check_texts(self):
        """A text that could never leave is refused while it is written, not when it should be sent."""
        for rule in self:
            for text in filter(None, (rule.sms_text, rule.email_subject, rule.email_text)):
                if problem := rule._text_problem(text):
                    raise ValidationError(problem)
            if rule.channel != message_rules.EMAIL and (rule.sms_text or "").strip() and not rule._fits():
                raise ValidationError(rule._too_long_sentence())

    # === BUSINESS METHODS - TEXTS === #

    def _placeholders(self):
        """Names that a text of this rule may have between braces: a client does not read his own name."""
        to_client = self.target == message_rules.CLIENT
        return [name for name in message_text.PLACEHOLDERS if not (to_client and name == "client")]

    def _text_problem(self, text):
        """What is wrong with a text, in a sentence; blank when nothing is.

        :rtype: str
        """
        try:
            if text.strip():
                message_text.check(text, self._placeholders())
        except message_text.UnknownPlaceholder as error:
            wrong, known = f"{{{error.name}}}", ", ".join(f"{{{name}}}" for name in self._placeholders())
            if error.suggestion:
                return self.env._(
                    "%(wrong)s cannot be filled in. Did you mean %(near)s?", wrong=wrong, near=f"{{{error.suggestion}}}"
                )
            return self.env._("%(wrong)s cannot be filled in. You can use: %(known)s.", wrong=wrong, known=known)
        except message_text.StrayBrace as error:
            near = text[max(0, error.position - 10) : error.position + 10].strip()
            return self.env._("A brace has no partner near “%s”: write placeholders as {time}.", near)
        return ""

    def _fits(self):
        """Whether the SMS has the room that it may take, were every name as short as can be."""
        lang = self.env.lang or "fr_FR"
        values = {**self._sample_values(SHORT_DAY, SHORT_HOUR, lang), "phone": ""}
        values |= dict.fromkeys(message_text.SHORTENABLE, SHORT_NAME)
        try:
            self._sample_sms(values)
        except message_text.SmsTooLong:
            return False
        return True

    def _too_long_sentence(self):
        if self.sms_extended:
            return self.env._("This text does not even fit into an extended SMS: shorten it.")
        return self.env._(
            "This text does not fit into one SMS, even with short names: tick Extended SMS or shorten it."
        )

    # === BUSINESS METHODS - PREVIEW === #

    def _preview(self):
        """Values of the template `notification_preview`.

        :rtype: dict
        """
        lang = self.env.lang or "fr_FR"
        values = self._sample_values(self._next_monday(), HALF_PAST_TWO, lang)
        found = {"sms": None, "email": None, "problems": []}
        if self.channel != message_rules.EMAIL:
            found["sms"] = self._sms_preview(values, found["problems"])
        if self.channel != message_rules.SMS:
            spoken = {**values, "date": message_text.spoken_date(self._next_monday(), lang)}
            found["email"] = self._email_preview(spoken, found["problems"])
        shown = [found["sms"] and found["sms"]["text"], *(found["email"] or {}).values()]
        lacking = self._lacking() if found["sms"] else []
        return {**found, "warnings": self._warnings("\n".join(filter(None, shown))) + lacking}

    def _sms_preview(self, values, problems):
        """The SMS as its reader sees it, its length and its price.

        :param dict values: of the placeholders
        :param list problems: sentences, added to
        :return: dict, None when the text cannot be used
        """
        if problem := self._text_problem(self.sms_text or ""):
            problems.append(problem)
            return None
        text = self._text(message_rules.SMS)
        try:
            sms = self._sample_sms(values)
        except message_text.TextError:
            problems.append(self._too_long_sentence())
            return None
        return {
            "sender": self.company_id.booking_title or self.company_id.name,
            "text": sms.text,
            "facts": self._facts(sms),
            "letters": self._letters(message_text.render(text, values), sms),
            "is_off": not self.company_id.booking_sms_on,
            "is_shortened": sms.shortened,
        }

    def _email_preview(self, values, problems):
        """Subject and text of the e-mail, None when they cannot be used."""
        own = (self.email_subject or "", self.email_text or "")
        found = [problem for problem in map(self._text_problem, own) if problem]
        problems.extend(problem for problem in found if problem not in problems)
        texts = {"subject": self._subject(), "text": self._text(message_rules.EMAIL)}
        return None if found else {name: message_text.render(text, values) for name, text in texts.items()}

    def _sample_sms(self, values):
        """:rtype: logic.message_text.Sms"""
        return message_text.render_sms(
            self._text(message_rules.SMS), values, self._max_parts(), self.company_id.booking_sms_plain
        )

    def _facts(self, sms):
        """Parts, alphabet and price in words.

        :param logic.message_text.Sms sms:
        :return: list of short texts
        """
        size = sms_text.measure(sms.text)
        letters = 160 if sms.encoding == sms_text.GSM7 else 70
        used = self.env._("%(used)s characters, alphabet of %(letters)s", used=size.units, letters=letters)
        price = self.env["clicrdv.sms.price"]._price_on(self.company_id.network_id.id, fields.Date.today())
        if price is None:
            return [used, self.env._("No price of an SMS is in force.")]
        one, all_parts = (formatLang(self.env, value, digits=4) for value in (price, sms.parts * price))
        if sms.parts == 1:
            return [used, self.env._("1 part = %s € excl. tax", one)]
        sum_text = self.env._(
            "%(parts)s parts × %(one)s € = %(sum)s € excl. tax", parts=sms.parts, one=one, sum=all_parts
        )
        return [used, sum_text]

    def _letters(self, text, sms):
        """Which letters are replaced, and which ones halve the SMS.

        :param str text: before any letter is replaced
        :param logic.message_text.Sms sms:
        :return: list of sentences
        """
        halving = sms_text.outside_gsm(sms.text)
        replaced = [letter for letter in sms_text.outside_gsm(text) if letter not in halving]
        sentences = []
        if replaced:
            pairs = ", ".join(f"{letter} → {sms_text.transliterate(letter)}" for letter in replaced)
            sentences.append(self.env._("Written in plain letters: %s", pairs))
        if halving:
            sentences.append(
                self.env._("These letters leave room for 70 characters only, instead of 160: %s", " ".join(halving))
            )
        return sentences

    def _warnings(self, text):
        """What does not belong into a message about an appointment.

        :param str text: all that is shown
        :return: list of sentences
        """
        words = {}
        for finding in message_linter.lint(text):
            words.setdefault(finding.code, {})[finding.word] = None
        quoted = {code: ", ".join(f"“{word}”" for word in found) for code, found in words.items()}
        return [self._warning(code, found) for code, found in quoted.items()]

    def _lacking(self):
        """What an SMS that is written here must not lack; the standard ones have it.

        :return: list of sentences
        """
        own = (self.sms_text or "").strip()
        if not own or self.target != message_rules.CLIENT:
            return []
        return [self._warning(code, "") for code in message_linter.missing(own)]

    def _warning(self, code, words):
        if code == "no_link":
            return self.env._(
                "Without {link} the client can neither move or cancel the appointment nor choose his messages: add it."
            )
        if code == "advertising":
            return self.env._(
                "Reads like advertising: %s. Such a message needs the client's consent to marketing, which an "
                "appointment does not give (article L34-5 CPCE).",
                words,
            )
        if code == "medical":
            return self.env._("May tell something about health to whoever looks at the client's phone: %s.", words)
        if code == "stop_mention":
            return self.env._("Makes operators take this message for advertising: %s. Leave it out.", words)
        return self.env._("Operators block links of public shorteners: %s. Use {link} instead.", words)

    # === BUSINESS METHODS - SAMPLE === #

    def _next_monday(self):
        today = fields.Date.context_today(self.with_context(tz=self.company_id.booking_tz))
        return today + timedelta(days=7 - today.weekday())

    def _sample_values(self, day, hour, lang):
        """What the placeholders would stand for, with the real details of this establishment.

        :param date day: of the appointment
        :param time hour: of its start
        :param str lang: code of the language
        :rtype: dict[str, str]
        """
        company = self.company_id
        service = (self.service_ids._origin or company.service_ids)[:1]
        agenda = company.agenda_ids[:1]
        place = filter(None, [company.street, " ".join(filter(None, [company.zip, company.city]))])
        return {
            "date": message_text.short_date(day, lang),
            "time": message_text.spoken_time(hour, lang),
            "service": service.public_name or service.name or self.env._("Service"),
            "establishment": company.booking_title or company.name or "",
            "address": ", ".join(place),
            "phone": company.phone or "",
            "professional": agenda.public_name or agenda.name or "",
            "client": "Zoé Dupont",
            "link": f"{company.get_base_url()}/r/{SAMPLE_CODE}",
        }
