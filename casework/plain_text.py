"""Texts as people type and paste them: without signs nobody sees, and names compared as read."""

from __future__ import annotations

import unicodedata
from typing import Final

# Written apart from the text itself: overrides of the direction, which show another text than is
# kept.  Marks that only join or part letters are left, other scripts need them.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT: Final = frozenset("\n\t")
# No characters at all: XML, and so every workbook and presentation, refuses them.
_NONE: Final = frozenset("\ufffe\uffff")
# Stands where words were erased on request, whatever language they were in.
ERASED: Final = "[已删除 · erased]"


def seen_text(text: str) -> str:
    """Return the text without control characters, halves of characters and turns of direction.

    Line ends and tabs stay.  What is taken away cannot be stored everywhere (NUL in PostgreSQL),
    cannot be written as UTF-8 or into a workbook, or lets a reader see another text than the one
    that is kept.
    """
    if text.isprintable() and not _TURNING & set(text):
        return text
    return "".join(sign for sign in text if not _is_unseen(sign))


def one_line(text: str) -> str:
    """Return a word as it is kept and compared: form NFC, single plain blanks, none around it."""
    return " ".join(unicodedata.normalize("NFC", seen_text(text)).split())


def is_blank(text: str) -> bool:
    """Return True when nothing of the text can be seen: blanks, and marks without a width."""
    return all(sign.isspace() or unicodedata.category(sign)[0] == "C" for sign in text)


def is_same_name(one: str, other: str) -> bool:
    """Return True when both are read as one name, however wide, large or spaced they are typed."""
    return _as_read(one) == _as_read(other)


def _is_unseen(sign: str) -> bool:
    if sign in _TURNING or sign in _NONE:
        return True
    return unicodedata.category(sign) in ("Cc", "Cs") and sign not in _KEPT


def _as_read(name: str) -> str:
    wide = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in wide if not is_blank(sign)).casefold()
