"""How far it is on foot along the streets: prepared once, asked for any stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.metres import metric_crs, shapes_to_metres
from geo.street_graph import StreetGraph
from geo.street_noding import GRAIN_M, stretches
from geo.street_ways import Ways, ways_along

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]


class StreetNetwork(StreetGraph):
    """Streets as a network; safe for many threads."""

    @classmethod
    def of(cls, lines: ArrayLike) -> StreetNetwork:
        """Return the network of some streets.

        Parameters
        ----------
        lines
            LineStrings and MultiLineStrings, lon, lat (EPSG:4490).  Whether one may walk on them,
            and whether two that cross meet there or pass above one another, no line says: all
            are walked on, all meet.
        """
        shapes = np.asarray(lines, np.object_).reshape(-1)
        vertices = shapely.get_coordinates(shapes)
        crs = metric_crs(vertices[:, 0], vertices[:, 1]) if len(vertices) else None
        edges = stretches(shapes_to_metres(shapes, crs)) if crs is not None else shapes[:0]
        ends = _ends(edges)
        edge_of = _shortest_edges(ends, shapely.length(edges))
        return cls(crs, edges, ends, _graph(edge_of, edges, ends), edge_of, shapely.STRtree(edges))

    def ways(self, lon: ArrayLike, lat: ArrayLike) -> Ways:
        """Return how far it is between any two of these positions (EPSG:4490), and by which way."""
        return ways_along(self, np.asarray(lon, np.float64), np.asarray(lat, np.float64))

    def distances_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return the metres on foot between any two of these positions, shape (n, n)."""
        return self.ways(lon, lat).distance_m


def _ends(edges: Shapes) -> Ints:
    ends = shapely.get_coordinates(shapely.get_point(edges, [[0], [-1]]).ravel())
    crossings = np.unique(np.rint(ends / GRAIN_M), axis=0, return_inverse=True)[1]
    return crossings.reshape(2, -1).T.astype(np.int64)


def _shortest_edges(ends: Ints, length_m: Floats) -> dict[tuple[int, int], int]:
    """Return the shortest stretch between any two crossings; those back to their own are none."""
    found: dict[tuple[int, int], int] = {}
    for edge in np.argsort(-length_m, kind="stable").tolist():
        one, other = sorted(ends[edge].tolist())
        if one != other:
            found[one, other] = edge
    return found


def _graph(edge_of: dict[tuple[int, int], int], edges: Shapes, ends: Ints) -> csr_array:
    from scipy.sparse import csr_array

    count = int(ends.max(initial=-1)) + 1
    pairs = np.array(list(edge_of), dtype=np.int64).reshape(-1, 2)
    length = shapely.length(edges[list(edge_of.values())]) if edge_of else np.empty(0)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return csr_array((np.tile(length, 2), (both[:, 0], both[:, 1])), shape=(count, count))
