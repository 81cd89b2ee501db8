"""A small drawing of where a case lies: its grid, the grids around it, the point."""

from __future__ import annotations

from html import escape
from math import hypot
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from service.sheet_drawing import LEAST_M, M_PER_DEGREE, Plane, outline, scale_bar
from service.sheet_page import Html, Speak

_WIDTH, _HEIGHT, _MARGIN = 370, 270, 16
_HEAD: Final = (
    '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{name}">'
    "<style>.a{{fill:none;stroke:#999;stroke-width:.8}}.g{{fill:#e3e8ee;stroke:#111;"
    "stroke-width:2}}.p{{fill:#c0341d;stroke:#fff;stroke-width:2}}text{{font:13px sans-serif;"
    "paint-order:stroke;stroke:#fff;stroke-width:3px}}.s{{stroke:#111;stroke-width:1.5}}</style>"
)


def place_svg(
    grids: gpd.GeoDataFrame, code: str | None, lon: float | None, lat: float | None, _: Speak
) -> Html | None:
    """Return the drawing, None where there is neither a grid nor a position.

    Parameters
    ----------
    grids
        ``code, name, geometry`` in EPSG:4490.
    """
    own = grids.loc[grids["code"] == code]
    point = None if lon is None or lat is None else (lon, lat)
    if own.empty and point is None:
        return None
    plane = Plane(_bounds(own, point), _WIDTH, (_HEIGHT, _HEIGHT), _MARGIN)
    around = grids[grids.intersects(shapely.box(*plane.view))]
    others = around.loc[around["code"] != code]
    return Html(
        _HEAD.format(w=_WIDTH, h=_HEIGHT, name=escape(_("Where it lies")))
        + "".join(outline(shape, plane, "a") for shape in others.geometry)
        + "".join(outline(shape, plane, "g") for shape in own.geometry)
        + "".join(_label(*one, plane) for one in zip(own["name"], own.geometry, strict=True))
        + (_mark(point, plane) if point else "")
        + scale_bar(plane, 12, 120, _)
        + f'<text x="{_WIDTH - 8}" y="20" text-anchor="end">{escape(_("N"))} ↑</text></svg>'
    )


def _bounds(
    own: gpd.GeoDataFrame, point: tuple[float, float] | None
) -> tuple[float, float, float, float]:
    xs, ys = ([point[0]], [point[1]]) if point else ([], [])
    if not own.empty:
        west, south, east, north = own.total_bounds
        # A case a category sends to a far grid is shown at its grid's size, not the district's.
        if not point or hypot(point[0] - west, point[1] - south) < 3 * hypot(
            east - west, north - south
        ):
            return min([west, *xs]), min([south, *ys]), max([east, *xs]), max([north, *ys])
    around = 2 * LEAST_M / M_PER_DEGREE
    return xs[0] - around, ys[0] - around, xs[0] + around, ys[0] + around


def _label(name: str, shape: BaseGeometry, plane: Plane) -> str:
    x, y = plane.xy(*shape.representative_point().coords[0])
    shown = name if len(name) <= 20 else name[:19] + "…"
    return f'<text x="{x}" y="{y}" text-anchor="middle">{escape(shown)}</text>'


def _mark(point: tuple[float, float], plane: Plane) -> str:
    x, y = plane.xy(*point)
    return f'<circle class="p" cx="{x}" cy="{y}" r="6"/>'
