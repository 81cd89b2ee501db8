"""Lines of streets to stretches between crossings."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]

# What lies closer than this is one place; a loose end so close to a street belongs to it.
GRAIN_M = 0.1
JOIN_M = 2.0


def stretches(lines: Shapes) -> Shapes:
    """Return the lines cut wherever they meet, cross or end on one another, each part once.

    Parameters
    ----------
    lines
        LineStrings and MultiLineStrings in metres; whatever else is among them is left out.

    Notes
    -----
    Vertices are rounded to `GRAIN_M`, so that an end that lies on another line but for a
    rounding error meets it.  Drawn short of it by up to `JOIN_M`, an end is led on to it.
    """
    parts = shapely.get_parts(lines)
    kept = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > GRAIN_M)]
    cut = _cut(kept)
    joins = _joins(cut)
    return _cut(np.concatenate([cut, joins])) if len(joins) else cut


def _cut(lines: Shapes) -> Shapes:
    parts = shapely.get_parts(shapely.union_all(lines, grid_size=GRAIN_M))
    return parts[shapely.get_type_id(parts) == 1] if len(parts) else parts


def _joins(cut: Shapes) -> Shapes:
    """Return a short line from each loose end to the street it stops short of."""
    if not len(cut):
        return cut
    ends = shapely.get_coordinates(shapely.get_point(cut, [[0], [-1]]).ravel())
    _, where, times = np.unique(
        np.rint(ends / GRAIN_M), axis=0, return_inverse=True, return_counts=True
    )
    loose = np.flatnonzero(times[where.ravel()] == 1)
    points = np.asarray(shapely.points(ends[loose]), np.object_)
    end, street = shapely.STRtree(cut).query(points, predicate="dwithin", distance=JOIN_M)
    is_other = street != loose[end] % len(cut)
    joins = np.asarray(shapely.shortest_line(points[end[is_other]], cut[street[is_other]]))
    return joins[shapely.length(joins) > 0]
