"""How often chance alone puts as much around a grid: the inner loop, compiled with numba.

For each grid as many values as it has neighbours are drawn from all the others, again and again.
Every grid has a stream of random numbers of its own, made from the seed and its row, so that the
answer does not hang on the order or the number of threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.balance_kernel import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

# Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators: SplitMix64.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
_LOW_HALF = np.uint64(0xFFFFFFFF)


class Draws(NamedTuple):
    """What was drawn, per grid, upper tail first, shape (n, 2).

    ``reached``: draws at least as far out as what was found; ``drawn``: draws made until
    ``enough`` of them were, or all.
    """

    reached: Ints
    drawn: Ints


@compiled
def _mixed(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> _30)) * _MIX_1
    word = (word ^ (word >> _27)) * _MIX_2
    return word ^ (word >> _31)


@compiled
def _drawn_sum(values: Floats, order: Ints, room: int, size: int, state: Words) -> float:
    """Return the sum of `size` different ones of the first `room` values in `order`."""
    total = 0.0
    word = np.uint64(0)
    for k in range(size):
        if k % 2 == 0:
            state[0] += _GOLDEN
            word = _mixed(state[0])
            half = word & _LOW_HALF
        else:
            half = word >> _32
        at = k + np.int64((half * np.uint64(room - k)) >> _32)
        chosen = order[at]
        order[at] = order[k]
        order[k] = chosen
        total += values[chosen]
    return total


@compiled
def draw_around(
    values: Floats,
    found: Floats,
    sizes: Ints,
    seed: int,
    most: int,
    enough: int,
    order: Ints,
    state: Words,
    draws: Draws,
) -> None:
    """Count how often sums of values drawn from the other grids lie as far out as those found.

    Parameters
    ----------
    values
        One per grid, shape (n,).
    found, sizes
        Sum of the values around each grid, and of how many; 0 leaves the grid out.
    most, enough
        At most so many draws; a tail is done when `enough` of its draws lie as far out.
    order, state
        Room to work in, shapes (n,) and (1,).
    draws
        Filled in; zeros at first.
    """
    n = len(values)
    for i in range(n):
        if sizes[i] == 0:
            continue
        for k in range(n):
            order[k] = k
        order[i], order[n - 1] = n - 1, i
        state[0] = _mixed(_mixed(np.uint64(seed) + _GOLDEN) + np.uint64(i) * _GOLDEN)
        slack = 1e-9 * (1.0 + abs(found[i]))
        reached, drawn = draws.reached[i], draws.drawn[i]
        while max(drawn[0], drawn[1]) < most and min(reached[0], reached[1]) < enough:
            total = _drawn_sum(values, order, n - 1, sizes[i], state)
            if reached[0] < enough:
                reached[0] += total >= found[i] - slack
                drawn[0] += 1
            if reached[1] < enough:
                reached[1] += total <= found[i] + slack
                drawn[1] += 1
