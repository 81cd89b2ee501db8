"""Urgent stops first: groups kept in order, and what lies on the way taken along."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.route_search import length_of, shortest_way

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# So many later places at most are taken along on a stretch, so that what is urgent does not wait
# for a whole street; our choice.
MOST_ALONG = 3
# A rounding error does not keep a stop from lying on the way.
_EXACTLY = 1e-6


def grouped_way(cost: Floats, ranks: Ints, detour_m: float) -> Ints:
    """Return the way through all places that keeps the groups but for what lies on the way.

    Parameters
    ----------
    cost
        Distances, shape (m, m): the start first, the end last.
    ranks
        Group of each place between them, shape (m - 2,); lower ones come first.
    detour_m
        Between one place of the group in turn and the next, the way through others may be so
        much longer than straight on, for `MOST_ALONG` of them at most.

    Notes
    -----
    Group after group: the shortest way through all that is left, groups in order, gives the
    order of the group in turn; places of later groups are taken into its stretches, least
    detour first, while the stretch allows.  They stay there when the whole way is no longer
    for it.
    """
    order = np.unique(ranks, return_inverse=True)[1].astype(np.int64)
    way = _in_order(cost, order, np.arange(len(cost)))
    done = 1
    for group in range(int(order.max(initial=0))):
        turn = done + int((order[way[done:-1] - 1] == group).sum())
        taken = _take_along(way, done, turn, cost, detour_m)
        if len(taken) > turn:
            rest = np.setdiff1d(way, taken)
            tried = np.concatenate([taken[:-1], _in_order(cost, order, np.r_[taken[-1], rest])])
            if length_of(tried, cost) <= length_of(way, cost) + _EXACTLY:
                way, turn = tried, len(taken)
        done = turn
    return way


def _in_order(cost: Floats, order: Ints, places: Ints) -> Ints:
    """Return places in walking order, from the first to the last given, group after group."""
    group = np.concatenate([[0], order[places[1:-1] - 1], [order.max(initial=0)]])
    group[0] = group[1:].min()
    among = cost[np.ix_(places, places)]
    # A step between groups costs more than any way: the fewest steps are those in order.
    step = 2.0 * len(places) * max(float(among.max()), 1.0)
    return places[shortest_way(among + step * np.abs(group[:, None] - group))]


def _take_along(way: Ints, done: int, turn: int, cost: Floats, detour_m: float) -> Ints:
    """Return the way up to the last place of the group in turn, with what is taken along.

    The places from `done` up to `turn` are the group's; those behind may be taken.
    """
    held = way[done - 1 : turn]
    legs = [[int(one)] for one in held]
    room = np.full(len(held) - 1, detour_m + _EXACTLY)
    free = way[turn:-1]
    while len(free) and len(room):
        gaps = [
            (leg, k, left, right)
            for leg, (inside, onward) in enumerate(zip(legs, held[1:], strict=False))
            for k, (left, right) in enumerate(zip(inside, [*inside[1:], int(onward)], strict=True))
        ]
        leg_of, _, left, right = np.array(gaps).T
        grown = cost[np.ix_(left, free)] + cost[np.ix_(right, free)] - cost[left, right][:, None]
        grown[(grown > room[leg_of][:, None]) | (room[leg_of] < 0)[:, None]] = np.inf
        gap, chosen = np.unravel_index(np.argmin(grown), grown.shape)
        if not np.isfinite(grown[gap, chosen]):
            break
        leg, k = gaps[gap][:2]
        legs[leg].insert(k + 1, int(free[chosen]))
        room[leg] -= grown[gap, chosen]
        if len(legs[leg]) > MOST_ALONG:
            room[leg] = -1.0
        free = np.delete(free, chosen)
    ends = [int(one) for one in held[1:]]
    sorted_legs = [_sorted_leg(leg, end, cost) for leg, end in zip(legs, ends, strict=False)]
    return np.array([*way[: done - 1], *sum(sorted_legs, []), held[-1]], dtype=np.int64)


def _sorted_leg(leg: list[int], end: int, cost: Floats) -> list[int]:
    """Return the start of a leg and what is taken along on it, in the shortest order."""
    if len(leg) < 3:
        return leg
    among = np.array([*leg, end])
    found: list[int] = among[shortest_way(cost[np.ix_(among, among)])][:-1].tolist()
    return found
