from odoo import models
from odoo.tools.translate import LazyTranslate

from ..logic import message_rules as rules
from ..logic import message_text

_lt = LazyTranslate(__name__)

EXTENDED_PARTS = 4

#: (kind, target) → the text of an SMS: one part with usual names, without a promotional word (CPCE L34-5).
SMS_TEXTS = {
    (rules.CONFIRMATION, rules.CLIENT): _lt(
        "Appointment confirmed at {establishment}: {date} at {time}, {service}. Change: {link}"
    ),
    (rules.REMINDER, rules.CLIENT): _lt(
        "Reminder: {date} at {time}, {service}, {establishment}, {address}. Change: {link}"
    ),
    (rules.MODIFICATION, rules.CLIENT): _lt(
        "Your appointment at {establishment} has changed: {date} at {time}, {service}. Details: {link}"
    ),
    (rules.CANCELLATION, rules.CLIENT): _lt(
        "Your appointment at {establishment} on {date} at {time} is cancelled. Another time: {link}"
    ),
    (rules.NO_SHOW, rules.CLIENT): _lt(
        "You were expected at {establishment} on {date} at {time}. To choose another time: {link}"
    ),
    (rules.DONE, rules.CLIENT): _lt("Thank you for your visit at {establishment} on {date}. Your page: {link}"),
    (rules.CONFIRMATION, rules.PROFESSIONAL): _lt("New appointment: {date} at {time}, {service}, {client}"),
    (rules.REMINDER, rules.PROFESSIONAL): _lt("Reminder: {date} at {time}, {service}, {client}"),
    (rules.MODIFICATION, rules.PROFESSIONAL): _lt("Appointment changed: {date} at {time}, {service}, {client}"),
    (rules.CANCELLATION, rules.PROFESSIONAL): _lt("Appointment cancelled: {date} at {time}, {service}, {client}"),
    (rules.NO_SHOW, rules.PROFESSIONAL): _lt("Did not come: {date} at {time}, {service}, {client}"),
    (rules.DONE, rules.PROFESSIONAL): _lt("Visit done: {date} at {time}, {service}, {client}"),
}

SUBJECTS = {
    (rules.CONFIRMATION, rules.CLIENT): _lt("Your appointment on {date} at {time} is confirmed"),
    (rules.REMINDER, rules.CLIENT): _lt("Reminder: your appointment on {date} at {time}"),
    (rules.MODIFICATION, rules.CLIENT): _lt("Your appointment has changed: {date} at {time}"),
    (rules.CANCELLATION, rules.CLIENT): _lt("Your appointment on {date} at {time} is cancelled"),
    (rules.NO_SHOW, rules.CLIENT): _lt("We were expecting you on {date} at {time}"),
    (rules.DONE, rules.CLIENT): _lt("Thank you for your visit on {date}"),
    (rules.CONFIRMATION, rules.PROFESSIONAL): _lt("New appointment: {date} at {time}, {client}"),
    (rules.REMINDER, rules.PROFESSIONAL): _lt("Reminder: {date} at {time}, {client}"),
    (rules.MODIFICATION, rules.PROFESSIONAL): _lt("Appointment changed: {date} at {time}, {client}"),
    (rules.CANCELLATION, rules.PROFESSIONAL): _lt("Appointment cancelled: {date} at {time}, {client}"),
    (rules.NO_SHOW, rules.PROFESSIONAL): _lt("Did not come: {date} at {time}, {client}"),
    (rules.DONE, rules.PROFESSIONAL): _lt("Visit done: {date} at {time}, {client}"),
}

#: The e-mail itself shows when, what and where in a box of its own: its text only says why it comes.
EMAIL_TEXTS = {
    (rules.CONFIRMATION, rules.CLIENT): _lt(
        "Your appointment at {establishment} is confirmed. We look forward to seeing you."
    ),
    (rules.REMINDER, rules.CLIENT): _lt(
        "This is a reminder of your appointment at {establishment}. If you cannot come, please move or cancel it: "
        "somebody else may be glad of the time."
    ),
    (rules.MODIFICATION, rules.CLIENT): _lt(
        "Your appointment at {establishment} has changed. This is how it stands now."
    ),
    (rules.CANCELLATION, rules.CLIENT): _lt(
        "Your appointment at {establishment} is cancelled. You can choose another time whenever you like."
    ),
    (rules.NO_SHOW, rules.CLIENT): _lt(
        "We were expecting you at {establishment} and did not see you. If something came up, please choose another time."
    ),
    (rules.DONE, rules.CLIENT): _lt("Thank you for your visit at {establishment}."),
    (rules.CONFIRMATION, rules.PROFESSIONAL): _lt("A new appointment is in your agenda: {client}."),
    (rules.REMINDER, rules.PROFESSIONAL): _lt("This is a reminder of an appointment in your agenda: {client}."),
    (rules.MODIFICATION, rules.PROFESSIONAL): _lt("An appointment in your agenda has changed: {client}."),
    (rules.CANCELLATION, rules.PROFESSIONAL): _lt("An appointment in your agenda is cancelled: {client}."),
    (rules.NO_SHOW, rules.PROFESSIONAL): _lt("Marked as missed in your agenda: {client}."),
    (rules.DONE, rules.PROFESSIONAL): _lt("Marked as done in your agenda: {client}."),
}


class ClicrdvNotificationRule(models.Model):
    """The texts of a rule: those of the establishment, else the standard ones, in the reader's language."""

    _inherit = "clicrdv.notification.rule"

    # === BUSINESS METHODS === #

    def _text(self, channel):
        """The template of a message, in the language of the context.

        :param str channel: sms or email
        :rtype: str
        """
        self.ensure_one()
        own, standard = (self.sms_text, SMS_TEXTS) if channel == rules.SMS else (self.email_text, EMAIL_TEXTS)
        return own if _is_usable(own) else self.env._(standard[self.kind, self.target])

    def _subject(self):
        """The template of the subject of an e-mail, in the language of the context.

        :rtype: str
        """
        self.ensure_one()
        own = self.email_subject
        return own if _is_usable(own) else self.env._(SUBJECTS[self.kind, self.target])

    def _max_parts(self):
        """How many parts an SMS of this rule may have."""
        self.ensure_one()
        return EXTENDED_PARTS if self.sms_extended else 1


def _is_usable(text):
    """Whether an establishment has a text of its own that can be sent: a bad one must not stop all the others."""
    try:
        message_text.check(text or "")
    except message_text.TextError:
        return False
    return True
