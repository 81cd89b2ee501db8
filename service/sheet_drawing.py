"""Drawings on a printed page: degrees to paper, outlines of areas, a bar of scale."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import cos, radians
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from service.sheet_page import Speak

M_PER_DEGREE: Final = 111_320.0
# The least that is shown of any place, and what is shown around a point in no grid.
LEAST_M: Final = 250.0
_ROUND: Final = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


class Plane:
    """Degrees to drawing units: north is up, equal in both directions.

    Parameters
    ----------
    bounds
        West, south, east, north of what is to be seen, in degrees.
    width, margin
        Of the drawing.
    heights
        The least and the most: it is as high as what is seen needs between them.
    """

    def __init__(
        self,
        bounds: tuple[float, float, float, float],
        width: int,
        heights: tuple[int, int],
        margin: int,
    ) -> None:
        west, south, east, north = bounds
        self.lon, self.lat = (west + east) / 2, (south + north) / 2
        self.narrow = max(cos(radians(self.lat)), 0.01)
        wide = max((east - west) * self.narrow, LEAST_M / M_PER_DEGREE)
        high = max(north - south, LEAST_M / M_PER_DEGREE)
        fitting = (width - 2 * margin) / wide
        self.width = width
        self.height = round(min(max(high * fitting + 2 * margin, heights[0]), heights[1]))
        self.scale = min(fitting, (self.height - 2 * margin) / high)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the place of a position on the drawing."""
        x = self.width / 2 + (lon - self.lon) * self.narrow * self.scale
        return round(x, 1), round(self.height / 2 - (lat - self.lat) * self.scale, 1)

    @property
    def view(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all that the drawing shows."""
        half_w = self.width / 2 / self.scale / self.narrow
        half_h = self.height / 2 / self.scale
        return self.lon - half_w, self.lat - half_h, self.lon + half_w, self.lat + half_h


def outline(shape: BaseGeometry, plane: Plane, kind: str) -> str:
    """Return the path of an area; `kind` is its class, a literal of our own."""
    drawn = " ".join(_ring(ring, plane) for ring in _rings(shape))
    return f'<path class="{kind}" fill-rule="evenodd" d="{drawn}"/>'


def scale_bar(plane: Plane, left: int, most: int, _: Speak) -> str:
    """Return a bar of a round length at the lower left, at most so wide, with what it stands for.

    Its line has the class ``s``.
    """
    metre = plane.scale / M_PER_DEGREE
    length = max((m for m in _ROUND if m * metre <= most), default=_ROUND[0])
    said = _("{n} m", n=f"{length:,}") if length < 1000 else _("{n} km", n=length // 1000)
    return (
        f'<path class="s" d="M{left} {plane.height - 12}H{left + length * metre:.1f}"/>'
        f'<text x="{left}" y="{plane.height - 18}" style="text-anchor:start">{escape(said)}</text>'
    )


def _rings(shape: BaseGeometry) -> Iterator[shapely.LinearRing]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors


def _ring(ring: shapely.LinearRing, plane: Plane) -> str:
    points = dict.fromkeys(plane.xy(lon, lat) for lon, lat, *_z in ring.coords)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
