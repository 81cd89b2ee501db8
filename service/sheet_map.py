"""A small drawing of where a case lies: its grid, the grids around it, the point."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import cos, hypot, radians
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from service.sheet_page import Html, Speak

_WIDTH, _HEIGHT, _MARGIN = 370, 270, 16
_M_PER_DEGREE: Final = 111_320.0
# Around a point in no grid, and the least that is shown of any place.
_LEAST_M: Final = 250.0
_ROUND: Final = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)

_HEAD: Final = (
    '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{name}">'
    "<style>.a{{fill:none;stroke:#999;stroke-width:.8}}.g{{fill:#e3e8ee;stroke:#111;"
    "stroke-width:2}}.p{{fill:#c0341d;stroke:#fff;stroke-width:2}}text{{font:13px sans-serif;"
    "paint-order:stroke;stroke:#fff;stroke-width:3px}}.s{{stroke:#111;stroke-width:1.5}}</style>"
)


class _Plane:
    """Degrees to drawing units: north is up, equal in both directions."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.lon, self.lat = (west + east) / 2, (south + north) / 2
        self.narrow = max(cos(radians(self.lat)), 0.01)
        wide = max((east - west) * self.narrow, _LEAST_M / _M_PER_DEGREE)
        high = max(north - south, _LEAST_M / _M_PER_DEGREE)
        self.scale = min((_WIDTH - 2 * _MARGIN) / wide, (_HEIGHT - 2 * _MARGIN) / high)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        x = _WIDTH / 2 + (lon - self.lon) * self.narrow * self.scale
        return round(x, 1), round(_HEIGHT / 2 - (lat - self.lat) * self.scale, 1)

    @property
    def view(self) -> tuple[float, float, float, float]:
        half_w = _WIDTH / 2 / self.scale / self.narrow
        half_h = _HEIGHT / 2 / self.scale
        return self.lon - half_w, self.lat - half_h, self.lon + half_w, self.lat + half_h


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
    plane = _Plane(_bounds(own, point))
    around = grids[grids.intersects(shapely.box(*plane.view))]
    others = around.loc[around["code"] != code]
    return Html(
        _HEAD.format(w=_WIDTH, h=_HEIGHT, name=escape(_("Where it lies")))
        + "".join(_path(shape, plane, "a") for shape in others.geometry)
        + "".join(_path(shape, plane, "g") for shape in own.geometry)
        + "".join(_label(*one, plane) for one in zip(own["name"], own.geometry, strict=True))
        + (_mark(point, plane) if point else "")
        + _scale_bar(plane, _)
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
    around = 2 * _LEAST_M / _M_PER_DEGREE
    return xs[0] - around, ys[0] - around, xs[0] + around, ys[0] + around


def _path(shape: BaseGeometry, plane: _Plane, kind: str) -> str:
    drawn = " ".join(_ring(ring, plane) for ring in _rings(shape))
    return f'<path class="{kind}" fill-rule="evenodd" d="{drawn}"/>'


def _rings(shape: BaseGeometry) -> Iterator[shapely.LinearRing]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors


def _ring(ring: shapely.LinearRing, plane: _Plane) -> str:
    points = dict.fromkeys(plane.xy(lon, lat) for lon, lat, *_z in ring.coords)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"


def _label(name: str, shape: BaseGeometry, plane: _Plane) -> str:
    x, y = plane.xy(*shape.representative_point().coords[0])
    shown = name if len(name) <= 20 else name[:19] + "…"
    return f'<text x="{x}" y="{y}" text-anchor="middle">{escape(shown)}</text>'


def _mark(point: tuple[float, float], plane: _Plane) -> str:
    x, y = plane.xy(*point)
    return f'<circle class="p" cx="{x}" cy="{y}" r="6"/>'


def _scale_bar(plane: _Plane, _: Speak) -> str:
    metre = plane.scale / _M_PER_DEGREE
    length = max((m for m in _ROUND if m * metre <= 120), default=_ROUND[0])
    said = _("{n} m", n=f"{length:,}") if length < 1000 else _("{n} km", n=length // 1000)
    end = 12 + length * metre
    return (
        f'<path class="s" d="M12 {_HEIGHT - 12}H{end:.1f}"/>'
        f'<text x="12" y="{_HEIGHT - 18}">{escape(said)}</text>'
    )
