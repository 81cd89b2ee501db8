"""What an entry is about, in words."""

from __future__ import annotations

from typing import Final

from casework.access import ACTION_TERMS
from casework.sentence import Term
from service.access_log.act_words import ACT_TERMS
from service.access_log.file_words import FILE_TERMS

_FILES: Final = {f"file.{kind}": term for kind, term in FILE_TERMS.items()}
_ACTIONS: Final = {str(action): term for action, term in ACTION_TERMS.items()}
# By the name an entry has: acts and lists, files, and what was refused.
TERMS: Final[dict[str, Term]] = {**ACT_TERMS, **_FILES, **_ACTIONS}


def act_term(act: str) -> Term | str:
    """Return what an act, list, file or action is called; its own name where it has no word."""
    return TERMS.get(act, act)
