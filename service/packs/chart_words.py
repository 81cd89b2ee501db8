"""Words within a chart: broken into lines that fit, told apart, numbers as they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from casework.plain_text import seen_text
from service.packs.text_width import width_in

# Signs XML does not know.
_UNFIT: Final = re.compile(r"[\ufffe\uffff]")
# A word of Latin letters with the space after it, or one other sign.
_PIECES: Final = re.compile(r"[!-~\u00a0-\u024f]+\s*|\s+|.")


def plain(text: str) -> str:
    """Return a text as one line of signs every picture can hold."""
    return " ".join(_UNFIT.sub("", seen_text(text)).split())


def wrapped(text: str, room_in: float, type_pt: float, most: int = 2) -> list[str]:
    """Return a text as lines no wider than the room; what is beyond the most lines is an ellipsis.

    A word that is wider than the room is broken.
    """
    lines = [""]
    for piece in _pieces(plain(text), room_in, type_pt):
        if lines[-1] and width_in((lines[-1] + piece).rstrip(), type_pt) > room_in:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    rest = "".join(lines[most - 1 :])
    kept = lines if len(lines) <= most else [*lines[: most - 1], shortened(rest, room_in, type_pt)]
    return [line.rstrip() for line in kept]


def _pieces(text: str, room_in: float, type_pt: float) -> list[str]:
    found: list[str] = []
    for piece in _PIECES.findall(text):
        found += [piece] if width_in(piece.rstrip(), type_pt) <= room_in else list(piece)
    return found


def shortened(text: str, room_in: float, type_pt: float) -> str:
    """Return a text in one line; where it is wider than the room, its middle is an ellipsis.

    Names of units begin alike as often as they end alike.
    """
    whole = plain(text)
    if width_in(whole, type_pt) <= room_in:
        return whole
    # The ellipsis is as wide as a Chinese sign in some typefaces.
    left, start, end = room_in - type_pt / 72, "", ""
    while len(start) + len(end) < len(whole):
        ahead = len(start) <= len(end)
        sign = whole[len(start)] if ahead else whole[-len(end) - 1]
        if width_in(start + sign + end, type_pt) > left:
            break
        start, end = (start + sign, end) if ahead else (start, sign + end)
    return f"{start.rstrip()}…{end.lstrip()}"


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, those that stand there before with a number."""
    found: list[str] = []
    for name in names:
        told, count = name, 1
        while told in found:
            count += 1
            told = f"{name} ({count})"
        found.append(told)
    return found


def number_text(value: float | None, *, as_percent: bool) -> str:
    """Return a number of a chart as it is read: 1,208 - 3.46 - 92.3 %; nothing for None."""
    if value is None:
        return ""
    if as_percent:
        return f"{value * 100:.1f} %"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def ink_on(ground: str) -> str:
    """Return black or white, whichever is read better on a colour (``#rrggbb``).

    Notes
    -----
    Relative luminance and contrast as WCAG 2.2 defines them.
    """
    parts = [int(ground[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"
