"""The order of stops on foot: the shortest way that keeps what is urgent first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import GeoError
from geo.route_groups import grouped_way
from geo.route_search import length_of, shortest_way

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Order:
    """Stops in walking order.

    Attributes
    ----------
    stops
        Rows of the distance matrix, each once; the start first, a set end last.
    length_m
        Metres of the whole way, the way back included where it ends at the start.
    """

    stops: tuple[int, ...]
    length_m: float


def order_stops(
    distance_m: ArrayLike,
    start: int = 0,
    end: int | None = None,
    groups: ArrayLike | None = None,
    detour_m: float = 0.0,
) -> Order:
    """Return the order in which all stops are met on a short way from the start.

    Parameters
    ----------
    distance_m
        Metres between stops, shape (n, n), symmetric.
    start
        Row of the first stop.
    end
        Row of the last stop; the start's own row for a round; None ends wherever it is shortest.
    groups
        Whole numbers, shape (n,): stops of a lower one come first.  Those of start and end do
        not count.
    detour_m
        Stops of a later group are met before their turn where the way from one stop of the group
        in turn to the next grows by at most so many metres in all, and the whole way by none;
        never below 0.

    Raises
    ------
    GeoError
        When the matrix is not square, symmetric and finite, a row is not in it, or there is not
        one group for each stop.

    Notes
    -----
    Up to 12 stops between start and end, without groups, no shorter order exists; beyond, none
    that is one 2-opt or Or-opt move away.  The same matrix always gives the same order.
    """
    cost = _checked(distance_m, (start, *(() if end is None else (end,))))
    rows = np.array([row for row in range(len(cost)) if row not in (start, end)], dtype=np.int64)
    closed = _closed(cost, rows, start, end)
    if groups is None:
        way = shortest_way(closed)
    else:
        way = grouped_way(closed, _ranks(groups, len(cost))[rows], detour_m)
    ends_elsewhere = end is not None and end != start
    stops = (start, *rows[way[1:-1] - 1].tolist(), *((end,) if ends_elsewhere else ()))
    return Order(tuple(map(int, stops)), length_of(way, closed))


def _closed(cost: Floats, rows: Ints, start: int, end: int | None) -> Floats:
    """Return distances with the start first and the end last; an open end is near to all."""
    among = np.array([start, *rows, start if end is None else end])
    closed: Floats = cost[np.ix_(among, among)]
    if end is None:
        closed[-1, :] = closed[:, -1] = 0.0
    return closed


def _checked(distance_m: ArrayLike, rows: tuple[int, ...]) -> Floats:
    cost = np.asarray(distance_m, np.float64)
    if cost.ndim != 2 or cost.shape[0] != cost.shape[1]:
        raise GeoError(
            "Distances between stops have the shape {shape}: give one row and one column for"
            " each stop.",
            shape=cost.shape,
        )
    if not np.isfinite(cost).all() or (cost < 0).any() or not np.allclose(cost, cost.T, atol=1e-6):
        raise GeoError(
            "Distances between stops are to be finite, not negative, and the same both ways:"
            " {count} of them are not.",
            count=int((~(np.isfinite(cost) & (cost >= 0) & np.isclose(cost, cost.T))).sum()),
        )
    for row in rows:
        if not 0 <= row < len(cost):
            raise GeoError(
                "There is no stop {row} among {count}: count them from 0.", row=row, count=len(cost)
            )
    return np.minimum(cost, cost.T) * (1.0 - np.eye(len(cost)))


def _ranks(groups: ArrayLike, count: int) -> Ints:
    ranks = np.asarray(groups, np.int64)
    if ranks.shape != (count,):
        raise GeoError(
            "There are {seen} groups for {count} stops: give one for each.",
            seen=ranks.size,
            count=count,
        )
    return ranks
