"""Cut lines as they are drawn: checked, drawn on to the border where they end just short of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from geo.errors import GeoError
from geo.metres import Floats, Shapes, metric_crs, points_to_metres, shapes_to_metres

#: So far short of the border a line may end and still be meant to reach it, in metres.
REACH_M = 5.0
#: How far a line that is drawn on goes beyond what it reaches, as a share of what is missing.
_BEYOND = 1e-3


def cut_lines(
    whole: shapely.Geometry, lines: Sequence[shapely.Geometry], name: str, reach_m: float
) -> Shapes:
    """Return the lines as simple strings of straight edges, with ends that reach.

    Raises
    ------
    GeoError
        When there is none, or one has no length or unusable coordinates.
    """
    cuts = np.array([_usable(line) for line in lines], np.object_)
    if not len(cuts):
        raise GeoError("There is no line to cut {grid} along: draw one across it.", grid=name)
    return np.array(
        [_reaching(whole, cuts, number, reach_m) for number in range(len(cuts))], np.object_
    )


def refuse_loose_ends(
    whole: shapely.Geometry, noded: shapely.Geometry, name: str, reach_m: float
) -> None:
    """Do nothing when no line ends inside the shape.

    Raises
    ------
    GeoError
        With how far from the border the line ends, when one does; ends up to `reach_m` beyond
        another line are cut off.
    """
    _, _, loose, _ = shapely.polygonize_full(shapely.get_parts(noded))
    inside = shapely.get_parts(shapely.intersection(loose, whole))
    if not len(inside):
        return
    lengths = shapely.length(_to_metres(inside, whole))
    if lengths.max() <= reach_m:
        return
    first, last = shapely.get_coordinates(inside[int(lengths.argmax())])[[0, -1]]
    places = [shapely.boundary(whole), shapely.Point(first), shapely.Point(last)]
    border, *ends = _to_metres(np.array(places, np.object_), whole)
    missing = float(shapely.distance(ends, border).max())
    raise GeoError(
        "A line ends inside {grid}, {metres} m from its border: draw it on across the border.",
        grid=name,
        metres=round(missing, 1),
    )


def _usable(line: shapely.Geometry) -> shapely.LineString:
    points = shapely.get_coordinates(line)
    if shapely.get_type_id(line) != shapely.GeometryType.LINESTRING or not (
        np.isfinite(points).all() and (np.abs(points) <= [180, 90]).all()
    ):
        raise GeoError("A line has no usable positions: draw it again, in longitude and latitude.")
    plain = shapely.LineString(shapely.get_coordinates(shapely.remove_repeated_points(line)))
    if shapely.length(plain) == 0:
        raise GeoError("A line has no length: draw it from border to border.")
    return plain


def _reaching(
    whole: shapely.Geometry, cuts: Shapes, number: int, reach_m: float
) -> shapely.LineString:
    points = shapely.get_coordinates(cuts[number])
    if (points[0] == points[-1]).all():
        return shapely.LineString(points)
    targets = shapely.union_all([shapely.boundary(whole), *np.delete(cuts, number)])
    ends = []
    for end, before in ((points[0], points[1]), (points[-1], points[-2])):
        is_inside = shapely.contains_properly(whole, shapely.points(end))
        ends.append(_drawn_on(end, before, targets, reach_m) if is_inside else end)
    return shapely.LineString([ends[0], *points[1:-1], ends[1]])


def _drawn_on(end: Floats, before: Floats, targets: shapely.Geometry, reach_m: float) -> Floats:
    """Return the end, or where the line goes just beyond a target within its reach."""
    x, y = points_to_metres(
        [before[0], end[0]], [before[1], end[1]], metric_crs([end[0]], [end[1]])
    )
    length_m = float(np.hypot(x[1] - x[0], y[1] - y[0]))
    if length_m == 0:
        return end
    far = end + (end - before) * (reach_m / length_m)
    hits = shapely.get_coordinates(shapely.intersection(shapely.linestrings([end, far]), targets))
    if not len(hits):
        return end
    nearest = hits[np.argmin(np.hypot(*(hits - end).T))]
    return np.asarray(nearest + (far - end) * _BEYOND)


def _to_metres(shapes: Shapes, whole: shapely.Geometry) -> Shapes:
    west, south, east, north = shapely.bounds(whole)
    return shapes_to_metres(shapes, metric_crs([west, east], [south, north]))
