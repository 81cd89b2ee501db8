"""The map on the sheet of an emergency: the area, the grids, the doors of one list by number."""

from __future__ import annotations

from html import escape
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from service.sheet_drawing import Plane, outline, scale_bar
from service.sheet_page import Html, Speak

_WIDTH, _MARGIN = 700, 26
_HEIGHTS: Final = (240, 460)
_HEAD: Final = (
    '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{name}" style="width:100%;height:auto;'
    'max-height:120mm;margin:1.5mm 0">'
    "<style>.a{{fill:#fff;stroke:#999;stroke-width:.8}}.e{{fill:none;stroke:#b2341b;"
    "stroke-width:3;stroke-dasharray:9 5}}.d{{fill:#111}}text{{font:11px sans-serif;"
    "text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}}"
    ".s{{stroke:#111;stroke-width:1.5}}</style>"
)


def emergency_svg(
    area: BaseGeometry, grids: gpd.GeoDataFrame, lines: pd.DataFrame, _: Speak
) -> Html:
    """Return the drawing of one list: its doors as dots, a building's first line as its number.

    Parameters
    ----------
    area
        EPSG:4490.
    grids
        ``code, name, geometry`` in EPSG:4490.
    lines
        ``number, lon, lat`` of the list, in its order.
    """
    placed = lines.loc[lines["lon"].notna()]
    bounds = area.bounds
    if len(placed):
        lon, lat = placed["lon"].astype(float), placed["lat"].astype(float)
        bounds = (lon.min(), lat.min(), lon.max(), lat.max())
    plane = Plane(bounds, _WIDTH, _HEIGHTS, _MARGIN)
    held = set(lines["grid_code"].dropna())
    around = grids.loc[grids["code"].isin(held)]
    return Html(
        _HEAD.format(w=_WIDTH, h=plane.height, name=escape(_("Map of the list")))
        + "".join(outline(shape, plane, "a") for shape in around.geometry)
        + outline(area, plane, "e")
        + _dots(placed, plane)
        + scale_bar(plane, 14, 150, _)
        + f'<text x="{_WIDTH - 18}" y="20">{escape(_("N"))} ↑</text></svg>'
    )


def _dots(placed: pd.DataFrame, plane: Plane) -> str:
    """Return the doors; of those that fall together the first number is written."""
    drawn: list[str] = []
    taken: set[tuple[int, int]] = set()
    columns = (placed[name].astype(float) for name in ("lon", "lat", "number"))
    for lon, lat, number in zip(*columns, strict=True):
        x, y = plane.xy(lon, lat)
        drawn.append(f'<circle class="d" cx="{x}" cy="{y}" r="2"/>')
        cell = (int(x // 36), int(y // 18))
        if cell not in taken:
            taken.add(cell)
            drawn.append(f'<text x="{x}" y="{y - 4}">{number:.0f}</text>')
    return "".join(drawn)
