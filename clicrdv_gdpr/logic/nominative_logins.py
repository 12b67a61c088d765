"""Logins that are nobody's: each account that reads client data is of one person (sub-annex C.4; GDP-72)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Functions and machines. At the beginning of a login they make it generic whatever follows: `accueil.lyon`.
FUNCTIONS: Final = frozenset(
    {
        "accueil", "admin", "administrateur", "administration", "administrator", "agence", "atelier", "boutique", "bureau",
        "cabinet", "caisse", "clinique", "commercial", "compta", "comptabilite", "compte", "contact", "contacts",
        "courrier", "direction", "equipe", "facturation", "gerance", "hello", "hotline", "info", "infos", "informatique",
        "institut", "logiciel", "magasin", "mail", "newsletter", "noreply", "office", "ordinateur", "ordi", "poste",
        "postmaster", "reception", "receptionist", "remplacant", "remplacante", "reservation", "reservations", "salon",
        "sav", "secretaire", "secretariat", "service", "stagiaire", "standard", "support", "tablette", "team", "vente",
        "ventes", "webmaster",
    }
)  # fmt: skip
#: Generic when nothing else stands beside them.
ALONE: Final = FUNCTIONS | frozenset(
    {
        "all", "assistant", "client", "clients", "demo", "demonstration", "directeur", "directrice", "employe", "employee",
        "general", "gerant", "guest", "invite", "nobody", "odoo", "rdv", "root", "staff", "superuser", "system", "test",
        "tests", "tout", "toto", "tous", "user", "utilisateur", "visiteur",
    }
)  # fmt: skip
#: Between the parts of a login.
SEPARATORS: Final = re.compile(r"[\W\d_]+")


def is_generic(login: str) -> bool:
    """Tell whether a login names a function, a machine or everybody instead of one person.

    Only the part before the @ counts; case, accents, digits and signs do not.

    >>> [is_generic(login) for login in ("admin", "Accueil2", "contact@example.com", "réception.lyon", "test")]
    [True, True, True, True, True]
    >>> [is_generic(login) for login in ("marie.dupont", "zoe", "m.contact@example.com", "info.rmatique", "testard", "")]
    [False, False, False, True, False, False]
    """
    words = _words(login.partition("@")[0])
    if not words:
        return False
    return "".join(words) in ALONE or words[0] in FUNCTIONS or all(word in ALONE for word in words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in SEPARATORS.split(plain) if word]
