"""Metres and square metres of stored positions and shapes (lon, lat, EPSG:4490)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

Change = Callable[[Floats, Floats], tuple[Floats, Floats]]

_RADIUS_M = 6378137.0
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)
_E = np.sqrt(_E2)


def metric_crs(lon: ArrayLike, lat: ArrayLike) -> CRS:
    """Return a transverse Mercator in metres around the middle of some stored positions.

    Its origin is the middle of their bounds, rounded to 0.01 degree so that neighbouring sets
    share one.  Length is exact on the middle meridian and 0.012 % too long 100 km away from it.
    NaN positions are left out; without any, the origin is 0, 0.
    """
    return _metric_crs(_middle(lon), _middle(lat))


def points_to_metres(lon: ArrayLike, lat: ArrayLike, crs: CRS) -> tuple[Floats, Floats]:
    """Return easting and northing in metres of stored positions, in a CRS of `metric_crs`."""
    x, y = _to_metres(crs).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x), np.asarray(y)


def shapes_to_metres(shapes: ArrayLike, crs: CRS) -> Shapes:
    """Return stored shapes with their coordinates in metres, in a CRS of `metric_crs`."""
    return change_vertices(shapes, _to_metres(crs).transform)


def change_vertices(shapes: ArrayLike, change: Change) -> Shapes:
    """Return shapes whose vertices went through `change(x, y)`; None stays None, heights go."""

    def both(vertices: Floats) -> Floats:
        return np.column_stack(change(vertices[:, 0], vertices[:, 1]))

    return np.asarray(shapely.transform(_array(shapes), both), np.object_)


def area_m2(shapes: ArrayLike) -> Floats:
    """Return the area in square metres of stored shapes, 0 for what has none.

    Notes
    -----
    On the ellipsoid of CGCS2000 (6,378,137 m, 1/298.257222101) by Lambert's cylindrical
    equal-area projection, in which area is exact.  An edge that is straight in lon, lat, as the
    stored borders are, bends there (0.9 mm over 300 m at 30 degrees north); the ground between
    bend and chord is counted, so that a vertex more on an edge changes no area.
    """
    array = _array(shapes)
    areas = shapely.area(change_vertices(array, _equal_area)) + _bends(array)
    return np.nan_to_num(np.asarray(areas, np.float64), nan=0, posinf=0, neginf=0)


def _equal_area(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    s = np.sin(np.radians(lat))
    q = (1 - _E2) * (s / (1 - _E2 * s * s) + np.arctanh(_E * s) / _E)
    return _RADIUS_M * np.radians(lon), _RADIUS_M * q / 2


def _bends(shapes: Shapes) -> Floats:
    """Return the ground between the projected edges of each shape and their chords, in m2.

    To the fourth order of an edge's height in radians: below 1e-12 of a grid's area.
    """
    parts, of_part = shapely.get_parts(shapes.ravel(), return_index=True)
    polygons, of_polygon = shapely.get_parts(parts, return_index=True)
    rings, of_ring = shapely.get_rings(polygons, return_index=True)
    vertices, of_vertex = shapely.get_coordinates(rings, return_index=True)
    step = np.radians(np.diff(vertices, axis=0))
    s = np.sin(np.radians((vertices[1:, 1] + vertices[:-1, 1]) / 2))
    w = 1 - _E2 * s * s
    bend = (1 - _E2) * s * (4 * _E2 * (1 - s * s) / w - 1) / (w * w)
    ground = _RADIUS_M**2 * step[:, 0] * step[:, 1] ** 2 * bend / 12
    is_edge = of_vertex[1:] == of_vertex[:-1]
    per_ring = np.bincount(of_vertex[1:][is_edge], ground[is_edge], minlength=len(rings))
    is_shell = np.diff(of_ring, prepend=-1) > 0
    with np.errstate(invalid="ignore"):
        per_ring = np.where(shapely.is_ccw(rings) == is_shell, per_ring, -per_ring)
    owner = of_part[of_polygon[of_ring]]
    summed: Floats = np.bincount(owner, per_ring, minlength=shapes.size).astype(np.float64)
    return summed.reshape(shapes.shape)


def _array(shapes: ArrayLike) -> Shapes:
    return np.asarray(shapes, np.object_)


def _middle(values: ArrayLike) -> float:
    array = np.asarray(values, float)
    finite = array[np.isfinite(array)]
    return round(float(finite.min() + finite.max()) / 2, 2) if finite.size else 0.0


@lru_cache(maxsize=64)
def _metric_crs(lon: float, lat: float) -> CRS:
    return CRS.from_proj4(
        f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +x_0=0 +y_0=0 "
        f"+a={_RADIUS_M} +rf=298.257222101 +units=m +no_defs"
    )


@lru_cache(maxsize=64)
def _to_metres(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
