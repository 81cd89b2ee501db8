"""How an account may be called: readable, and told apart from every other by its look."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from casework.plain_text import one_line
from service.actor_words import ACTOR_TERMS
from service.errors import ServiceError

MOST: Final = 40
# Latin letters, digits, Han characters, and what stands between parts of a name.  One script of
# letters only: a Cyrillic "а" looks like a Latin one.
_ALLOWED: Final = r"A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f·._-"
_SIGNS: Final = re.compile(f"[{_ALLOWED}]+")
OTHER_SIGNS: Final = re.compile(f"[^{_ALLOWED}]+")
_RESERVED: Final = frozenset(name.casefold() for name in ACTOR_TERMS)


def name_key(name: str) -> str:
    """Return a name as it is compared: form NFKC, folded, without blanks around it."""
    return unicodedata.normalize("NFKC", one_line(name)).casefold()


def account_name(text: str) -> str:
    """Return a name as it is kept.

    Raises
    ------
    ServiceError
        When it is too short or too long, has other signs, or is the program's own.
    """
    name = unicodedata.normalize("NFKC", one_line(text))
    if not 2 <= len(name) <= MOST or not _SIGNS.fullmatch(name):
        raise ServiceError(
            "{name} cannot be the name of an account: use 2 to {most} Latin letters, digits,"
            " Chinese characters, dots, dashes or underscores.",
            name=name[: MOST + 1] or "-",
            most=MOST,
        )
    if name.casefold() in _RESERVED:
        raise ServiceError(
            "{name} is a name of the program itself in records of who did what: choose another.",
            name=name,
        )
    return name
