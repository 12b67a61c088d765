"""Discussions about clients, the mails that come of them, and the old values that Odoo notes."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import (
    Category,
    Column,
    Declaration,
    Fate,
    Mention,
    Purpose,
    Record,
    Relation,
    Through,
    Value,
    Where,
)

_lt = LazyTranslate(__name__)

IDENTITY, CONTACT, FREE_TEXT, TECHNICAL = Category.IDENTITY, Category.CONTACT, Category.FREE_TEXT, Category.TECHNICAL

#: Models whose discussions are part of the books.
BOOKS = ("account.move", "account.payment", "account.bank.statement.line")


def of_records(model_column="res_model"):
    """Links of what hangs on a client file, on its contacts, its appointments, its requests or its entries in stop lists."""
    pairs = (
        ("res.partner", "client_file"),
        ("res.partner", "client_file_contact"),
        ("calendar.event", "appointment"),
        ("clicrdv.message", "message"),
        ("phone.blacklist", "phone_blacklist"),
        ("mail.blacklist", "mail_blacklist"),
        ("clicrdv.privacy.request", "privacy_request"),
    )
    return tuple(Record(model, of, model_column) for model, of in pairs)


BODY = (
    Column("body", FREE_TEXT, Value("")),
    Column("subject", FREE_TEXT),
    Column("email_from", CONTACT),
    Column("reply_to", CONTACT),
    Column("incoming_email_to", CONTACT),
    Column("incoming_email_cc", CONTACT),
    Column("outgoing_email_to", CONTACT),
    Column("message_id", TECHNICAL),
)

ALL = (
    Declaration(
        "chatter",
        "mail_message",
        _lt("Discussions about clients and appointments"),
        Purpose.BOOKING,
        of_records("model"),
        BODY,
        Fate.DELETE,
        context=("date", "message_type", "model"),
    ),
    Declaration(
        "chatter_written",
        "mail_message",
        _lt("What clients wrote elsewhere"),
        Purpose.BOOKING,
        (Through("author_id"), Mention(("email_from", "reply_to"))),
        (*BODY, Column("author_id", IDENTITY)),
        context=("date", "message_type", "model"),
        only=(Where("model", none_of=BOOKS),),
        stays=_lt("That something was written, without words or name."),
    ),
    Declaration(
        "chatter_tracking",
        "mail_tracking_value",
        _lt("Old values that Odoo noted"),
        Purpose.BOOKING,
        (
            Through("mail_message_id", "chatter"),
            Through("mail_message_id", "chatter_written"),
            Mention(("old_value_char", "new_value_char", "old_value_text", "new_value_text")),
        ),
        (
            Column("old_value_char", FREE_TEXT),
            Column("new_value_char", FREE_TEXT),
            Column("old_value_text", FREE_TEXT),
            Column("new_value_text", FREE_TEXT),
        ),
        Fate.DELETE,
        context=("create_date",),
    ),
    Declaration(
        "mail",
        "mail_mail",
        _lt("E-mails in the queue"),
        Purpose.MESSAGES,
        (
            Through("mail_message_id", "chatter"),
            Through("mail_message_id", "chatter_written"),
            Through("clicrdv_message_id", "message"),
            Relation("mail_mail_res_partner_rel", "mail_mail_id", "res_partner_id"),
            Mention(("email_to", "email_cc")),
        ),
        (
            Column("body_html", FREE_TEXT),
            Column("email_to", CONTACT),
            Column("email_cc", CONTACT),
            Column("headers", TECHNICAL, is_secret=True),
            Column("references", TECHNICAL),
            Column("failure_reason", TECHNICAL),
        ),
        Fate.DELETE,
        context=("create_date", "state"),
    ),
    Declaration(
        "mail_text",
        "mail_message",
        _lt("Texts of e-mails in the queue"),
        Purpose.MESSAGES,
        (Relation("mail_mail", "mail_message_id", "id", "mail"),),
        BODY,
        Fate.DELETE,
        context=("date", "message_type"),
        only=(Where("model", none_of=BOOKS),),
    ),
    Declaration(
        "notification",
        "mail_notification",
        _lt("Who was notified"),
        Purpose.MESSAGES,
        (
            Through("res_partner_id"),
            Through("author_id"),
            Through("mail_message_id", "chatter"),
            Through("mail_message_id", "mail_text"),
        ),
        (Column("mail_email_address", CONTACT), Column("sms_number", CONTACT), Column("failure_reason", TECHNICAL)),
        Fate.DELETE,
        context=("notification_type", "notification_status", "read_date"),
    ),
    Declaration(
        "message_recipient",
        "mail_message_res_partner_rel",
        _lt("Recipients of discussions"),
        Purpose.MESSAGES,
        (Through("res_partner_id"),),
        (Column("mail_message_id", TECHNICAL),),
        Fate.DELETE,
        row="res_partner_id",
    ),
    Declaration(
        "message_starred",
        "mail_message_res_partner_starred_rel",
        _lt("Messages that the person has marked"),
        Purpose.MESSAGES,
        (Through("res_partner_id"),),
        (Column("mail_message_id", TECHNICAL),),
        Fate.DELETE,
        row="res_partner_id",
    ),
    Declaration(
        "message_reaction",
        "mail_message_reaction",
        _lt("Reactions to messages"),
        Purpose.MESSAGES,
        (Through("partner_id"),),
        (Column("content", FREE_TEXT),),
        Fate.DELETE,
    ),
    Declaration(
        "mail_recipient",
        "mail_mail_res_partner_rel",
        _lt("Recipients of e-mails"),
        Purpose.MESSAGES,
        (Through("res_partner_id"),),
        (Column("mail_mail_id", TECHNICAL),),
        Fate.DELETE,
        row="res_partner_id",
    ),
    Declaration(
        "scheduled_message",
        "mail_scheduled_message",
        _lt("Messages to be sent later"),
        Purpose.MESSAGES,
        (*of_records("model"), Through("author_id")),
        (Column("body", FREE_TEXT), Column("subject", FREE_TEXT), Column("send_context", TECHNICAL)),
        Fate.DELETE,
        context=("scheduled_date",),
    ),
    Declaration(
        "scheduled_recipient",
        "mail_scheduled_message_res_partner_rel",
        _lt("Recipients of messages to be sent later"),
        Purpose.MESSAGES,
        (Through("res_partner_id"),),
        (Column("mail_scheduled_message_id", TECHNICAL),),
        Fate.DELETE,
        row="res_partner_id",
    ),
    Declaration(
        "follower",
        "mail_followers",
        _lt("Subscriptions to discussions"),
        Purpose.MESSAGES,
        (Through("partner_id"), *of_records()),
        (Column("partner_id", IDENTITY),),
        Fate.DELETE,
        context=("res_model",),
    ),
    Declaration(
        "activity",
        "mail_activity",
        _lt("Tasks of the staff about clients"),
        Purpose.BOOKING,
        (*of_records(), Through("calendar_event_id", "appointment")),
        (
            Column("summary", FREE_TEXT),
            Column("note", FREE_TEXT),
            Column("feedback", FREE_TEXT),
            Column("res_name", IDENTITY),
        ),
        Fate.DELETE,
        context=("date_deadline", "res_model"),
    ),
    Declaration(
        "rating",
        "rating_rating",
        _lt("Ratings"),
        Purpose.BOOKING,
        (Through("partner_id"), *of_records()),
        (
            Column("feedback", FREE_TEXT),
            Column("res_name", IDENTITY),
            Column("access_token", TECHNICAL, is_secret=True),
            Column("partner_id", IDENTITY),
        ),
        context=("rating", "create_date"),
        stays=_lt("The mark, without its author."),
    ),
)
