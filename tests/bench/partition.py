"""Irregular partitions for trials: Voronoi cells with noisy, shared, densified borders."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi

WEST, SOUTH, SIZE = 114.0, 30.0, 0.5


def noisy_partition(grids: int, seed: int, *, halvings: int = 5) -> gpd.GeoDataFrame:
    """Return about `grids` areas that share every vertex of their borders, in EPSG:4490.

    With five halvings an area has about 30 to 300 vertices.
    """
    rng = np.random.default_rng(seed)
    seeds = rng.random((grids, 2))
    mirrored = [seeds]
    for axis, edge in ((0, 0), (0, 1), (1, 0), (1, 1)):
        other = seeds.copy()
        other[:, axis] = 2 * edge - other[:, axis]
        mirrored.append(other)
    voronoi = Voronoi(np.concatenate(mirrored))
    held = (voronoi.ridge_points < grids).any(axis=1)
    ends = voronoi.vertices[np.array(voronoi.ridge_vertices, dtype=object)[held].tolist()]
    inner = (voronoi.ridge_points[held] < grids).all(axis=1)
    lines = shapely.linestrings(_noisy(ends, inner, halvings, rng) * SIZE + (WEST, SOUTH))
    areas = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return frame_of(areas)


def frame_of(areas: npt.ArrayLike) -> gpd.GeoDataFrame:
    """Return general grids with 15-digit codes of the areas."""
    shapes = np.asarray(areas, dtype=object)
    codes = [f"420106001{number:06d}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(
        {"code": codes, "name": codes, "kind": "general", "parent_code": "420106001"},
        geometry=shapes,
        crs=4490,
    )


def points_around(
    count: int, seed: int, *, outside: float = 0.11
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return lon and lat of points, about a share `outside` of them beyond the partition."""
    rng = np.random.default_rng(seed)
    wide = SIZE / np.sqrt(1 - outside)
    xy = rng.random((2, count)) * wide - (wide - SIZE) / 2
    return xy[0] + WEST, xy[1] + SOUTH


def _noisy(
    ends: npt.NDArray[np.float64],
    inner: npt.NDArray[np.bool_],
    halvings: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Polylines with a random midpoint per halving; the outer border stays straight."""
    lines = ends
    for _ in range(halvings):
        start, end = lines[:, :-1], lines[:, 1:]
        across = (end - start)[:, :, ::-1] * (1, -1)
        shift = rng.uniform(-0.12, 0.12, start.shape[:2]) * inner[:, None]
        middle = (start + end) / 2 + across * shift[:, :, None]
        longer = np.empty((len(lines), 2 * lines.shape[1] - 1, 2))
        longer[:, ::2], longer[:, 1::2] = lines, middle
        lines = longer
    return lines
