"""One GeoJSON geometry into one shape, or the exact reason why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.issues import RowIssue, refuse_row
from data.limits import COLLECTION_DEPTH

# How many lists stand around one position in "coordinates" of each type.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
GEOMETRIES = (*DEPTHS, "GeometryCollection")


class BadGeometry(Exception):
    """Carries the refusal of one geometry out of the recursion; never leaves this package."""

    def __init__(self, refusal: Callable[[int], RowIssue]) -> None:
        self.refusal = refusal
        super().__init__()


def make_shape(geometry: object, notes: list[str], level: int = 0) -> BaseGeometry:
    """Return the shape of a GeoJSON geometry, in two dimensions.

    Raises
    ------
    BadGeometry
        When it is none.
    """
    if not isinstance(geometry, dict):
        raise BadGeometry(lambda row: _refuse_type(row, geometry))
    kind = geometry.get("type")
    if kind == "GeometryCollection" and level < COLLECTION_DEPTH:
        return _collection(geometry.get("geometries"), notes, level)
    if not isinstance(kind, str) or kind not in DEPTHS:
        raise BadGeometry(lambda row: _refuse_type(row, kind))
    coordinates = geometry.get("coordinates")
    _check_depth(coordinates, DEPTHS[kind], kind)
    try:
        return _MAKERS[kind](coordinates, notes)
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        cause = str(error)
        raise BadGeometry(lambda row: _refuse_shape(row, kind, coordinates, cause)) from error


def points_at_once(features: list[Any]) -> NDArray[np.object_] | None:
    """Return the shapes of all features at once when each is a plain point, else None."""
    try:
        if not all(f["type"] == "Feature" and f["geometry"]["type"] == "Point" for f in features):
            return None
        places = np.array([f["geometry"]["coordinates"][:2] for f in features])
    except (TypeError, KeyError, ValueError):
        return None
    if (
        places.ndim != 2
        or places.shape[1] != 2
        or places.dtype.kind not in "if"
        or not np.isfinite(places).all()
    ):
        return None
    return np.asarray(shapely.points(places.astype(np.float64)), dtype=object)


def _collection(parts: object, notes: list[str], level: int) -> BaseGeometry:
    if not isinstance(parts, list):
        raise BadGeometry(lambda row: _refuse_type(row, parts))
    return shapely.GeometryCollection([make_shape(part, notes, level + 1) for part in parts])


def _check_depth(value: object, depth: int, kind: str) -> None:
    """Refuse lists nested more or less deeply than the type of the geometry wants."""
    if not isinstance(value, list):
        raise BadGeometry(lambda row: _refuse_depth(row, kind, value))
    if depth:
        for part in value:
            _check_depth(part, depth - 1, kind)
    elif value and isinstance(value[0], list):
        raise BadGeometry(lambda row: _refuse_depth(row, kind, value))
    elif (value or kind != "Point") and not _is_position(value):
        raise BadGeometry(lambda row: _refuse_position(row, value))


def _is_position(value: list[object]) -> bool:
    return len(value) >= 2 and all(map(_is_number, value))


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return bool(np.isfinite(float(value)))
    except OverflowError:
        return False


def _flat(positions: list[list[float]]) -> NDArray[np.float64]:
    return np.array([position[:2] for position in positions], dtype=np.float64).reshape(-1, 2)


def _ring(positions: list[list[float]], notes: list[str]) -> shapely.LinearRing:
    if positions and positions[0][:2] != positions[-1][:2]:
        notes.append("unclosed")
        positions = [*positions, positions[0]]
    return shapely.LinearRing(_flat(positions))


def _polygon(rings: list[Any], notes: list[str]) -> shapely.Polygon:
    if not rings:
        return shapely.Polygon()
    made = [_ring(ring, notes) for ring in rings]
    return shapely.Polygon(made[0], made[1:])


_MAKERS: dict[str, Callable[[Any, list[str]], BaseGeometry]] = {
    "Point": lambda place, _: shapely.Point(place[:2]) if place else shapely.Point(),
    "MultiPoint": lambda places, _: shapely.MultiPoint(_flat(places)),
    "LineString": lambda places, _: shapely.LineString(_flat(places)),
    "MultiLineString": lambda lines, _: shapely.MultiLineString([_flat(line) for line in lines]),
    "Polygon": _polygon,
    "MultiPolygon": lambda parts, notes: shapely.MultiPolygon([_polygon(p, notes) for p in parts]),
}


def _brief(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]


def _refuse_type(row: int, seen: object) -> RowIssue:
    return refuse_row(
        "geometry.type",
        row,
        "geometry",
        _brief(seen),
        "The geometry is {seen}, which GeoJSON does not know: draw it again or export the file"
        " again.",
        seen=_brief(seen),
    )


def _refuse_depth(row: int, kind: str, seen: object) -> RowIssue:
    return refuse_row(
        "geometry.depth",
        row,
        "geometry",
        _brief(seen),
        "The coordinates of the {kind} are not nested as they must be (seen: {seen}): export the"
        " file again.",
        kind=kind,
        seen=_brief(seen),
    )


def _refuse_position(row: int, seen: object) -> RowIssue:
    return refuse_row(
        "geometry.position",
        row,
        "geometry",
        _brief(seen),
        "A position of the geometry is {seen}, not two numbers: correct it or draw it again.",
        seen=_brief(seen),
    )


def _refuse_shape(row: int, kind: str, seen: object, cause: str) -> RowIssue:
    return refuse_row(
        "geometry.shape",
        row,
        "geometry",
        _brief(seen),
        "The {kind} cannot be drawn from its positions ({cause}): draw it again.",
        kind=kind,
        cause=cause,
    )
