"""Ways between stops: from the door to the street, along the streets, to the other door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.ops import substring

from geo.metres import metric_crs, points_to_metres
from geo.street_graph import StreetGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A stop farther than this from any street is reached as the crow flies.
REACH_M: Final = 150.0
# How two stops are joined: over one end of each one's stretch, along one stretch, straight.
_ALONG, _STRAIGHT = 4, 5


class _Doors(NamedTuple):
    """Stops at their streets: stretch (-1 for none), metres along it and away from it."""

    xy: Floats
    edge: Ints
    along_m: Floats
    away_m: Floats


@dataclass(frozen=True)
class Ways:
    """Ways on foot between stops.

    Attributes
    ----------
    distance_m
        Metres between any two stops, shape (n, n), symmetric.
    is_street
        Whether they are metres on foot; else as the crow flies, because a stop lies farther than
        `REACH_M` from any street or no street leads from one to the other.
    """

    distance_m: Floats
    is_street: NDArray[np.bool_]
    _choice: NDArray[np.int8]
    _doors: _Doors
    _source: Ints
    _before: Ints
    _network: StreetGraph
    _crs: CRS

    def path(self, first: int, last: int) -> Floats:
        """Return lon, lat (EPSG:4490) of the vertices of the way between two stops, (k, 2)."""
        doors, choice = self._doors, int(self._choice[first, last])
        if choice == _STRAIGHT:
            parts = []
        elif choice == _ALONG:
            parts = [self._along(first, doors.along_m[last])]
        else:
            parts = self._over(first, last, choice)
        xy = np.concatenate([doors.xy[[first]], *parts, doors.xy[[last]]])
        is_new = np.append(True, np.abs(np.diff(xy, axis=0)).sum(axis=1) > 1e-3)
        is_new[-1] |= is_new.sum() == 1
        back = Transformer.from_crs(self._crs, self._crs.geodetic_crs, always_xy=True)
        return np.column_stack(back.transform(*xy[is_new].T))

    def _over(self, first: int, last: int, choice: int) -> list[Floats]:
        """Return the parts of a way that leaves one stretch at one end and enters another."""
        network = self._network
        start, end = divmod(choice, 2)
        edges = self._doors.edge
        node = int(network.ends[edges[last], end])
        source = int(network.ends[edges[first], start])
        chain, row = [node], int(np.searchsorted(self._source, source))
        while chain[-1] != source:
            chain.append(int(self._before[row, chain[-1]]))
        chain.reverse()
        between = [self._between(*pair) for pair in zip(chain, chain[1:], strict=False)]
        length = shapely.length(network.edges[edges])
        leave = self._along(first, length[first] * start)
        enter = self._along(last, length[last] * end)[::-1]
        return [leave, *between, enter]

    def _along(self, stop: int, to_m: float) -> Floats:
        doors = self._doors
        part = substring(self._network.edges[doors.edge[stop]], doors.along_m[stop], to_m)
        found: Floats = shapely.get_coordinates(part)
        return found

    def _between(self, one: int, other: int) -> Floats:
        edge = self._network.edge_of[min(one, other), max(one, other)]
        line: Floats = shapely.get_coordinates(self._network.edges[edge])
        return line if self._network.ends[edge, 0] == one else line[::-1]


def ways_along(network: StreetGraph, lon: Floats, lat: Floats) -> Ways:
    """Return the ways between positions (EPSG:4490) along the streets of a network.

    Notes
    -----
    A stop is joined to the nearest point of the nearest street.  Two stops that stand closer to
    one another than to the street together, as two doors of a yard do, are joined directly.
    """
    crs = network.crs or metric_crs(lon, lat)
    doors = _at_streets(network, np.column_stack(points_to_metres(lon, lat, crs)))
    source, reached_m, before = _reached(network, doors)
    street_m, choice = _joined(network, doors, source, reached_m)
    straight_m = np.hypot(*(doors.xy[:, None] - doors.xy[None]).transpose(2, 0, 1))
    away_m = doors.away_m[:, None] + doors.away_m[None]
    is_street = np.isfinite(street_m)
    is_direct = ~is_street | (straight_m <= away_m)
    distance_m = np.where(is_direct, straight_m, street_m)
    choice[is_direct] = _STRAIGHT
    return Ways(distance_m, is_street, choice, doors, source, before, network, crs)


def _at_streets(network: StreetGraph, xy: Floats) -> _Doors:
    points = np.asarray(shapely.points(xy), np.object_)
    edge = np.full(len(xy), -1, np.int64)
    along_m, away_m = np.zeros(len(xy)), np.zeros(len(xy))
    if len(network) and len(xy):
        stop, near = network.tree.query_nearest(points, max_distance=REACH_M, all_matches=False)
        edge[stop] = near
        along_m[stop] = shapely.line_locate_point(network.edges[near], points[stop])
        away_m[stop] = shapely.distance(network.edges[near], points[stop])
    return _Doors(xy, edge, along_m, away_m)


def _reached(network: StreetGraph, doors: _Doors) -> tuple[Ints, Floats, Ints]:
    """Return the crossings beside stops, the metres from each to all, and what lies before."""
    from scipy.sparse.csgraph import dijkstra

    source = np.unique(network.ends[doors.edge[doors.edge >= 0]])
    if not len(source):
        return source, np.empty((0, 0)), np.empty((0, 0), np.int64)
    reached_m, before = dijkstra(network.graph, indices=source, return_predecessors=True)
    return source, reached_m, before


def _joined(
    network: StreetGraph, doors: _Doors, source: Ints, reached_m: Floats
) -> tuple[Floats, NDArray[np.int8]]:
    """Return the metres by street between any two stops, inf for none, and how they are joined."""
    count = len(doors.edge)
    street_m = np.full((count, count), np.inf)
    choice = np.full((count, count), _STRAIGHT, np.int8)
    has = np.flatnonzero(doors.edge >= 0)
    if not len(has):
        return street_m, choice
    edge, along_m = doors.edge[has], doors.along_m[has]
    nodes = network.ends[edge]
    to_end = np.column_stack([along_m, shapely.length(network.edges[edge]) - along_m])
    row = np.searchsorted(source, nodes)
    ways = [
        to_end[:, [a]] + reached_m[np.ix_(row[:, a], nodes[:, b])] + to_end[:, b]
        for a in (0, 1)
        for b in (0, 1)
    ]
    same = edge[:, None] == edge
    ways.append(np.where(same, np.abs(along_m[:, None] - along_m), np.inf))
    stacked = np.stack(ways)
    away_m = doors.away_m[has]
    street_m[np.ix_(has, has)] = stacked.min(axis=0) + away_m[:, None] + away_m
    choice[np.ix_(has, has)] = stacked.argmin(axis=0)
    return street_m, choice
