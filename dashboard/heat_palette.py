"""The colours of the heat surface: not those of the grids, so that both can lie on one map."""

from __future__ import annotations

from typing import Final

from dashboard.palette import NOTHING

# From little to much; lightness alone tells the order, and yellow to red to violet keeps apart
# from the blue and green of the grids.  Darker is more on a light ground, lighter on a dark one.
HEAT: Final = {
    "light": ("#fbd87a", "#f7a440", "#e8642f", "#bf2c4a", "#6d1257"),
    "dark": ("#54306f", "#97386f", "#d9574f", "#f79a3e", "#fff0a0"),
}
# How much of the map each class covers: the weakest lets streets be read.
_COVER: Final = (120, 150, 175, 195, 210)
_TOO_FEW_COVER: Final = 130

Ink = tuple[int, int, int, int]


def heat_inks(theme: str) -> tuple[tuple[Ink, ...], Ink]:
    """Return red, green, blue and cover (0 to 255) of each class, and of too few households."""
    classes = tuple(_ink(colour, cover) for colour, cover in zip(HEAT[theme], _COVER, strict=True))
    return classes, _ink(NOTHING[theme], _TOO_FEW_COVER)


def css(ink: Ink) -> str:
    """Return a colour with its cover as CSS has it."""
    red, green, blue, cover = ink
    return f"rgba({red}, {green}, {blue}, {cover / 255:.2f})"


def _ink(colour: str, cover: int) -> Ink:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue, cover
