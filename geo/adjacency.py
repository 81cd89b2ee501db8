"""Which grids touch, and along how much of their border."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.edges import Edges, edges_of
from geo.metres import metric_crs, points_to_metres

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

#: Shapes touch when they share at least this much border.
LEAST_BORDER_M = 1.0
#: Borders no farther apart than this are one border, drawn twice.
SAME_BORDER_M = 0.5
#: A shape of which at least this part lies in a larger one touches it from inside.
LIES_IN = 0.05
#: Metres in a degree of latitude: for what is near, not for what is measured.
DEGREE_M = 111_320.0


class Adjacency(NamedTuple):
    """Which shapes touch.

    Attributes
    ----------
    edges : int64, shape (m, 2)
        Row numbers of every two shapes that touch, the smaller first, in sorted order.
    border_m : float64, shape (m,)
        Length of their common border in metres.
    perimeter_m : float64, shape (n,)
        Length in metres of the border of each shape's own ground: with the outlines of the
        smaller shapes that lie in it.
    """

    edges: Ints
    border_m: Floats
    perimeter_m: Floats


def touching(shapes: gpd.GeoDataFrame | ArrayLike) -> Adjacency:
    """Return which shapes (lon, lat, EPSG:4490) share a border, or lie one in the other.

    Borders need not have the same vertices, and may lie half a metre apart; one metre of common
    border is the least that counts, so that a mere corner is none.  The smaller of two
    overlapping shapes, a dedicated grid in a general one, touches it along its outline.

    Notes
    -----
    Edges that occur twice are paired first (nearly all of a valid coverage).  The others are
    compared with those near them, in degrees made square, where what is straight in lon, lat
    stays straight; lengths are those of `geo.metres`.
    """
    given = shapes.geometry.to_numpy() if isinstance(shapes, gpd.GeoDataFrame) else shapes
    stored = np.asarray(given, np.object_)
    if not len(stored) or shapely.is_empty(stored).all():
        return Adjacency(np.zeros((0, 2), np.int64), np.zeros(0), np.zeros(len(stored)))
    edges = edges_of(stored)
    length_m = _lengths(edges)
    own_m: Floats = np.bincount(edges.owner, length_m, minlength=len(stored)).astype(np.float64)
    perimeter_m = own_m.copy()
    same = _twins(edges)
    near, along_m = _alongside(edges, length_m, same)
    pairs = np.concatenate([edges.owner[same], near])
    found, border_m = _summed(pairs, np.concatenate([length_m[same[:, 0]], along_m]))
    inner = _lying_in(_valid(stored))
    for small, large in inner.tolist():
        # what both have as their border is neither inside the larger nor its own any more
        row = np.flatnonzero((found == sorted((small, large))).all(axis=1))
        common_m = float(border_m[row].sum())
        border_m[row] = 0.0
        part_m = _part_inside(*_valid(stored[[small, large]])) * own_m[small]
        found = np.concatenate([found, [sorted((small, large))]])
        border_m = np.append(border_m, max(part_m - common_m, LEAST_BORDER_M))
        perimeter_m[large] += part_m - 2 * common_m
    found, border_m = _summed(found, border_m)
    is_long = border_m >= LEAST_BORDER_M
    return Adjacency(found[is_long], border_m[is_long], perimeter_m)


def _lengths(edges: Edges) -> Floats:
    crs = metric_crs(edges.x0, edges.y0)
    x0, y0 = points_to_metres(edges.x0, edges.y0, crs)
    x1, y1 = points_to_metres(edges.x1, edges.y1, crs)
    return np.asarray(np.hypot(x1 - x0, y1 - y0))


def _twins(edges: Edges) -> Ints:
    """Return pairs of edges, of two shapes, between the same two points, shape (t, 2)."""
    ends = np.column_stack([edges.x0, edges.y0, edges.x1, edges.y1])
    turned = (edges.x0 > edges.x1) | ((edges.x0 == edges.x1) & (edges.y0 > edges.y1))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    order = np.lexsort(ends.T)
    found = []
    for apart in (1, 2):  # three in a row: a dedicated grid at the border of its general one
        one, other = order[:-apart], order[apart:]
        is_same = (ends[one] == ends[other]).all(axis=1) & (edges.owner[one] != edges.owner[other])
        found.append(np.column_stack([one[is_same], other[is_same]]))
    return np.concatenate(found)


def _alongside(edges: Edges, length_m: Floats, same: Ints) -> tuple[Ints, Floats]:
    """Return pairs of shapes where an edge without a twin runs beside another, and how far."""
    middle = np.cos(np.radians(np.mean(edges.y0)))
    x, y = np.array([edges.x0, edges.x1]) * middle, np.array([edges.y0, edges.y1])
    ends = np.moveaxis(np.array([x, y]) * DEGREE_M, -1, 0).swapaxes(1, 2)
    lines = np.asarray(shapely.linestrings(ends), np.object_)
    twin = np.full(len(lines), -1)
    twin[same.ravel()] = edges.owner[same[:, ::-1].ravel()]
    left = np.flatnonzero(twin < 0)
    a, b = shapely.STRtree(lines).query(lines[left], predicate="dwithin", distance=SAME_BORDER_M)
    a = left[a]
    # twins of the two are counted, and of two without a twin each only once
    is_pair = (edges.owner[a] != edges.owner[b]) & (twin[b] != edges.owner[a])
    is_pair &= (twin[b] >= 0) | (a < b)
    a, b = a[is_pair], b[is_pair]
    plane_m = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    share = _side_by_side(ends[a], ends[b], plane_m[a]) / np.maximum(plane_m[a], 1e-12)
    pairs = np.column_stack([edges.owner[a], edges.owner[b]])
    return pairs, np.asarray(share * length_m[a])


def _side_by_side(one: Floats, other: Floats, length: Floats) -> Floats:
    """Return along how much of each edge the other runs within `SAME_BORDER_M` of it.

    Edges as ((x0, y0), (x1, y1)), shape (p, 2, 2); those that lie across count as nothing.
    """
    along = (one[:, 1] - one[:, 0]) / np.maximum(length, 1e-12)[:, None]
    to = other - one[:, :1]
    t = (to * along[:, None, :]).sum(axis=2)
    d = to[:, :, 1] * along[:, None, 0] - to[:, :, 0] * along[:, None, 1]
    run = t[:, 1] - t[:, 0]
    slope = (d[:, 1] - d[:, 0]) / np.where(np.abs(run) > 1e-9, run, np.inf)
    low, high = np.clip(np.sort(t, axis=1), 0, length[:, None]).T
    # where the straight line d(t) stays within the distance
    steep = np.where(np.abs(slope) > 1e-12, slope, 1e-12)
    near = t[:, 0] + np.sort((np.array([[-1.0], [1.0]]) * SAME_BORDER_M - d[:, 0]) / steep, axis=0)
    far = np.minimum(high, near[1]) - np.maximum(low, near[0])
    is_along = (np.abs(slope) <= 1) & (np.abs(run) > 1e-9)
    return np.where(is_along, np.maximum(far, 0.0), 0.0)


def _lying_in(stored: Shapes) -> Ints:
    """Return pairs (smaller, larger) of shapes that share ground, shape (q, 2)."""
    tree, area = shapely.STRtree(stored), shapely.area(stored)
    inner, outer = tree.query(shapely.point_on_surface(stored), predicate="intersects")
    is_other = inner != outer
    small = np.unique(np.concatenate([inner[is_other], outer[is_other]]))
    a, b = tree.query(stored[small], predicate="intersects")
    a = small[a]
    is_pair = (area[a] < area[b]) | ((area[a] == area[b]) & (a < b))
    a, b = a[is_pair], b[is_pair]
    common = shapely.area(shapely.intersection(stored[a], stored[b]))
    is_in = common >= LIES_IN * area[a]
    return np.asarray(np.column_stack([a, b])[is_in], np.int64)


def _part_inside(small: shapely.Geometry, large: shapely.Geometry) -> float:
    outline = shapely.boundary(small)
    return float(shapely.length(shapely.intersection(outline, large)) / shapely.length(outline))


def _valid(shapes: Shapes) -> Shapes:
    wrong = ~shapely.is_valid(shapes)
    if wrong.any():
        shapes = shapes.copy()
        shapes[wrong] = shapely.make_valid(shapes[wrong])
    return shapes


def _summed(pairs: Ints, border_m: Floats) -> tuple[Ints, Floats]:
    """Return each pair once, the smaller first, in order, with its lengths added up."""
    if not len(pairs):
        return np.zeros((0, 2), np.int64), np.zeros(0)
    once, which = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True)
    length_m = np.bincount(which.ravel(), border_m, minlength=len(once))
    return once.astype(np.int64), length_m.astype(np.float64)
