"""Positions and shapes of a declared coordinate system to the store and back.

Stored positions are lon, lat in degrees, CGCS2000 (EPSG:4490).  WGS-84 degrees are the same
numbers: the two agree within some centimetres and pyproj's own operation between them is null,
so nothing is computed and a point on a border stays on it.  Projected CGCS2000 goes to EPSG:4490;
every other datum goes to EPSG:4326 by the operation that geopandas' `to_crs(4326)` uses.
GCJ-02 and BD-09, which pyproj does not know, are undone by `geo.gcj02`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer

from geo.declared import GCJ02, DeclaredCrs
from geo.gcj02 import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.metres import Change, change_vertices

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


def points_to_store(x: ArrayLike, y: ArrayLike, crs: DeclaredCrs) -> tuple[Floats, Floats]:
    """Return the stored lon, lat in degrees of positions in a declared system.

    `x` is longitude or easting, `y` latitude or northing, whatever axis order the system has on
    paper.  NaN stays NaN, and a position that the system cannot convert becomes NaN.
    """
    return _finite(*_to_store(crs)(*_floats(x, y)))


def points_from_store(lon: ArrayLike, lat: ArrayLike, crs: DeclaredCrs) -> tuple[Floats, Floats]:
    """Return stored positions as x, y of a declared system; the way back of `points_to_store`."""
    return _finite(*_from_store(crs)(*_floats(lon, lat)))


def shapes_to_store(shapes: ArrayLike, crs: DeclaredCrs) -> Shapes:
    """Return shapes of a declared system in stored lon, lat, without heights; None stays None.

    Vertices are converted, edges are not bent: the same as geopandas does.
    """
    return _transform(shapes, _to_store(crs))


def shapes_from_store(shapes: ArrayLike, crs: DeclaredCrs) -> Shapes:
    """Return stored shapes with their vertices in a declared system."""
    return _transform(shapes, _from_store(crs))


def _to_store(crs: DeclaredCrs) -> Change:
    if not crs.shift:
        return _from_system(crs)
    undo = gcj02_to_wgs84 if crs.shift == GCJ02.name else bd09_to_wgs84
    return lambda x, y: undo(*_from_system(crs)(x, y))


def _from_store(crs: DeclaredCrs) -> Change:
    if not crs.shift:
        return _into_system(crs)
    shift = wgs84_to_gcj02 if crs.shift == GCJ02.name else wgs84_to_bd09
    return lambda lon, lat: _into_system(crs)(*shift(lon, lat))


def _from_system(crs: DeclaredCrs) -> Change:
    return _transformer(crs, True).transform if crs.needs_pyproj else _unchanged


def _into_system(crs: DeclaredCrs) -> Change:
    return _transformer(crs, False).transform if crs.needs_pyproj else _unchanged


@lru_cache(maxsize=64)
def _transformer(crs: DeclaredCrs, is_to_store: bool) -> Transformer:
    store = CRS.from_epsg(4490 if crs.is_cgcs2000 else 4326)
    one, other = (crs.system, store) if is_to_store else (store, crs.system)
    return Transformer.from_crs(one, other, always_xy=True)


def _transform(shapes: ArrayLike, change: Change) -> Shapes:
    flat = shapely.force_2d(np.asarray(shapes, np.object_))
    return flat if change is _unchanged else change_vertices(flat, change)


def _unchanged(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x, y


def _floats(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    one, other = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    return one.copy(), other.copy()


def _finite(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    lon, lat = np.asarray(x, float), np.asarray(y, float)
    usable = np.isfinite(lon) & np.isfinite(lat)
    return np.where(usable, lon, np.nan), np.where(usable, lat, np.nan)
