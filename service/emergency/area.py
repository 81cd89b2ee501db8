"""The area of an emergency: corners that were drawn, a text, or units and grids by their code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from casework.access import Action, Viewer, require
from data.readers.files import read_areas
from data.store import Store
from geo.crs import declared_crs, shapes_to_store
from geo.union import union_of
from service.errors import ServiceError
from service.map_view import MapData

# More corners than anybody draws; with more it takes seconds to say who lives inside.
_MOST_CORNERS: Final = 20_000
# Of the map's own ground, which nobody who asks for it could simplify: more than a county's border.
_MOST_OF_MAP: Final = 200_000
# Of brackets in a text: an area needs three, and the reader of texts falls over many thousands.
_DEEPEST: Final = 8


def area_of_corners(corners: Sequence[Sequence[float]]) -> BaseGeometry:
    """Return the polygon of corners in order, each longitude and latitude; the last one closes.

    Raises
    ------
    ServiceError
        When there are fewer than three, or the line crosses itself.
    """
    try:
        points = [(float(lon), float(lat)) for lon, lat in corners]
        if not np.isfinite(points).all():
            raise ValueError("not a number")
    except (TypeError, ValueError) as error:
        raise ServiceError(
            "The corners cannot be read: give longitude and latitude of each, in order."
        ) from error
    if len(set(points)) < 3:
        raise ServiceError(
            "An area needs at least three different corners, and {count} were given: draw it"
            " again.",
            count=len(set(points)),
        )
    return checked_area(shapely.Polygon(points))


def area_of_text(text: str) -> BaseGeometry:
    """Return the area of a text: WKT or GeoJSON, longitude and latitude in CGCS2000 or WGS-84.

    Raises
    ------
    ServiceError
        When it is neither, holds no area, or one that cannot be used.
    """
    try:
        return checked_area(_from_text(text.strip()))
    except (
        GEOSException,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
    ) as error:
        raise ServiceError(
            "The area {text} cannot be read: give it as WKT, POLYGON((111.0 31.6, …)), or as"
            " GeoJSON.",
            text=text.strip()[:60] or "-",
        ) from error


def area_of_file(viewer: Viewer, path: Path, crs: str | None = None) -> BaseGeometry:
    """Return all the areas of a map file as one.

    Raises
    ------
    CaseworkError
        When the viewer may not open emergencies.
    DataError, GeoError, ServiceError
        When the file holds no area that can be used, or says no coordinate system.
    """
    require(viewer, Action.OPEN_EMERGENCY)
    reading = read_areas(path, crs=crs)
    declared = crs or reading.declared_crs
    shapes = np.array([] if reading.shapes is None else reading.shapes, dtype=object)
    shapes = shapes[[one is not None for one in shapes]]
    if not len(shapes) or declared is None:
        raise ServiceError(
            "{file} holds no area that can be used, or does not say its coordinate system: name"
            " it with --crs.",
            file=path.name,
        )
    return checked_area(_union(shapes_to_store(shapes, declared_crs(declared))))


def area_of_code(viewer: Viewer, store: Store, code: str, on: date) -> BaseGeometry:
    """Return the ground of a unit or grid on a day.

    Raises
    ------
    CaseworkError
        When the viewer may not see the map.
    ServiceError
        When there is no such area on the map of the day that the viewer sees.
    """
    require(viewer, Action.VIEW_MAP)
    grids = MapData.of(store).grids(on)
    rows = grids.within(viewer.scope) & grids.within(code)
    if not rows.any():
        raise ServiceError(
            "There is no area {area} on the map of {day}: choose one that is in force.",
            area=code,
            day=on,
        )
    return checked_area(union_of(grids.frame.geometry.to_numpy()[rows]), _MOST_OF_MAP)


def checked_area(shape: BaseGeometry, most: int = _MOST_CORNERS) -> BaseGeometry:
    """Return the shape as it can be used.

    Raises
    ------
    ServiceError
        When it is no area, has more corners than `most`, lies nowhere on earth or crosses itself.
    """
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise ServiceError(
            "A {kind} is no area: give a polygon of at least three corners.", kind=shape.geom_type
        )
    _refuse_many(int(shapely.get_num_coordinates(shape)), most)
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ServiceError(
            "This area reaches {west}, {south} to {east}, {north}, which is nowhere on earth:"
            " give longitude and latitude in degrees.",
            west=west, south=south, east=east, north=north,
        )  # fmt: skip
    if not shape.is_valid or not shape.area > 0:
        raise ServiceError(
            "The border of this area crosses itself or encloses nothing: draw it again, corner by"
            " corner around it."
        )
    return shapely.force_2d(shape)


def _from_text(text: str) -> BaseGeometry:
    if not text.startswith("{"):
        if _depth(text) > _DEEPEST:
            raise ValueError("brackets in brackets")
        # "EPSG:4490;POLYGON…" and the like: what stands before is not guessed at.
        return shapely.from_wkt(text)
    told: dict[str, Any] = json.loads(text)
    kind = told.get("type")
    if kind == "Feature":
        return shapely.from_geojson(json.dumps(told["geometry"]))
    if kind == "FeatureCollection":
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in told["features"]]
        return _union(np.array(shapes, dtype=object))
    return shapely.from_geojson(text)


def _union(shapes: NDArray[np.object_]) -> BaseGeometry:
    """Return all areas as one, unless there are more corners than can be put together."""
    corners = shapely.get_num_coordinates(shapes)
    _refuse_many(int(corners.max(initial=0)), _MOST_CORNERS)
    _refuse_many(int(corners.sum()), _MOST_OF_MAP)
    return union_of(shapes)


def _refuse_many(corners: int, most: int) -> None:
    if corners > most:
        raise ServiceError("This area has more than {most} corners: simplify it.", most=most)


def _depth(text: str) -> int:
    """Return how deep brackets stand in brackets."""
    signs = np.frombuffer(text.encode(errors="replace"), dtype=np.uint8)
    steps = (signs == ord("(")).astype(np.int64) - (signs == ord(")"))
    return int(np.cumsum(steps).max(initial=0))
