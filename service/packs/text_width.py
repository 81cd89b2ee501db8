"""How wide a text is, near enough to say how many lines it takes in the fonts of an office."""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil
from typing import Final

_POINTS_TO_INCH: Final = 1 / 72
# Widths in parts of the type's size. Measured of Noto Sans CJK SC, sign by sign, and rounded up in
# classes; Chinese signs are as wide as the type is high.
_CLASSES: Final = (
    (0.24, " "),
    (0.30, "',.:;ijlI!|"),
    (0.40, "ft()[]{}-/\\r"),
    (0.53, '"*?szxcvyY'),
    (0.58, "JLFek#$+0123456789<=>^_agVXE~"),
    (0.74, "DGHNOQUKBCRP&"),
    (0.95, "wMW%m@"),
)
_WIDTHS: Final = {sign: width for width, signs in _CLASSES for sign in signs}
_OTHER_LATIN: Final = 0.62
# How much wider bold type is.
BOLD: Final = 1.1
# From here on signs are taken as wide: Chinese, and what stands among it.
_FIRST_WIDE: Final = "\u2000"
# What may not be broken: a word with what is written against it; a Chinese sign stands alone.
_PIECE: Final = re.compile(r"[^\s\u2000-\uffff]+|\s+|[\u2000-\uffff]|[^\s]")
# A quarter of a sign that some programs set between Chinese and letters or digits.
_CHANGE: Final = re.compile(
    r"(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])"
)
_GAP: Final = 0.25
# Other fonts are a little wider, and a mark may not begin a line.
SLACK: Final = 0.96


def width_in(text: str, type_pt: float) -> float:
    """Return how wide a text in one line is, in inches."""
    gaps = len(_CHANGE.findall(text)) * _GAP
    return (sum(map(_em, text)) + gaps) * type_pt * _POINTS_TO_INCH


def longest_word(text: str, type_pt: float) -> float:
    """Return how wide the longest word is that does not break, in inches."""
    words = [one for one in text.split() if max(one) < _FIRST_WIDE]
    return max((width_in(one, type_pt) for one in words), default=0.0)


@lru_cache(maxsize=20_000)
def lines_of(text: str, type_pt: float, room_in: float) -> int:
    """Return how many lines a text takes in a room so wide (inches); at least one.

    Words are kept together, and broken where one alone is wider than the room.
    """
    room = max(room_in * SLACK, 0.1)
    lines, used = 1, 0.0
    for piece in _PIECE.findall(text):
        width = width_in(piece, type_pt)
        if used + width <= room:
            used += width
        elif piece.isspace():
            used = room
        else:
            # A word wider than the room begins a line of its own and fills several.
            rows = max(1, ceil(width / room))
            lines += rows - (0 if used else 1)
            used = width - (rows - 1) * room
    return lines


def _em(sign: str) -> float:
    if sign >= _FIRST_WIDE:
        return 1.0
    return _WIDTHS.get(sign, _OTHER_LATIN)
