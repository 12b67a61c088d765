"""The words by which somebody answers to an SMS that he wants no more of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 60

#: Whole answers, without accents and punctuation. Words that may well be meant for the appointment (annuler, cancel, non,
#: fin) are none: whoever cancels a visit has not asked for silence.
_WORDS: Final = re.compile(
    r"stop(?: ?(?:sms|pub|all|tout|(?:(?:au|to) )?[0-9]{1,12}))?"
    r"|arret(?:er|ez)?(?: sms)?"
    r"|(?:(?:me|se) )?des(?:abonner|inscrire)|desabonnement|desinscription"
    r"|unsubscribe|opt ?out"
)
_POLITE: Final = re.compile(r" (?:merci|svp|s il vous plait|please|thanks)$")


def is_opt_out(text: str) -> bool:
    """Tell whether the whole text of an SMS asks for no more SMS, whatever its case, accents and punctuation.

    >>> [is_opt_out(text) for text in ("STOP", " Arrêt. ", "stop 36111", "« Stop SMS »", "Stop, merci !")]
    [True, True, True, True, True]
    >>> [is_opt_out(text) for text in ("", "Ne stoppez pas", "stop ou encore ?", "Annuler", "non")]
    [False, False, False, False, False]
    """
    if len(text) > _LONGEST:
        return False
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = " ".join(re.findall("[a-z0-9]+", plain))
    return bool(_WORDS.fullmatch(_POLITE.sub("", words)))
