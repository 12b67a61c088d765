"""Accounts that clients open for themselves, and what using them leaves."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import (
    Category,
    Column,
    Declaration,
    Fate,
    Numbered,
    Period,
    Purpose,
    Through,
    Value,
    Where,
)

_lt = LazyTranslate(__name__)

CONTACT, FREE_TEXT, TECHNICAL = Category.CONTACT, Category.FREE_TEXT, Category.TECHNICAL

ALL = (
    Declaration(
        "account",
        "res_users",
        _lt("Accounts of clients"),
        Purpose.BOOKING,
        (Through("partner_id"),),
        (
            Column("login", CONTACT, Numbered("erased-")),
            Column("password", TECHNICAL, is_secret=True),
            Column("totp_secret", TECHNICAL, is_secret=True),
            Column("signature", FREE_TEXT),
            Column("out_of_office_message", FREE_TEXT),
            Column("active", TECHNICAL, Value(False)),
        ),
        context=("create_date",),
        only=(Where("share", is_true=True),),
        stays=_lt("A closed account without a name, that old entries lead to."),
    ),
    Declaration(
        "account_login",
        "res_users_log",
        _lt("Last login of accounts"),
        Purpose.HOSTING,
        (Through("create_uid", "account"),),
        (Column("create_date", TECHNICAL),),
        Fate.DELETE,
    ),
    Declaration(
        "account_device",
        "res_device_log",
        _lt("Devices that accounts were used on"),
        Purpose.HOSTING,
        (Through("user_id", "account"),),
        (
            Column("ip_address", TECHNICAL),
            Column("city", TECHNICAL),
            Column("country", TECHNICAL),
            Column("session_identifier", TECHNICAL, is_secret=True),
        ),
        Fate.DELETE,
        context=("browser", "platform", "first_activity", "last_activity"),
        period=Period("log", "last_activity"),
    ),
    Declaration(
        "account_key",
        "res_users_apikeys",
        _lt("Keys of accounts"),
        Purpose.HOSTING,
        (Through("user_id", "account"),),
        (Column("name", TECHNICAL), Column("key", TECHNICAL, is_secret=True)),
        Fate.DELETE,
    ),
    Declaration(
        "account_passkey",
        "auth_passkey_key",
        _lt("Passkeys of accounts"),
        Purpose.HOSTING,
        (Through("create_uid", "account"),),
        (Column("name", TECHNICAL), Column("credential_identifier", TECHNICAL, is_secret=True)),
        Fate.DELETE,
    ),
)
