"""The grids in the plane of a picture: simplified to what can be seen, outlines of the units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.metres import shapes_to_metres
from service.map_view import GridLayer

Shapes = NDArray[np.object_]
Bools = NDArray[np.bool_]
# Coordinates stand in tenths of a pixel, as whole numbers.
FINE: Final = 10
# What is dropped by simplifying changes about this many pixels.
_DROPPED_PX: Final = 0.7


@dataclass(frozen=True)
class Ground:
    """The grids of a picture in a plane in metres, north up, and where they lie in the picture.

    Attributes
    ----------
    plane
        CRS in metres.
    rows
        Rows of the grids in their layer.
    shapes
        Of each of these, in metres.
    kinds, parents
        general or dedicated; code of the unit above.
    west, north, scale
        Metres of the picture's corner, and pixels to a metre.
    """

    plane: CRS
    rows: NDArray[np.int64]
    shapes: Shapes
    kinds: NDArray[np.object_]
    parents: NDArray[np.object_]
    west: float
    north: float
    scale: float

    def path(self, shapes: Shapes) -> str:
        """Return shapes as the data of one SVG path, in tenths of a pixel."""
        rings = shapely.get_rings(shapely.get_parts(shapes))
        points, of_ring = shapely.get_coordinates(rings, return_index=True)
        at = (points - [self.west, self.north]) * [self.scale * FINE, -self.scale * FINE]
        steps = np.rint(at).astype(np.int64)
        cuts = np.flatnonzero(np.diff(of_ring)) + 1
        return "".join(_ring(one) for one in np.split(steps, cuts) if len(one) > 3)

    def at(self, place: shapely.Point) -> tuple[float, float]:
        """Return where a place lies in pixels."""
        return (place.x - self.west) * self.scale, (self.north - place.y) * self.scale


def ground_of(grids: GridLayer, inside: Bools, plane: CRS, width: float, height: float) -> Ground:
    """Return some grids in a plane in metres, fitted into a box in pixels."""
    frame = grids.frame
    rows = np.flatnonzero(inside)
    metres = shapes_to_metres(frame.geometry.to_numpy()[rows], plane)
    west, south, east, north = shapely.total_bounds(metres) if len(rows) else (0, 0, 1000, 1000)
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(width / wide, height / high)
    kinds = frame["kind"].to_numpy(dtype=object)[rows]
    return Ground(
        plane,
        rows,
        _simplified(metres, kinds, _DROPPED_PX / scale),
        kinds,
        frame["parent_code"].to_numpy(dtype=object)[rows],
        float(west - (width / scale - wide) / 2),
        float(north + (height / scale - high) / 2),
        float(scale),
    )


def outlines(ground: Ground, owner: NDArray[np.object_]) -> dict[str, shapely.Geometry]:
    """Return the outline of each unit, of the general grids that belong to it.

    Parameters
    ----------
    owner
        Code of the unit each grid belongs to, None for none.
    """
    is_general = ground.kinds == "general"
    frame = gpd.GeoDataFrame({"owner": owner[is_general]}, geometry=ground.shapes[is_general])
    groups = frame.dropna(subset="owner").groupby("owner")["geometry"]
    return {str(code): _joined(shapes.to_numpy()) for code, shapes in groups}


def _joined(shapes: Shapes) -> shapely.Geometry:
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapely.make_valid(shapes))


def _simplified(shapes: Shapes, kinds: NDArray[np.object_], tolerance_m: float) -> Shapes:
    found = shapes.copy()
    for kind in set(kinds.tolist()):
        rows = np.flatnonzero(kinds == kind)
        found[rows] = shapely.coverage_simplify(shapes[rows], tolerance_m)
    return found


def _ring(steps: NDArray[np.int64]) -> str:
    moves = np.diff(steps[:-1], axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    if len(moves) < 2:
        return ""
    x, y = steps[0]
    return f"M{x} {y}l" + " ".join(f"{dx} {dy}" for dx, dy in moves.tolist()) + "z"
