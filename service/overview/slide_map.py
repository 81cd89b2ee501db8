"""The map of the slide: the grids of the area by what is overdue in them, borders of the parts."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from casework.access import Viewer
from data.store import Store
from service.areas import AreaStep, child_rows
from service.map_choropleth import ChoroplethAsk, choropleth
from service.map_grids import simplified
from service.map_layer import MapLayer
from service.map_view import MapData
from service.overview.glance import Overview
from service.overview.slide_style import NONE_FILL, RAMP
from service.sheet_drawing import M_PER_DEGREE, Plane, outline
from service.sheet_page import Html, Speak, element, joined

_WIDTH: Final = 720
_HEIGHTS: Final = (420, 660)
# More names than these are no help.
_NAMED: Final = 14


def slide_map(viewer: Viewer, store: Store, shown: Overview, on: date, _: Speak) -> Html:
    """Return the map as an SVG with its legend; nothing where there is no grid."""
    grids = MapData.of(store).grids(on)
    steps, part = child_rows(viewer, store, shown.area, on)
    inside = part >= 0 if len(steps) else grids.within(shown.area)
    rows = np.flatnonzero(inside)
    if not len(rows):
        return Html("")
    ask = ChoroplethAsk("overdue_now", shown.period, shown.as_of, shown.area)
    layer = choropleth(viewer, store, ask, shown.as_of)
    west, south, east, north = grids.bounds_of(rows.tolist())
    plane = Plane((west, south, east, north), _WIDTH, _HEIGHTS, 12)
    # About a pixel of the slide, in metres.
    shapes = simplified(grids.frame.iloc[rows], M_PER_DEGREE / plane.scale)
    fills = _fills(layer)[rows]
    drawn = [
        f'<g fill="{colour}">' + outline(shape, plane, "g") + "</g>"
        for shape, colour in zip(shapes, fills.tolist(), strict=True)
    ]
    drawn += _borders(steps, part[rows], shapes, plane)
    said = escape(_("Open and overdue, cases in a grid"))
    svg = Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plane.width} {plane.height}"'
        f' preserveAspectRatio="xMidYMin meet" role="img" aria-label="{said}">'
        + "".join(drawn)
        + "</svg>"
    )
    caption = element("figcaption", _("Open and overdue, cases in a grid"))
    return element("figure", caption, svg, _key(layer))


def _fills(layer: MapLayer) -> NDArray[np.str_]:
    """Return the colour of each grid; a grid without a figure is drawn as one without cases."""
    return np.array([*_colours(layer), NONE_FILL])[layer.of]


def _colours(layer: MapLayer) -> list[str]:
    """Return a colour per class; that of zero has none."""
    above = [one for one in layer.classes if one.high > 0]
    steps = np.linspace(0, len(RAMP) - 1, max(len(above), 1)).round().astype(int)
    tones = iter(RAMP[step] for step in steps.tolist())
    return [next(tones) if one.high > 0 else NONE_FILL for one in layer.classes]


def _borders(
    steps: tuple[AreaStep, ...], part: NDArray[np.int64], shapes: NDArray[np.object_], plane: Plane
) -> list[str]:
    if len(steps) > len(shapes) or not len(steps):
        return []
    joined_shapes = [shapely.union_all(shapes[part == number]) for number in range(len(steps))]
    drawn = [outline(shape, plane, "u") for shape in joined_shapes if not shape.is_empty]
    if len(steps) > _NAMED:
        return drawn
    for step, shape in zip(steps, joined_shapes, strict=True):
        if not shape.is_empty:
            at = shape.representative_point()
            x, y = plane.xy(at.x, at.y)
            drawn.append(f'<text x="{x}" y="{y}">{escape(step.name)}</text>')
    return drawn


def _key(layer: MapLayer) -> Html:
    rows = []
    for one, colour in zip(layer.classes, _colours(layer), strict=True):
        low, high = f"{one.low:.0f}", f"{one.high:.0f}"
        said = low if low == high else f"{low}–{high}"
        swatch = Html(f'<i style="background:{colour}"></i>')
        rows.append(element("span", swatch, said))
    return element("div", joined(rows), kind="key")
