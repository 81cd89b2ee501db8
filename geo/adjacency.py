"""Which grids touch, and along how much of their border."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.metres import metric_crs, shapes_to_metres

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Shapes touch when they share at least this much border.
LEAST_BORDER_M = 1.0


class Adjacency(NamedTuple):
    """Which shapes touch.

    Attributes
    ----------
    edges : int64, shape (m, 2)
        Row numbers of every two shapes that touch, the smaller first, in sorted order.
    border_m : float64, shape (m,)
        Length of their common border in metres.
    perimeter_m : float64, shape (n,)
        Length in metres of the border of each shape's own ground.
    """

    edges: Ints
    border_m: Floats
    perimeter_m: Floats


def touching(shapes: gpd.GeoDataFrame | ArrayLike) -> Adjacency:
    """Return which shapes (EPSG:4490) share a border, or lie one in the other.

    A mere corner is no common border.
    """
    given = shapes.geometry.to_numpy() if isinstance(shapes, gpd.GeoDataFrame) else shapes
    stored = np.asarray(given, np.object_)
    west, south, east, north = shapely.bounds(stored).T
    metric = shapes_to_metres(
        stored, metric_crs([west.min(), east.max()], [south.min(), north.max()])
    )
    a, b = shapely.STRtree(metric).query(metric, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.intersection(metric[a], metric[b])
    border_m = np.where(
        shapely.area(common) > 0, shapely.length(common) / 2, shapely.length(common)
    )
    keep = border_m >= LEAST_BORDER_M
    edges = np.column_stack([a, b])[keep].astype(np.int64)
    order = np.lexsort(edges.T[::-1])
    return Adjacency(edges[order], border_m[keep][order], shapely.length(metric))
