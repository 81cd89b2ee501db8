"""The loops that shorten a way, compiled; imported on first use, for numba loads slowly.

A way is held as a ring of places: the last, the end, is followed by the first, the start, and the
distance between these two is so far below zero that no move that shortens the ring parts them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.density_kernel import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Metres below which a gain is a rounding error; the room for moves between two kicks.
LEAST_M = 1e-7
LOG_SIZE = 4096
_LONGEST_KICK = 50
_LONGEST_SEGMENT = 3


class Ring(NamedTuple):
    """The ring and what the search notes about it; all arrays change in place.

    Attributes
    ----------
    tour, at
        Place at each position, position of each place.
    cost
        Distances, shape (m, m).
    near
        The nearest places to each, nearest first, shape (m, k).
    waiting, is_waiting
        Places whose surroundings changed: a stack, and whether each is on it.
    log
        Turned stretches since the last kick, (LOG_SIZE, 2).
    counts
        Height of the stack, length of the log, state of the random numbers.
    """

    tour: Ints
    at: Ints
    cost: Floats
    near: Ints
    waiting: Ints
    is_waiting: NDArray[np.bool_]
    log: Ints
    counts: Ints


@compiled
def _turn(ring: Ring, first: int, last: int) -> None:
    """Turn the stretch between two positions round, or the rest of the ring if that is shorter."""
    size = len(ring.tour)
    inner = (last - first) % size + 1
    if 2 * inner > size:
        first, last, inner = (last + 1) % size, (first - 1) % size, size - inner
    for _ in range(inner // 2):
        one, other = ring.tour[first], ring.tour[last]
        ring.tour[first], ring.tour[last] = other, one
        ring.at[other], ring.at[one] = first, last
        first = first + 1 if first + 1 < size else 0
        last = last - 1 if last > 0 else size - 1


@compiled
def _beside(ring: Ring, place: int, step: int) -> int:
    size = len(ring.tour)
    found = ring.at[place] + step
    if found >= size:
        found = 0
    elif found < 0:
        found = size - 1
    return int(ring.tour[found])


@compiled
def _swap(ring: Ring, a: int, b: int, c: int, e: int) -> None:
    """Put the links a-c and b-e for a-b and c-e; b follows a as e follows c."""
    if _beside(ring, a, 1) == b:
        first, last = ring.at[b], ring.at[c]
    else:
        first, last = ring.at[c], ring.at[b]
    _turn(ring, first, last)
    noted = ring.counts[1]
    if noted < LOG_SIZE:
        ring.log[noted, 0], ring.log[noted, 1] = first, last
    ring.counts[1] = noted + 1


@compiled
def _carry(ring: Ring, stretch: tuple[int, int, int, int], c: int, x: int, turned: bool) -> None:
    """Carry the stretch s..t out of p, s..t, n to between c and x, which follow in that order."""
    p, s, t, n = stretch
    _swap(ring, p, s, c, x)
    _swap(ring, p, c, n, t)
    if not turned:
        _swap(ring, c, t, s, x)
    for place in (p, s, t, n, c, x):
        _wait(ring, place)


@compiled
def _wait(ring: Ring, place: int) -> None:
    if not ring.is_waiting[place]:
        ring.is_waiting[place] = True
        ring.waiting[ring.counts[0]] = place
        ring.counts[0] += 1


@compiled
def _two_opt(ring: Ring, a: int, step: int) -> float:
    """Return the metres gained by one exchange of the link after a, 0 where none gains."""
    cost = ring.cost
    b = _beside(ring, a, step)
    for c in ring.near[a]:
        first = cost[a, b] - cost[a, c]
        if first <= LEAST_M:
            return 0.0
        e = _beside(ring, c, step)
        gain = first + cost[c, e] - cost[b, e]
        if gain > LEAST_M:
            _swap(ring, a, b, c, e)
            for place in (a, b, c, e):
                _wait(ring, place)
            return float(gain)
    return 0.0


@compiled
def _or_opt(ring: Ring, a: int, step: int) -> float:
    """Return the metres gained by carrying up to three places from a on elsewhere, else 0."""
    p, t = _beside(ring, a, -step), a
    for length in range(1, _LONGEST_SEGMENT + 1):
        n = _beside(ring, t, step)
        if n == p:
            return 0.0
        gain = _carried(ring, (p, a, t, n), step, length)
        if gain > 0.0:
            return gain
        t = n
    return 0.0


@compiled
def _carried(ring: Ring, stretch: tuple[int, int, int, int], step: int, length: int) -> float:
    """Return the gain of the first better place for a stretch, beside one near its head."""
    cost, size = ring.cost, len(ring.tour)
    p, a, t, n = stretch
    freed = cost[p, a] + cost[t, n] - cost[p, n]
    for c in ring.near[a]:
        if cost[a, c] >= freed:
            return 0.0
        if ((ring.at[c] - ring.at[a]) * step) % size < length:
            continue
        after, before = _beside(ring, c, step), _beside(ring, c, -step)
        gain = freed - cost[a, c] - cost[t, after] + cost[c, after]
        if c != p and gain > LEAST_M:
            _carry(ring, stretch, c, after, False)
            return float(gain)
        gain = freed - cost[a, c] - cost[t, before] + cost[c, before]
        if c != n and gain > LEAST_M:
            _carry(ring, stretch, before, c, True)
            return float(gain)
    return 0.0


@compiled
def _settle(ring: Ring) -> float:
    """Return the metres gained by moves around the waiting places until none gains."""
    gained = 0.0
    while ring.counts[0] > 0:
        ring.counts[0] -= 1
        place = ring.waiting[ring.counts[0]]
        ring.is_waiting[place] = False
        gain = 1.0
        while gain > 0.0 and ring.counts[1] < LOG_SIZE - 3:
            gain = _two_opt(ring, place, 1)
            if gain == 0.0:
                gain = _two_opt(ring, place, -1)
            if gain == 0.0:
                gain = _or_opt(ring, place, 1)
            if gain == 0.0:
                gain = _or_opt(ring, place, -1)
            gained += gain
    return gained


@compiled
def _random(ring: Ring, below: int) -> int:
    """Return a number from 0 to below - 1, by xorshift."""
    word = np.uint64(ring.counts[2])
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    ring.counts[2] = np.int64(word)
    return int((word >> np.uint64(11)) % np.uint64(below))


@compiled
def _kick(ring: Ring) -> float:
    """Exchange two neighbouring stretches (double bridge) and return the metres it costs."""
    tour, cost, size = ring.tour, ring.cost, len(ring.tour)
    most = min(_LONGEST_KICK, (size - 2) // 3)
    first = _random(ring, size)
    middle = first + 1 + _random(ring, most)
    last = middle + 1 + _random(ring, most)
    p, s = tour[first], tour[(first + 1) % size]
    t, n = tour[middle % size], tour[(middle + 1) % size]
    c, x = tour[last % size], tour[(last + 1) % size]
    lost = cost[p, s] + cost[t, n] + cost[c, x]
    _carry(ring, (p, s, t, n), c, x, False)
    return float(cost[p, n] + cost[c, s] + cost[t, x] - lost)


@compiled
def search(ring: Ring, kicks: int, slack_m: float) -> Ints:
    """Settle, then kick and settle so many times, and return the shortest ring met.

    A ring that is longer than the last by at most the slack is gone on from; the slack shrinks
    to nothing while the kicks run out.
    """
    for place in ring.tour:
        _wait(ring, place)
    while ring.counts[0] > 0:
        ring.counts[1] = 0
        _settle(ring)
    best, behind = ring.tour.copy(), 0.0
    for kick in range(kicks):
        ring.counts[1] = 0
        longer = _kick(ring) - _settle(ring)
        if longer > slack_m * (1.0 - kick / kicks) or ring.counts[0] > 0:
            _take_back(ring)
            continue
        behind += longer
        if behind < -LEAST_M:
            best, behind = ring.tour.copy(), 0.0
    return best


@compiled
def _take_back(ring: Ring) -> None:
    while ring.counts[1] > 0:
        ring.counts[1] -= 1
        first, last = ring.log[ring.counts[1]]
        _turn(ring, first, last)
    _clear(ring)


@compiled
def _clear(ring: Ring) -> None:
    while ring.counts[0] > 0:
        ring.counts[0] -= 1
        ring.is_waiting[ring.waiting[ring.counts[0]]] = False
