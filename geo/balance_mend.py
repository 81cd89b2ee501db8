"""Areas in several pieces made whole where that can be done."""

from __future__ import annotations

import numpy as np

from geo.balance import Balance, Bools, Ints
from geo.balance_complete import Near
from geo.balance_measures import moved, piece_of, pieces


def mend(problem: Balance, near: Near, may: Bools, areas: Ints, max_moved: int) -> Ints:
    """Return the distribution with as many areas as possible in one piece.

    Of each area in pieces the largest stays; every other one is joined to it by the shortest row
    of units that may go there, or given to the areas around it, whichever moves fewer units.  No
    area ends in more pieces than it had, and no more than ``max_moved`` units move in all.
    """
    areas = areas.copy()
    k = len(problem.capacity)
    for area in np.flatnonzero(pieces(problem.edges, areas, k) > 1).tolist():
        for _ in range(len(areas)):
            smaller = _smaller_pieces(problem, areas, area)
            if not any(_join(problem, near, may, areas, part, max_moved) for part in smaller):
                break
    return areas


def _smaller_pieces(problem: Balance, areas: Ints, area: int) -> list[list[int]]:
    """Return the pieces of an area but its largest (by load, then units), the smallest first."""
    members = np.flatnonzero(areas == area)
    label = piece_of(problem.edges, areas)[members]
    parts = [members[label == one].tolist() for one in np.unique(label)]
    parts.sort(key=lambda part: (float(problem.loads[part].sum()), len(part)))
    return parts[:-1]


def _join(
    problem: Balance, near: Near, may: Bools, areas: Ints, part: list[int], max_moved: int
) -> bool:
    """Make one piece part of something whole, in place; return whether it could be done."""
    bridged = _bridged(near, may, areas, part)
    given = _given_away(problem, near, may, areas, part)
    ways = [way for way in (bridged, given) if way is not None]
    before = pieces(problem.edges, areas, len(problem.capacity))
    for way in sorted(ways, key=lambda way: moved(problem.start, way)):
        after = pieces(problem.edges, way, len(before))
        is_better = (after <= before).all() and (after > 0)[before > 0].all()
        if is_better and moved(problem.start, way) <= max_moved:
            areas[:] = way
            return True
    return False


def _bridged(near: Near, may: Bools, areas: Ints, part: list[int]) -> Ints | None:
    """Return the distribution with the shortest row of units between a piece and its area."""
    area, own = int(areas[part[0]]), set(part)
    came: dict[int, int] = dict.fromkeys(part, -1)
    queue = list(part)
    for u in queue:
        for v in near[u]:
            if v in came:
                continue
            if areas[v] == area and v not in own:
                return _along(areas, came, u, area)
            if may[v, area]:
                came[v] = u
                queue.append(v)
    return None


def _along(areas: Ints, came: dict[int, int], u: int, area: int) -> Ints:
    way = areas.copy()
    while u >= 0:
        way[u] = area
        u = came[u]
    return way


def _given_away(
    problem: Balance, near: Near, may: Bools, areas: Ints, part: list[int]
) -> Ints | None:
    """Return the distribution with a piece given to the least busy areas around, unit by unit."""
    area, way, left = int(areas[part[0]]), areas.copy(), list(part)
    hours = np.bincount(areas, problem.loads, minlength=len(problem.capacity))
    while left:
        takers = [
            (hours[way[v]] / problem.capacity[way[v]], u, int(way[v]))
            for u in left
            for v in near[u]
            if way[v] != area and may[u, way[v]]
        ]
        if not takers:
            return None
        _, u, taker = min(takers)
        way[u] = taker
        hours[taker] += problem.loads[u]
        left.remove(u)
    return way
