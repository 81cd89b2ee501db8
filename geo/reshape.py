"""Grids cut and joined: the whole stays a coverage whose borders meet vertex to vertex.

Everything is planar in stored lon, lat, where borders are straight; lengths are in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.coverage import mean_width_m
from geo.errors import GeoError
from geo.metres import Floats, Shapes, area_m2, metric_crs, shapes_to_metres
from geo.repair import invalid_shapes
from geo.reshape_border import BorderNodes, border_nodes, with_nodes
from geo.reshape_lines import REACH_M, cut_lines, refuse_loose_ends
from geo.union import union_of

Ints = NDArray[np.int64]

#: A piece below this area, or narrower on average, is a drawing slip: what the map audit finds.
LEAST_PIECE_M2 = 1.0
THIN_M = 2.0
#: More pieces than this from one grid are no division of it.
MOST_PIECES = 99


@dataclass(frozen=True, eq=False)
class Split:
    """A grid in pieces, and what that did to its neighbours.

    Attributes
    ----------
    pieces : ndarray of Geometry, shape (p,)
        From left to right and top to bottom (CJ/T 349).
    touched : dict of int to Geometry
        The neighbours, by their position, whose borders got a vertex where a cut ends.
    """

    pieces: Shapes
    touched: dict[int, shapely.Geometry]


def split(
    shapes: ArrayLike,
    which: int,
    lines: Sequence[shapely.Geometry],
    *,
    name: str = "",
    reach_m: float = REACH_M,
) -> Split:
    """Return one shape cut along lines; pieces and neighbours share every vertex.

    A line may run on beyond the border, end on another line, cross it or close on itself.  One
    that ends up to `reach_m` short of the border or of another line is drawn on to it.  Parts of
    a multipolygon that no line divides stay with the piece nearest to them.

    Parameters
    ----------
    shapes
        A coverage, shape (n,), EPSG:4490.
    which
        Position of the shape that is cut.
    lines
        EPSG:4490.
    name
        What the shape is called in a refusal.

    Raises
    ------
    GeoError
        When the shape is invalid, no line divides it, one ends inside it further from a border
        than `reach_m`, or a piece would be too small or too thin.

    Notes
    -----
    Where a cut meets the border it is moved along the border by less than a millimetre, to the
    representable position nearest to the straight border: the areas on both sides stay the same
    to far less than 1 mm2 per km2.
    """
    array = np.asarray(shapes, np.object_)
    whole = array[which]
    _refuse_invalid(array[[which]], [name])
    cuts = cut_lines(whole, lines, name, reach_m)
    nodes, faces = _faces(whole, cuts)
    refuse_loose_ends(whole, nodes, name, reach_m)
    pieces = _with_islands(whole, faces)
    if len(pieces) < 2:
        raise GeoError(
            "The line does not divide {grid}: draw it across, from border to border.", grid=name
        )
    border = border_nodes(whole, pieces)
    pieces = border.moved(pieces)
    _refuse_slivers(pieces, name)
    return Split(pieces[reading_order(pieces)], _touched(array, which, border))


def merge(shapes: ArrayLike, names: Sequence[str]) -> shapely.Geometry:
    """Return the ground of neighbours as one shape.

    Raises
    ------
    GeoError
        When there are fewer than two, one is invalid, or they do not all hang together: a corner
        is no common border.
    """
    array = np.asarray(shapes, np.object_)
    if len(array) < 2:
        raise GeoError("One grid alone cannot be merged: choose at least two neighbours.")
    _refuse_invalid(array, names)
    whole = union_of(array)
    group = _hanging_together(array, whole)
    if group.max() > 0:
        apart = [name for name, number in zip(names, group, strict=True) if number != group[0]]
        raise GeoError(
            "{apart} shares no border with {first}: merge neighbours only.",
            apart=", ".join(apart),
            first=", ".join(n for n, number in zip(names, group, strict=True) if number == 0),
        )
    return whole


def reading_order(shapes: ArrayLike) -> Ints:
    """Return the order of areas read like a page: rows from the top, left to right in each.

    Notes
    -----
    CJ/T 349-2010 numbers from left to right and from top to bottom.  There are as many rows as
    the ground is tall for its width: two areas one above the other are two rows, side by side one.
    """
    array = np.asarray(shapes, np.object_)
    count = len(array)
    if count < 2:
        return np.arange(count, dtype=np.int64)
    x, y = _middles(array)
    width, height = max(float(np.ptp(x)), 1e-9), float(np.ptp(y))
    rows = int(np.clip(round(np.sqrt(count * height / width)), 1, count))
    rank = np.empty(count, np.int64)
    rank[np.lexsort((x, -y))] = np.arange(count)
    return np.lexsort((-y, x, rank * rows // count)).astype(np.int64)


def _faces(whole: shapely.Geometry, cuts: Shapes) -> tuple[shapely.Geometry, Shapes]:
    """Return the noded lines and the faces they make with the border of the shape."""
    noded = shapely.union_all([shapely.boundary(whole), *cuts])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(whole)
    inside = faces[shapely.intersects(whole, shapely.point_on_surface(faces))]
    if len(inside) > MOST_PIECES:
        raise GeoError(
            "The lines make {count} pieces: cut a grid into at most {most}.",
            count=len(inside),
            most=MOST_PIECES,
        )
    return noded, inside


def _with_islands(whole: shapely.Geometry, faces: Shapes) -> Shapes:
    """Return the pieces: faces of divided parts, each undivided part with its nearest piece."""
    parts = shapely.get_parts(whole)
    if len(parts) == 1:
        return faces
    _, part_of = shapely.STRtree(parts).query(shapely.point_on_surface(faces), "intersects")
    is_divided = np.bincount(part_of, minlength=len(parts))[part_of] > 1
    pieces = faces[is_divided]
    if not len(pieces):
        return faces[:1]
    grown = {number: [piece] for number, piece in enumerate(pieces)}
    for island in faces[~is_divided]:
        grown[int(np.argmin(shapely.distance(pieces, island)))].append(island)
    return np.array(
        [one[0] if len(one) == 1 else shapely.multipolygons(one) for one in grown.values()],
        np.object_,
    )


def _hanging_together(shapes: Shapes, whole: shapely.Geometry) -> Ints:
    """Return a number for each shape, the same for those that the union joins; from 0."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    found = shapely.get_parts(whole)
    part, where = shapely.STRtree(found).query(shapely.point_on_surface(parts), "intersects")
    size = len(shapes) + len(found)
    links = coo_array((np.ones(len(part)), (owner[part], where + len(shapes))), shape=(size, size))
    _, group = connected_components(links, directed=False)
    return np.asarray(np.unique(group[: len(shapes)], return_inverse=True)[1], np.int64)


def _touched(shapes: Shapes, which: int, border: BorderNodes) -> dict[int, shapely.Geometry]:
    """Return the neighbours along whose borders a cut ends, with that vertex."""
    near = np.unique(shapely.STRtree(shapes).query(border.points(), "dwithin", distance=1e-9)[1])
    found = {}
    for position in near[near != which]:
        changed = with_nodes(shapes[position], border)
        if changed is not None:
            found[int(position)] = changed
    return found


def _refuse_invalid(shapes: Shapes, names: Sequence[str]) -> None:
    faults = invalid_shapes(shapes)
    if len(faults):
        raise GeoError(
            "The shape of {grid} is invalid ({reason}): repair it before it is cut or merged.",
            grid=names[int(faults["position"][0])],
            reason=faults["reason"][0],
        )


def _refuse_slivers(pieces: Shapes, name: str) -> None:
    area, width = area_m2(pieces), mean_width_m(pieces)
    is_bad = (area < LEAST_PIECE_M2) | (width < THIN_M) | ~shapely.is_valid(pieces)
    if is_bad.any():
        worst = int(np.argmin(np.where(is_bad, width, np.inf)))
        raise GeoError(
            "A piece of {grid} would have {area} m2 and be {width} m wide: draw the line so that"
            " it does not run along the border.",
            grid=name,
            area=round(float(area[worst]), 2),
            width=round(float(width[worst]), 2),
        )


def _middles(shapes: Shapes) -> tuple[Floats, Floats]:
    west, south, east, north = shapely.total_bounds(shapes)
    metric = shapes_to_metres(shapes, metric_crs([west, east], [south, north]))
    x, y = shapely.get_coordinates(shapely.centroid(metric)).T
    return np.round(x, 3), np.round(y, 3)
