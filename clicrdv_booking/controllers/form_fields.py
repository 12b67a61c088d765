"""The fields of the contact form as the template shows them, and as the browser sends them."""

from odoo.http import request

from ..exceptions import InvalidParameter
from . import common, params

ANSWER = "answer_"
# fields that other addons add to the form and read themselves
EXTRA = "extra_"
CONSENT = "consent_"
# what the establishment must ask for to remind by each channel, see the template of the form
CHANNELS = {"email": "booking_ask_email", "sms": "booking_ask_phone"}


def known(user):
    """What is known of a signed-in client before he types anything.

    :param user: portal user, or None
    """
    blank = dict.fromkeys(common.CONTACT_FIELDS, "") | {
        "answers": {},
        "extras": {},
        # reminders are on unless the client says no (clicrdv.md § 2.9)
        "consents": dict.fromkeys(CHANNELS, True),
    }
    if not user:
        return blank
    partner = user.partner_id
    firstname, _space, lastname = (partner.name or "").partition(" ")
    return blank | {
        "firstname": firstname,
        "lastname": lastname,
        "email": partner.email or user.login or "",
        "phone": partner.phone or "",
    }


def typed(company, form):
    """The contact details from a form of this establishment.

    :raises InvalidParameter: a value that no person types
    """
    names = [name for name in form if name.startswith((ANSWER, EXTRA))]
    if len(names) > common.MAX_ANSWERS:
        raise InvalidParameter(request.env)
    answers, extras = (
        {
            params.text(name.removeprefix(prefix), params.CODE_LENGTH): params.text(form[name], common.LONGEST)
            for name in names
            if name.startswith(prefix)
        }
        for prefix in (ANSWER, EXTRA)
    )
    return {
        **{name: params.text(form.get(name), common.LONGEST) for name in common.CONTACT_FIELDS},
        "answers": answers,
        "extras": extras,
        # browsers leave out an unticked box: that is a no, unless the form has no such box
        "consents": {
            channel: company[asked] == "no" or form.get(CONSENT + channel) == "1" for channel, asked in CHANNELS.items()
        },
    }


def fields(company, values, errors):
    """The fields that the establishment asks for, in their order.

    :param dict values: what was typed
    :param dict errors: {name: (code, sentence)}
    :return: list of dict
    """
    env = request.env
    purpose, asked = company.booking_ask_purpose or "", company._booking_asked()
    shown = [
        _field("lastname", env._("Last name"), "required", autocomplete="family-name"),
        _field("firstname", env._("First name"), "required", autocomplete="given-name"),
        _field("email", env._("E-mail"), asked["email"], "email", autocomplete="email"),
        _field(
            "phone",
            env._("Phone"),
            asked["phone"],
            "tel",
            autocomplete="tel",
            help=env._("Example: 06 39 98 12 34"),
        ),
        _field("comment", env._("Comment for the establishment"), asked["comment"], "text", help=purpose),
    ]
    return [
        field | {"value": values[field["name"]], "error": errors.get(field["name"], ("", ""))[1]}
        for field in shown
        if field["need"] != "no"
    ]


def _field(name, label, need, kind="char", autocomplete="off", help=""):
    return {
        "name": name,
        "label": label,
        "need": need,
        "required": need == "required",
        "kind": kind,
        "autocomplete": autocomplete,
        "help": help,
    }


def questions(company, values, errors):
    """The establishment's own questions, each with its purpose (BKG-16)."""
    return [
        {
            "name": ANSWER + question.code,
            "label": question.name,
            "required": question.required,
            "kind": question.kind,
            "choices": question._choices(),
            "help": question.purpose,
            "autocomplete": "off",
            "value": values["answers"].get(question.code) or "",
            "error": errors.get(f"answers.{question.code}", ("", ""))[1],
        }
        for question in company._booking_questions()
    ]
