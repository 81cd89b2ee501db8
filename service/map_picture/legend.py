"""The lines beside the map of a picture: classes with units and numbers, then notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence
from service.heat.legend import HeatLegend
from service.heat.tiles import Colour, HeatColours
from service.language import say
from service.map_layer import LayerClass, MapLayer

#: What grids without a figure and hidden ones are filled with; defined by the sheet.
NOTHING_FILL: Final = "url(#nothing)"
HIDDEN_FILL: Final = "url(#hidden)"


@dataclass(frozen=True)
class Line:
    """One line of the legend: a heading with its unit, a class with its colour, or a note."""

    said: str
    fill: str | None = None
    cover: float = 1.0
    at_end: str = ""
    is_heading: bool = False


def layer_lines(
    layer: MapLayer, colours: list[str], hidden: NDArray[np.bool_], language: str
) -> list[Line]:
    """Return heading and classes of a layer, each with how many grids are in it."""
    unit = say(layer.unit, language) if layer.unit else ""
    lines = [Line(say(layer.title, language), at_end=unit, is_heading=True)]
    for one, colour in zip(layer.classes, colours, strict=True):
        if one.grids:
            lines.append(
                Line(_class_text(one, layer, language), colour, 1, _grids(one.grids, language))
            )
    seen = layer.inside & ~hidden
    nothing = int((seen & (layer.of < 0)).sum())
    if nothing:
        lines.append(Line(say(layer.none, language), NOTHING_FILL, 1, _grids(nothing, language)))
    if hidden.any():
        said = say("Hidden: small numbers", language)
        lines.append(Line(said, HIDDEN_FILL, 1, _grids(int(hidden.sum()), language)))
    return lines


def heat_lines(legend: HeatLegend, colours: HeatColours, language: str) -> list[Line]:
    """Return heading and classes of a heat surface."""
    lines = [Line(say(legend.title, language), at_end=say(legend.unit, language), is_heading=True)]
    inks = colours.classes[len(colours.classes) - len(legend.classes) :]
    for one, ink in zip(legend.classes, inks, strict=True):
        low = f"{one.low:,g}"
        said = f"≥ {low}" if one.high is None else f"{low} – {one.high:,g}"
        lines.append(_inked(said, ink))
    if not legend.classes:
        lines.append(Line(say("Nothing to draw.", language)))
    elif legend.too_few:
        lines.append(_inked(say(legend.too_few, language), colours.too_few))
    return lines


def totals_line(layer: MapLayer) -> Sentence | None:
    """Return grids and households of the layer as a sentence, where it counts them."""
    totals = layer.totals
    if not {"grids", "households"} <= set(totals):
        return None
    said = {name: f"{totals[name]:,}" for name in ("grids", "households")}
    return Sentence("{grids} grids, {households} households.", **said)


def _inked(said: str, ink: Colour) -> Line:
    red, green, blue, cover = ink
    return Line(said, f"#{red:02x}{green:02x}{blue:02x}", cover / 255)


def _class_text(one: LayerClass, layer: MapLayer, language: str) -> str:
    if one.label:
        return say(one.label, language)
    low, high = f"{one.low:,.{layer.digits}f}", f"{one.high:,.{layer.digits}f}"
    return low if low == high else f"{low} – {high}"


def _grids(number: int, language: str) -> str:
    return say("{n} grids", language, n=f"{number:,}")
