"""Pieces of an SVG: escaped text, lines that fit, numbers without noise."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

# What XML 1.0 does not hold at all, not even escaped.
_NO_TEXT: Final = re.compile("[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Never at the beginning of a line.
_CLINGS: Final = frozenset("，。；：、！？）》」』”’,.;:!?)]}%‰")
# A number stays with its unit.
_WORDS: Final = re.compile(
    r"\d[\d.,]* (?:km²|km|m|%)(?![A-Za-z])|[A-Za-z0-9.,:;%()\[\]/<>=+\-–—'\"*]+|\s+|.", re.DOTALL
)


def plain(text: str) -> str:
    """Return text as it stands in an element or an attribute."""
    return escape(_NO_TEXT.sub("\ufffd", text), quote=True)


def number(value: float) -> str:
    """Return a number with at most two digits after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def tag(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; underscores in names become hyphens, values are escaped, None is left out.

    Parameters
    ----------
    content
        Already markup: text goes through `plain` first.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{plain(_said(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def text(said: str, x: float, y: float, size: float, fill: str, **attributes: object) -> str:
    """Return a line of text with its foot at y."""
    return tag("text", plain(said), x=x, y=y, font_size=size, fill=fill, **attributes)


def width_of(said: str, size: float) -> float:
    """Return about how wide a text is: a Chinese character is as wide as high, a letter 0.56."""
    return sum(size if _is_wide(sign) else size * 0.56 for sign in said)


def lines_of(said: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit; only a word wider than the room is cut."""
    lines, line = [], ""
    for piece in _pieces(said, size, room):
        if line and width_of(line + piece, size) > room and piece[0] not in _CLINGS:
            lines.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(said: str, size: float, room: float) -> list[str]:
    pieces: list[str] = []
    for word in _WORDS.findall(" ".join(said.split())):
        rest = word.lstrip("".join(_CLINGS))
        # what clings to the line before takes no word along with it
        pieces += [word[: len(word) - len(rest)]] if len(rest) < len(word) else []
        most = max(int(room / (size * 0.56)), 1)
        pieces += [rest[at : at + most] for at in range(0, len(rest), most)]
    return pieces


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _said(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
