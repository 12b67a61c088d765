"""Which addresses personal data may go to: those of TLS, and this machine itself (sub-annex C.3; GDP-68)."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

#: "Seul le protocole TLS est accepté (https, sftp, ftps, etc.)".
SECURE_SCHEMES: Final = frozenset({"https", "sftp", "ftps", "wss", "smtps", "imaps", "ldaps"})


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine itself, so that nothing leaves it.

    >>> is_this_machine("127.0.0.5"), is_this_machine("::1"), is_this_machine("localhost"), is_this_machine("10.0.0.1")
    (True, True, True, False)
    """
    host = host.strip().strip("[]").rstrip(".").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """Tell whether data may be sent to a URL; what cannot be read is not secure.

    >>> is_secure("https://example.com/x"), is_secure("http://127.0.0.1:8080"), is_secure("http://example.com")
    (True, True, False)
    >>> is_secure("ftp://example.com"), is_secure("http://127.0.0.1@example.com"), is_secure("https://")
    (False, False, False)
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host:
        return False
    return parts.scheme.lower() in SECURE_SCHEMES or is_this_machine(host)


def names_a_server(text: str) -> bool:
    """Tell whether a setting is the address of a server: a scheme and two slashes.

    >>> names_a_server("ftp://example.com"), names_a_server("https://x"), names_a_server("a:b"), names_a_server("True")
    (True, True, False, False)
    """
    scheme, found, rest = text.strip().partition("://")
    return bool(found and rest) and scheme.isascii() and scheme.replace("+", "").isalnum()
