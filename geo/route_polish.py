"""The last look at a way: every exchange of links and every carrying is tried, near or far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.density_kernel import compiled
from geo.route_kernel import LEAST_M

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def polish(way: Ints, cost: Floats) -> None:
    """Shorten a way with fixed ends, in place, until no 2-opt and no Or-opt move is left.

    Parameters
    ----------
    way
        Places in order; the first and the last stay.
    cost
        Distances between places, symmetric.
    """
    is_better = True
    while is_better:
        is_better = _uncross(way, cost) or _relocate(way, cost)


@compiled
def _uncross(way: Ints, cost: Floats) -> bool:
    for i in range(1, len(way) - 2):
        for j in range(i + 1, len(way) - 1):
            before, after = way[i - 1], way[j + 1]
            gain = cost[before, way[i]] + cost[way[j], after]
            gain -= cost[before, way[j]] + cost[way[i], after]
            if gain > LEAST_M:
                way[i : j + 1] = way[i : j + 1][::-1].copy()
                return True
    return False


@compiled
def _relocate(way: Ints, cost: Floats) -> bool:
    for i in range(1, len(way) - 1):
        for j in range(i, min(i + 3, len(way) - 1)):
            head, tail = way[i], way[j]
            before, after = way[i - 1], way[j + 1]
            freed = cost[before, head] + cost[tail, after] - cost[before, after]
            if freed > LEAST_M and _placed(way, cost, i, j, freed):
                return True
    return False


@compiled
def _placed(way: Ints, cost: Floats, i: int, j: int, freed: float) -> bool:
    """Carry the stretch from i to j to the first better gap; return whether there was one."""
    head, tail = way[i], way[j]
    for k in range(len(way) - 1):
        if i - 1 <= k <= j:
            continue
        left, right = way[k], way[k + 1]
        straight = cost[left, head] + cost[tail, right]
        turned = cost[left, tail] + cost[head, right]
        if freed + cost[left, right] - min(straight, turned) > LEAST_M:
            stretch = way[i : j + 1].copy()
            if turned < straight:
                stretch = stretch[::-1].copy()
            rest = np.concatenate((way[:i], way[j + 1 :]))
            gap = k + 1 if k < i else k + 1 - len(stretch)
            way[:] = np.concatenate((rest[:gap], stretch, rest[gap:]))
            return True
    return False
