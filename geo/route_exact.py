"""Few places: the shortest way found by trying all; many: a way no single move shortens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.density_kernel import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Beyond so many places between start and end the table of all ways grows too large.
MOST_TRIED = 12


@compiled
def shortest(cost: Floats) -> Ints:
    """Return the shortest way from the first place to the last over all others (Held and Karp).

    Parameters
    ----------
    cost
        Distances, shape (m, m), m at most `MOST_TRIED` + 2.
    """
    inner = len(cost) - 2
    best = np.full((1 << inner, inner), np.inf)
    came = np.zeros((1 << inner, inner), np.int64)
    for j in range(inner):
        best[1 << j, j] = cost[0, j + 1]
    for met in range(1, 1 << inner):
        for j in range(inner):
            if met >> j & 1:
                _extend(cost, best, came, met, j)
    way = np.zeros(len(cost), np.int64)
    way[-1] = len(cost) - 1
    met = (1 << inner) - 1
    j = int(np.argmin(best[met] + cost[1:-1, -1])) if inner else 0
    for k in range(inner, 0, -1):
        way[k] = j + 1
        j, met = came[met, j], met ^ (1 << j)
    return way


@compiled
def _extend(cost: Floats, best: Floats, came: Ints, met: int, j: int) -> None:
    for k in range(best.shape[1]):
        if not met >> k & 1:
            reached, length = met | 1 << k, best[met, j] + cost[j + 1, k + 1]
            if length < best[reached, k]:
                best[reached, k], came[reached, k] = length, j
