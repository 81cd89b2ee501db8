"""The grids as the browser draws them: simplified per zoom band, neighbours keep their border."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

# Per band: the last zoom it serves, the simplification in metres (about half a pixel there, at
# 30 degrees north), and the step of its coordinates in degrees (1e-6 is 0.1 m).
BANDS: Final = (
    (10, 60.0, 1e-4),
    (12, 15.0, 2e-5),
    (14, 4.0, 1e-5),
    (16, 1.0, 2e-6),
    (22, 0.0, 1e-6),
)
# Length of a degree of latitude, GRS80 mean: only scales the simplification, never an answer.
_DEGREE_M: Final = 111_195.0


def simplified(grids: gpd.GeoDataFrame, tolerance_m: float) -> NDArray[np.object_]:
    """Return the grids' shapes with fewer vertices; shared borders stay shared.

    Parameters
    ----------
    grids
        ``kind, geometry`` in EPSG:4490.  Dedicated grids lie on top of general ones, so each
        kind is a coverage of its own.
    tolerance_m
        About the square root of the area a dropped vertex may change; 0 changes nothing.
    """
    shapes: NDArray[np.object_] = grids.geometry.to_numpy()
    if not tolerance_m or not len(shapes):
        return shapes
    south, north = grids.total_bounds[[1, 3]]
    scale = np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * _DEGREE_M
    flat = shapely.transform(shapes, lambda lonlat: lonlat * scale)
    for kind in grids["kind"].unique():
        rows = np.flatnonzero(grids["kind"] == kind)
        flat[rows] = shapely.coverage_simplify(flat[rows], tolerance_m)
    back: NDArray[np.object_] = shapely.transform(flat, lambda metres: metres / scale)
    return back


def rings_of(
    shapes: NDArray[np.object_], origin: NDArray[np.float64], step: float
) -> list[list[list[int]]]:
    """Return per shape its rings as ``[x, y, dx, dy, ...]`` in steps from the origin.

    The closing vertex is left out.  Rings of holes and parts stand side by side: filled by the
    even-odd rule they give the shape.
    """
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, of_part = shapely.get_rings(parts[is_area], return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint((points - origin) / step).astype(np.int64)
    cuts = np.flatnonzero(np.diff(of_ring)) + 1
    out: list[list[list[int]]] = [[] for _ in range(len(shapes))]
    owners = of_shape[is_area][of_part]
    for owner, ring in zip(owners.tolist(), np.split(steps, cuts), strict=False):
        flat = _deltas(ring)
        if flat:
            out[owner].append(flat)
    return out


def _deltas(ring: NDArray[np.int64]) -> list[int]:
    moves = np.diff(ring[:-1], axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    return [] if len(moves) < 2 else np.vstack([ring[:1], moves]).ravel().tolist()


def grid_layer(grids: gpd.GeoDataFrame, band: int) -> dict[str, Any]:
    """Return what the browser needs to draw the grids of a band.

    Parameters
    ----------
    grids
        ``code, name, kind, parent_code, geometry`` in EPSG:4490, ordered by code.
    band
        Which of `BANDS`.

    Returns
    -------
    dict
        ``band, origin [lon, lat], step`` (degrees), and lists in the order of the grids:
        ``codes, names, kinds`` (1 = dedicated), ``parents``, ``labels [x, y]`` and ``rings``
        in steps from the origin.
    """
    _last, tolerance_m, step = BANDS[band]
    shapes = simplified(grids, tolerance_m)
    west, south, _east, _north = grids.total_bounds if len(grids) else (0.0, 0.0, 0.0, 0.0)
    origin = np.floor(np.array([west, south]) * 100) / 100
    spots = shapely.get_coordinates(shapely.point_on_surface(grids.geometry.to_numpy()))
    return {
        "band": band,
        "origin": [round(value, 2) for value in origin.tolist()],
        "step": step,
        "codes": grids["code"].tolist(),
        "names": grids["name"].tolist(),
        "kinds": (grids["kind"] == "dedicated").astype(int).tolist(),
        "parents": grids["parent_code"]
        .astype(object)
        .where(grids["parent_code"].notna(), None)
        .tolist(),
        "labels": np.rint((spots - origin) / step).astype(np.int64).tolist(),
        "rings": rings_of(shapes, origin, step),
    }
