"""Shapes of a file into areas or positions; each that cannot be one is refused with its row."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from data.issues import RowIssue, note_row, refuse_row
from data.limits import SHAPE_CORNERS
from data.readers.crs_text import is_in_degrees
from data.readers.reading import refused_rows

Shapes = NDArray[np.object_]
Rows = NDArray[np.int64]

KINDS = {
    0: "Point",
    1: "LineString",
    2: "LinearRing",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
AREAS = (3, 6)
# Rounding may put a corner on the edge of the world a little beyond it.
EDGE = 1e-6


def area_shapes(
    shapes: Shapes, rows: Rows, crs: str | None, refused: NDArray[np.bool_]
) -> tuple[Shapes, list[RowIssue]]:
    """Return polygons and multipolygons in two dimensions, None for each refused row.

    Invalid polygons stay as they are: `geo.audit` says which and why, `geo.repair` mends them.
    A collection gives the polygons it holds.
    """
    made = np.asarray(shapely.force_2d(shapes), dtype=object)
    issues = _refuse_unbounded(made, rows, refused)
    made[np.isin(rows, refused_rows(issues))] = None
    for i in np.flatnonzero(shapely.get_type_id(made) == 7):
        made[i] = _polygons_of(made[i], int(rows[i]), issues)
    refused = refused | np.isin(rows, refused_rows(issues))
    issues += _refuse_unfit(made, rows, refused)
    bounds = shapely.bounds(made)
    is_far = _is_outside(bounds[:, 0::2], bounds[:, 1::2], crs)
    for i in np.flatnonzero(is_far & ~refused):
        issues.append(_refuse_far(int(rows[i]), bounds[i]))
    bad = refused | np.isin(rows, refused_rows(issues))
    made[bad] = None
    return made, issues


def drawn_shapes(
    shapes: Shapes, rows: Rows, refused: NDArray[np.bool_]
) -> tuple[Shapes, list[RowIssue]]:
    """Return shapes in two dimensions, None for each row that is refused or has none."""
    made = np.asarray(shapely.force_2d(shapes), dtype=object)
    issues = _refuse_unbounded(made, rows, refused)
    refused = refused | np.isin(rows, refused_rows(issues))
    is_blank = (shapely.is_missing(made) | shapely.is_empty(made)) & ~refused
    made[refused | is_blank] = None
    return made, issues + [
        refuse_row(
            "geometry.empty",
            int(rows[i]),
            None,
            None,
            "This row has no shape: draw it, or leave the row out.",
        )
        for i in np.flatnonzero(is_blank)
    ]


def point_places(
    shapes: Shapes, rows: Rows, refused: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[RowIssue]]:
    """Return x and y of points, NaN where a shape is missing or refused.

    A missing or empty shape is a blank coordinate, not a refusal: the caller decides.
    """
    made = np.array(shapes, dtype=object)
    for i in np.flatnonzero(shapely.get_type_id(made) == 4):
        if shapely.get_num_geometries(made[i]) == 1:
            made[i] = shapely.get_geometry(made[i], 0)
    kinds = shapely.get_type_id(made)
    wrong = ~refused & (kinds > 0) & ~shapely.is_empty(made)
    lost = ~refused & (kinds == 0) & ~shapely.is_empty(made) & ~_is_finite(made)
    issues = [_refuse_endless(int(rows[i])) for i in np.flatnonzero(lost)]
    issues += [
        refuse_row(
            "geometry.not_point",
            int(rows[i]),
            "geometry",
            KINDS.get(kinds[i], "?"),
            "The geometry is a {kind}, where a point is needed: choose the file or layer of the"
            " points.",
            kind=KINDS.get(kinds[i], "?"),
        )
        for i in np.flatnonzero(wrong)
    ]
    made[wrong | lost | refused | shapely.is_empty(made)] = None
    return shapely.get_x(made), shapely.get_y(made), issues


def counts_in_degrees(crs: str | None, x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Return whether coordinates are degrees: as declared, else if most of them could be."""
    declared = is_in_degrees(crs)
    if declared is not None:
        return declared
    known = np.isfinite(x) & np.isfinite(y)
    # One of the two fitting is enough: swapped columns are degrees all the same.
    fits = (np.abs(x) <= 180) & (np.abs(y) <= 180)
    return bool(known.any()) and bool(fits[known].mean() > 0.5)


def _is_outside(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: str | None
) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        if not counts_in_degrees(crs, x.ravel(), y.ravel()):
            return np.zeros(len(x), dtype=bool)
        far = (np.abs(x) > 180 + EDGE).any(axis=1) | (np.abs(y) > 90 + EDGE).any(axis=1)
    return np.asarray(far, dtype=bool)


def _polygons_of(shape: shapely.Geometry, row: int, issues: list[RowIssue]) -> shapely.Geometry:
    parts = _parts(shape)
    areas = [part for part in parts if isinstance(part, shapely.Polygon)]
    if not areas:
        return shape
    if len(areas) < len(parts):
        issues.append(
            note_row(
                "geometry.collection",
                row,
                "geometry",
                "GeometryCollection",
                "The shape is a collection: its {areas} polygons were taken, {others} points or"
                " lines left out.",
                areas=len(areas),
                others=len(parts) - len(areas),
            )
        )
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def _parts(shape: shapely.Geometry) -> list[shapely.Geometry]:
    if shapely.get_type_id(shape) in (4, 5, 6, 7):
        return [deep for part in shapely.get_parts(shape) for deep in _parts(part)]
    return [shape]


def _refuse_unfit(shapes: Shapes, rows: Rows, refused: NDArray[np.bool_]) -> list[RowIssue]:
    kinds = shapely.get_type_id(shapes)
    blank = ~refused & ((kinds == -1) | shapely.is_empty(shapes))
    wrong = ~refused & ~blank & ~np.isin(kinds, AREAS)
    issues = [
        refuse_row(
            "geometry.missing",
            int(rows[i]),
            "geometry",
            None,
            "The row has no shape, so no area: draw it or delete the row.",
        )
        for i in np.flatnonzero(blank)
    ]
    issues += [
        refuse_row(
            "geometry.not_area",
            int(rows[i]),
            "geometry",
            KINDS.get(kinds[i], "?"),
            "The geometry is a {kind}, where a polygon is needed: choose the file or layer of the"
            " areas, or draw the area.",
            kind=KINDS.get(kinds[i], "?"),
        )
        for i in np.flatnonzero(wrong)
    ]
    # A figure of eight has no area by the sum of its corners, yet covers ground.
    area = shapely.area(shapely.convex_hull(shapes))
    issues += [
        refuse_row(
            "geometry.no_area",
            int(rows[i]),
            "geometry",
            None,
            "The polygon has fewer than three different corners in a plane, so no area: draw it"
            " again.",
        )
        for i in np.flatnonzero(~refused & ~blank & ~wrong & (area == 0))
    ]
    return issues


def _refuse_unbounded(shapes: Shapes, rows: Rows, refused: NDArray[np.bool_]) -> list[RowIssue]:
    """Return a refusal for each shape that nothing can be worked out of."""
    corners = shapely.get_num_coordinates(shapes)
    many = ~refused & (corners > SHAPE_CORNERS)
    issues = [
        refuse_row(
            "geometry.corners",
            int(rows[i]),
            "geometry",
            None,
            "The shape has {seen} corners, more than {most}: simplify it, and leave out what cannot"
            " be seen on a map.",
            seen=int(corners[i]),
            most=SHAPE_CORNERS,
        )
        for i in np.flatnonzero(many)
    ]
    endless = ~refused & ~many & ~_is_finite(shapes)
    return issues + [_refuse_endless(int(rows[i])) for i in np.flatnonzero(endless)]


def _is_finite(shapes: Shapes) -> NDArray[np.bool_]:
    """Return whether every corner of a shape is two finite numbers; True where there is none."""
    places, owners = shapely.get_coordinates(shapes, return_index=True)
    is_finite = np.ones(len(shapes), dtype=bool)
    is_finite[owners[~np.isfinite(places).all(axis=1)]] = False
    return is_finite


def _refuse_endless(row: int) -> RowIssue:
    return refuse_row(
        "geometry.not_finite",
        row,
        "geometry",
        None,
        "A corner of the shape is not a number: draw it again.",
    )


def _refuse_far(row: int, bounds: NDArray[np.float64]) -> RowIssue:
    seen = ", ".join(f"{value:.9g}" for value in bounds)
    return refuse_row(
        "geometry.range",
        row,
        "geometry",
        seen,
        "The shape lies outside the world ({seen}, as west, south, east, north in degrees): draw"
        " it again, or state the coordinate system if these are metres.",
        seen=seen,
    )
