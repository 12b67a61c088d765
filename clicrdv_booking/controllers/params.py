"""What visitors send, read into plain values or refused with a sentence."""

import re
from datetime import date

from odoo.http import request

from ..exceptions import InvalidParameter, NotFound, UnknownAgenda
from ..logic.iso import minute_of
from ..logic.slug import is_slug

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
CHANNEL = re.compile(r"[a-z0-9_-]{1,32}")
CODE_LENGTH = 80
MAX_SERVICES = 20
MAX_ID = 2**31 - 1
# PostgreSQL keeps no NUL; the other control characters never come from a form
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def text(value, limit):
    """A line or more of text without spaces around it.

    :param value: what came in; nothing at all is an empty text
    :param int limit: characters accepted
    :raises InvalidParameter: not a text, too long, or with characters that no keyboard writes
    """
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit or CONTROL.search(value) or SURROGATE.search(value):
        raise InvalidParameter(request.env)
    return value.strip()


def slug(value):
    """The address of an establishment, or a 404 without asking the database."""
    if not is_slug(value):
        raise NotFound(request.env)
    return value


def token(value):
    """A token in the form of ours, or a 404 without asking the database."""
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise NotFound(request.env)
    return value


def channel(value):
    """A channel code; anything else is dropped, never refused: links are copied by people."""
    return value if isinstance(value, str) and CHANNEL.fullmatch(value) else ""


def codes(values):
    """Codes of services, each once, in the order given."""
    if not isinstance(values, list) or len(values) > MAX_SERVICES:
        raise InvalidParameter(request.env)
    return list(dict.fromkeys(filter(None, (text(value, CODE_LENGTH) for value in values))))


def agenda(value):
    """The id of an agenda, None for "no preference".

    :raises InvalidParameter: not an id
    :raises UnknownAgenda: an id that no record can have
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise InvalidParameter(request.env)
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,18}", value):
            raise InvalidParameter(request.env)
        value = int(value)
    if not 0 < value <= MAX_ID:
        raise UnknownAgenda(request.env)
    return value


def day(value):
    """A date written YYYY-MM-DD, None when there is none."""
    value = text(value, 10)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise InvalidParameter(request.env)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidParameter(request.env) from error


def number(value, default, lowest, highest):
    """A whole number between two bounds."""
    if value is None or value == "":
        return default
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
        raise InvalidParameter(request.env)
    return int(value)


def start(value):
    """A moment written in ISO 8601 with its offset, as the minute since the epoch.

    :raises InvalidParameter: not such a moment, or not on a whole minute
    """
    value = text(value, 40)
    try:
        return minute_of(value)
    except ValueError as error:
        raise InvalidParameter(request.env) from error
