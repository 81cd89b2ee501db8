"""Cut lines from a file: a layer of roads or rivers along which chosen grids are split."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from casework.access import Action, Viewer, require
from data.readers.files import read_shapes
from geo.crs import declared_crs, shapes_to_store
from service.errors import ServiceError
from service.reorganise.plan import Line, SplitGrid

_MOST_LINES = 5_000


def cut_lines(viewer: Viewer, path: Path, crs: str | None = None) -> tuple[Line, ...]:
    """Return the lines of a file in EPSG:4490; borders of its areas count as lines.

    Parameters
    ----------
    crs
        What its coordinates are, where the file does not say so.

    Raises
    ------
    CaseworkError, DataError, GeoError, ServiceError
        When the viewer may not reorganise, or the file cannot be used: what to do is said.
    """
    require(viewer, Action.REORGANISE)
    reading = read_shapes(path, crs=crs)
    if reading.declared_crs is None:
        raise ServiceError(
            "The file {file} does not say what its coordinates are: name the coordinate system.",
            file=reading.file,
        )
    shapes = np.asarray(reading.shapes, dtype=object)[reading.usable]
    placed = shapes_to_store(shapes, declared_crs(reading.declared_crs))
    flat = np.where(shapely.get_dimensions(placed) == 2, shapely.boundary(placed), placed)
    parts = shapely.get_parts(shapely.line_merge(flat[shapely.get_dimensions(flat) == 1]))
    if not len(parts):
        raise ServiceError(
            "The file {file} holds no lines: give a layer of lines or areas.", file=reading.file
        )
    if len(parts) > _MOST_LINES:
        raise ServiceError(
            "The file {file} holds {count} lines: cut with at most {most} at a time.",
            file=reading.file,
            count=len(parts),
            most=_MOST_LINES,
        )
    return tuple(tuple((x, y) for x, y in part.coords) for part in parts)


def split_along(
    grids: gpd.GeoDataFrame, chosen: Collection[str], lines: tuple[Line, ...]
) -> tuple[SplitGrid, ...]:
    """Return the splits of the chosen grids by the lines that run through them.

    Parameters
    ----------
    grids
        ``code, geometry`` in EPSG:4490.

    Raises
    ------
    ServiceError
        When no line runs through any of them.
    """
    strings = np.array([shapely.LineString(line) for line in lines], dtype=object)
    tree = shapely.STRtree(strings)
    found = []
    for code, shape in zip(grids["code"], grids.geometry, strict=True):
        if code not in chosen:
            continue
        near = np.sort(tree.query(shape, predicate="intersects"))
        # A line that only touches the border divides nothing.
        within = [row for row in near if not shapely.touches(strings[row], shape)]
        if within:
            found.append(SplitGrid(code, tuple(lines[row] for row in within)))
    if not found:
        raise ServiceError(
            "None of the lines runs through a chosen grid: choose grids that they cross."
        )
    return tuple(found)
