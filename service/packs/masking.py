"""Contacts and identity numbers in people's texts are masked in every file, also for the meeting.

What they look like is `casework.masking`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

from casework.masking import masked_text
from service.packs.deck import Deck
from service.packs.deck_texts import with_texts


def masked(deck: Deck) -> tuple[Deck, int]:
    """Return a deck without contacts in any of its texts, and how many were masked.

    The Chinese and the English of one text are counted once.
    """
    return with_texts(deck, masked_text)


def masked_pictures(pictures: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return pictures (SVG by hash) without contacts in the texts they show, and how many.

    They keep the hashes they are known by.
    """
    found: dict[str, str] = {}
    count = 0
    for mark, svg in pictures.items():
        masks = [masked_text(unescape(text)) for text in _TEXT.findall(svg)]
        count += sum(n for _text, n in masks)
        found[mark] = _TEXT.sub(_told_again, svg) if any(n for _text, n in masks) else svg
    return found, count


_TEXT: Final = re.compile(r"(?<=>)[^<>]+(?=<)")


def _told_again(found: re.Match[str]) -> str:
    text, n = masked_text(unescape(found.group()))
    return escape(text, quote=False) if n else found.group()
