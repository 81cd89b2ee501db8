"""The shortest way found from a first place to a last over all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from geo.route_kernel import Ring

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Places looked at around each; kicks, at least and for each place; how much longer, in mean legs,
# a way may be that is gone on from.  Tried on 400 places, even, clustered and along streets: twice
# as many kicks shorten a way by 0.1 % and take twice as long.
_NEAR = 10
_KICKS = (1000, 10)
_SLACK = 0.1
_SEED = 88172645463325252


def shortest_way(cost: Floats) -> Ints:
    """Return the numbers of all places in walking order, the first and the last where they were.

    Parameters
    ----------
    cost
        Distances, shape (m, m), symmetric; what stands between the first and the last place is
        not read.

    Notes
    -----
    Up to `MOST_TRIED` places between them the shortest way of all is found; beyond, nearest
    neighbour from either end, then 2-opt and Or-opt with a number of kicks fixed by the number
    of places: the same matrix gives the same way, whatever the machine and its load.
    """
    from geo.route_exact import MOST_TRIED, shortest
    from geo.route_polish import polish

    at, rest = _apart(cost)
    few = cost[np.ix_(at, at)]
    way = shortest(few) if len(at) <= MOST_TRIED + 2 else _searched(few)
    whole = np.concatenate([rest[at[place]] for place in way])
    polish(whole, cost)
    return whole


def nearest_neighbour(cost: Floats) -> Ints:
    """Return the way that goes to the nearest place not met before, from the first to the last."""
    left = np.arange(1, len(cost) - 1)
    way = [0]
    while len(left):
        chosen = int(np.argmin(cost[way[-1], left]))
        way.append(int(left[chosen]))
        left = np.delete(left, chosen)
    return np.array([*way, len(cost) - 1], dtype=np.int64)


def length_of(way: Ints, cost: Floats) -> float:
    """Return the metres of a way."""
    return float(cost[way[:-1], way[1:]].sum())


def _apart(cost: Floats) -> tuple[Ints, dict[int, Ints]]:
    """Return one of each set of inner places that lie together, and the sets by that one."""
    last = len(cost) - 1
    inner = np.arange(1, last)
    first = np.argmax(cost[1:last, 1:last] == 0, axis=1) if len(inner) else inner
    first = np.where(first[first] == first, first, np.arange(len(inner)))
    sets = {int(one) + 1: inner[first == one] for one in np.unique(first)}
    sets |= {0: np.array([0]), last: np.array([last])}
    return np.array(sorted(sets), dtype=np.int64), sets


def _searched(cost: Floats) -> Ints:
    """Return the best of many ways tried, begun with the nearest neighbour from either end."""
    from geo.route_kernel import search

    last = len(cost) - 1
    back = last - nearest_neighbour(cost[::-1, ::-1])[::-1]
    begun = min(nearest_neighbour(cost), back, key=lambda way: length_of(way, cost))
    ring = _ring(begun, cost)
    least, each = _KICKS
    slack_m = _SLACK * length_of(begun, cost) / len(cost)
    found = search(ring, max(least, each * len(cost)), slack_m)
    start = int(np.flatnonzero(found == 0)[0])
    turned = np.roll(found, -start)
    return turned if turned[-1] == last else np.roll(turned[::-1], 1)


def _ring(way: Ints, cost: Floats) -> Ring:
    from geo.route_kernel import LOG_SIZE, Ring

    size, last = len(way), len(way) - 1
    closed, order = cost.copy(), cost.copy()
    # Longer than any way: nothing can be gained by parting the end from the start.
    closed[0, last] = closed[last, 0] = -2.0 * size * max(float(cost.max()), 1.0)
    np.fill_diagonal(order, np.inf)
    order[0, last] = order[last, 0] = np.inf
    near = np.argsort(order, axis=1, kind="stable")[:, : min(_NEAR, size - 2)]
    at = np.empty(size, np.int64)
    at[way] = np.arange(size)
    waiting, is_waiting = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    log, counts = np.zeros((LOG_SIZE, 2), np.int64), np.array([0, 0, _SEED], np.int64)
    return Ring(way.copy(), at, closed, near.astype(np.int64), waiting, is_waiting, log, counts)
