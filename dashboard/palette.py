"""The colours, for a light and a dark screen, told apart by colour-blind eyes as well."""

from __future__ import annotations

from typing import Final

from service.map_layer import MapLayer

THEMES: Final = ("light", "dark")

# From little to much: lightness alone tells the order; yellow-green to navy, turned round where
# the ground is dark.
_RAMP: Final = {
    "light": ("#eef5c4", "#a9dbb8", "#4fb3bf", "#2a7fb0", "#253a8c"),
    "dark": ("#23406e", "#2a7fb0", "#4fb3bf", "#a9dbb8", "#f3f7c9"),
}
ZERO: Final = {"light": "#f4f4ef", "dark": "#2b2f36"}
NOTHING: Final = {"light": "#c9c9c9", "dark": "#4a4d52"}

# Okabe and Ito's seven colours, then five chosen so that the least CIELAB distance of any pair,
# for ordinary, protan, deutan and tritan sight, stays as large as it is among the seven.
AREAS: Final = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#f0e442",
    "#0072b2",
    "#d55e00",
    "#cc79a7",
    "#0f0f89",
    "#bef4a3",
    "#673155",
    "#8c30e8",
    "#762222",
)

# Symbols of cases; shape tells the state as well.
SYMBOLS: Final = {
    "light": {"overdue": "#c8401c", "open": "#1f6fb2", "done": "#7d7d7d", "edge": "#ffffff"},
    "dark": {"overdue": "#ff8a5c", "open": "#7cc4ff", "done": "#a0a0a0", "edge": "#101418"},
}
# Households by what became of visits; a shape for each tells the state as well.  Chosen so that the
# least CIELAB distance of any two, for all four kinds of sight, is 22 or more.
VISIT_STATES: Final = {
    "light": {
        "met": "#0b5d3f",
        "declined": "#6a2c91",
        "not_home": "#3d8fd1",
        "to_do": "#e66100",
        "edge": "#ffffff",
    },
    "dark": {
        "met": "#d6f5c0",
        "declined": "#a05cd6",
        "not_home": "#8ac8ff",
        "to_do": "#ffa94d",
        "edge": "#101418",
    },
}
# What households are drawn with: neutral, so that it changes no colour of the figures.
INK: Final = {"light": (38, 44, 56), "dark": (236, 240, 246)}

# From less to more around "the same", and from cold to hot around "not apart from chance": blue
# and orange are told apart by every kind of sight.
_DIVERGING: Final = {
    "light": ("#1f5a96", "#5f9bcc", "#b5d3ea", "#f0efe9", "#f7cfa3", "#e38b3d", "#a94a0c"),
    "dark": ("#8cc8ff", "#4c8cc4", "#2a4f75", "#34373c", "#7a4a1e", "#c87a2f", "#ffb366"),
}
_SPOTS: Final = {
    "light": ("#1f5a96", "#8bb9dd", "#ecebe5", "#f2a65a", "#b2341b"),
    "dark": ("#8cc8ff", "#3a6c9c", "#34373c", "#b8662a", "#ff8a5c"),
}

Colour = tuple[int, int, int]
# land, water, green, building, road, road_edge
BASE: Final[dict[str, tuple[Colour, ...]]] = {
    "light": (
        (240, 240, 237),
        (186, 208, 222),
        (209, 224, 200),
        (222, 219, 213),
        (255, 255, 255),
        (205, 205, 203),
    ),
    "dark": (
        (29, 32, 37),
        (32, 52, 70),
        (35, 50, 40),
        (46, 49, 55),
        (66, 71, 79),
        (22, 24, 28),
    ),
}


def ramp(classes: int, theme: str) -> list[str]:
    """Return a colour per class of figures above zero, from little to much.

    Parameters
    ----------
    classes
        0 to 5.
    theme
        ``light`` or ``dark``.
    """
    colours = _RAMP[theme]
    if classes <= 1:
        return [colours[2]] * classes
    last = len(colours) - 1
    return [colours[round(number * last / (classes - 1))] for number in range(classes)]


def class_colours(lows: tuple[float, ...], theme: str) -> list[str]:
    """Return a colour per class, a pale one where the class is nothing but zero."""
    has_zero = bool(lows) and lows[0] <= 0
    return [ZERO[theme]] * has_zero + ramp(len(lows) - has_zero, theme)


def layer_colours(layer: MapLayer, theme: str) -> list[str]:
    """Return a colour per class of a layer.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    """
    if layer.palette == "ramp":
        return class_colours(tuple(one.low for one in layer.classes), theme)
    tones = (_DIVERGING if layer.palette == "diverging" else _SPOTS)[theme]
    middle = len(tones) // 2
    return [tones[middle + max(-middle, min(middle, one.tone))] for one in layer.classes]
