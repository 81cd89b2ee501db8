"""How far points are from grids, in metres."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from geo.grid import Shapes
from geo.grid_index import GridIndex
from geo.metres import metric_crs, points_to_metres, shapes_to_metres
from geo.outcome import Positions

Ranks = npt.NDArray[np.int64]

#: Distances that differ by less count as equal, and the first grid in rank order is named.
EQUAL_M = 0.001
#: Widest district, in degrees of longitude, that one projection serves.
NARROW_DEG, STRIP_DEG, REACH_DEG = 4.0, 3.0, 15.0
#: Longest straight edge taken over as such, in degrees.
EDGE_DEG = 0.002
BLOCK = 50_000
_ELLIPSOID = Geod(ellps="GRS80")


class MetricMap(NamedTuple):
    """The grids of an index in metres around one meridian, in rank order.

    Notes
    -----
    A transverse Mercator is 0.06 % long two degrees of longitude away from its meridian at the
    equator, less elsewhere; edges are cut to 0.002 degrees first, which leaves less than a
    millimetre between an edge straight in lon/lat and one straight in metres.
    """

    lon0: float
    lat0: float
    shapes: Shapes
    borders: Shapes
    tree: shapely.STRtree

    @classmethod
    def around(cls, shapes: Shapes, lon0: float, lat0: float) -> MetricMap:
        """Return the grids in metres around a meridian; those beyond 15 degrees are left out."""
        bounds = shapely.bounds(shapes)
        far = (bounds[:, 2] < lon0 - REACH_DEG) | (bounds[:, 0] > lon0 + REACH_DEG)
        near = shapes.copy()
        near[far] = shapely.Polygon()
        cut = shapely.segmentize(near, EDGE_DEG)
        metres = shapes_to_metres(cut, metric_crs([lon0], [lat0]))
        borders = shapely.boundary(metres)
        return cls(lon0, lat0, metres, borders, shapely.STRtree(metres))

    def points(self, lon: Positions, lat: Positions) -> Shapes:
        """Return the positions as points in metres; empty where they cannot be projected."""
        x, y = points_to_metres(lon, lat, metric_crs([self.lon0], [self.lat0]))
        made = np.asarray(shapely.points(x, y), dtype=object)
        made[~(np.isfinite(x) & np.isfinite(y))] = shapely.Point()
        return made

    def geodesic_m(self, shapes: Shapes, points: Shapes) -> Positions:
        """Return metres on the ellipsoid along the shortest planar way from shapes to points."""
        crs = metric_crs([self.lon0], [self.lat0])
        back = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        x, y = shapely.get_coordinates(shapely.shortest_line(shapes, points)).T
        lon, lat = (ends.reshape(-1, 2) for ends in back.transform(x, y))
        return np.asarray(_ELLIPSOID.inv(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])[2])

    def nearest(
        self, points: Shapes, own: Ranks, start_m: Positions, limit_m: float
    ) -> tuple[Ranks, Positions]:
        """Return per point the nearest grid but its own within `limit_m`, and its distance.

        The search starts at `start_m` and widens; -1 and NaN where none is found.
        """
        found = np.full(len(points), -1, dtype=np.int64)
        distance = np.full(len(points), np.nan)
        radius = np.minimum(start_m, limit_m)
        left = np.flatnonzero(~shapely.is_empty(points) & np.isfinite(start_m))
        while left.size:
            rank, metres = self._within(points[left], own[left], radius[left])
            hit = metres <= radius[left]
            found[left[hit]], distance[left[hit]] = rank[hit], metres[hit]
            left = left[~hit & (radius[left] < limit_m)]
            radius[left] = np.minimum(2 * radius[left] + 10, limit_m)
        return found, distance

    def _within(self, points: Shapes, own: Ranks, radius: Positions) -> tuple[Ranks, Positions]:
        """Return the first of the nearest other grids around; infinitely far where none is."""
        x, y, reach = shapely.get_x(points), shapely.get_y(points), radius + EQUAL_M
        around = shapely.box(x - reach, y - reach, x + reach, y + reach)
        point, rank = self.tree.query(around)
        other = rank != own[point]
        point, rank = point[other], rank[other]
        metres = shapely.distance(self.shapes[rank], points[point])
        least = np.full(len(points), np.inf)
        np.minimum.at(least, point, metres)
        near = metres <= least[point] + EQUAL_M
        first = np.full(len(points), len(self.shapes), dtype=np.int64)
        np.minimum.at(first, point[near], rank[near])
        return first, least


def metric_blocks(
    index: GridIndex, lon: Positions, lat: Positions
) -> Iterator[tuple[MetricMap, npt.NDArray[np.intp]]]:
    """Yield metric maps of the index, each with the rows of the points that it serves best."""
    held = index.shapes[~shapely.is_empty(index.shapes)]
    if not held.size:
        return
    west, south, east, north = shapely.total_bounds(held)
    lat0 = (south + north) / 2
    for lon0, rows in _strips(lon, west, east):
        make = partial(MetricMap.around, index.shapes, lon0, lat0)
        metric = index.once(f"metric {lon0}", make)
        for start in range(0, len(rows), BLOCK):
            yield metric, rows[start : start + BLOCK]


def _strips(
    lon: Positions, west: float, east: float
) -> Iterator[tuple[float, npt.NDArray[np.intp]]]:
    if east - west <= NARROW_DEG:
        yield (west + east) / 2, np.arange(len(lon))
        return
    strip = np.floor(np.clip(lon, west, east) / STRIP_DEG)
    for number in np.unique(strip):
        yield float((number + 0.5) * STRIP_DEG), np.flatnonzero(strip == number)
