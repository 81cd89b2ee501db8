"""A distribution made fit for the search: every unit has an area, every area a unit."""

from __future__ import annotations

import heapq

import numpy as np

from geo.balance import Balance, Bools, Floats, Ints
from geo.errors import GeoError

Near = list[list[int]]


def neighbours(n: int, edges: Ints) -> Near:
    """Return for each of n units those that it touches, in order."""
    near: Near = [[] for _ in range(n)]
    for a, b in edges.tolist():
        near[a].append(b)
        near[b].append(a)
    return near


def allowed(problem: Balance) -> Bools:
    """Return which areas may have which unit, shape (n, k): who has it may keep it.

    Units that may not change hands stay with whom they are.
    """
    n, k = len(problem.loads), len(problem.capacity)
    given = problem.may_take
    may = np.ones((n, k), np.bool_) if given is None else np.array(given, np.bool_)
    has = np.flatnonzero(problem.start >= 0)
    may[has[~problem.is_movable[has]]] = False
    may[has, problem.start[has]] = True
    return may


def complete(problem: Balance, near: Near, may: Bools, room: int) -> Ints:
    """Return the start with a unit for each area and an area for each unit.

    Areas without units are given one of the busiest area's, as far from its middle as can be, if
    no more than ``room`` units move.  Units without an area go to the least busy area they touch;
    those that touch none go to the area of the nearest unit.

    Raises
    ------
    GeoError
        When no area may take a unit.
    """
    _check(may)
    areas = problem.start.copy()
    for empty in np.flatnonzero(np.bincount(areas[areas >= 0], minlength=may.shape[1]) == 0):
        room -= _seed(problem, near, may, areas, int(empty), room)
    while (areas < 0).any():
        _grow(problem, near, may, areas)
        left = np.flatnonzero(areas < 0)
        if left.size:
            _reach(problem, may, areas, left)
    return areas


def _check(may: Bools) -> None:
    nobody = np.flatnonzero(~may.any(axis=1))
    if nobody.size:
        raise GeoError(
            "No area may take unit {row}: allow at least one area for it.", row=int(nobody[0])
        )


def _seed(problem: Balance, near: Near, may: Bools, areas: Ints, empty: int, room: int) -> int:
    """Give an empty area its first unit; return how many units that moved."""
    free = np.flatnonzero((areas < 0) & may[:, empty])
    if free.size:
        areas[free[np.argmax(problem.loads[free])]] = empty
        return 0
    if room < 1:
        return 0
    ratio = _hours(problem, areas) / _with_guests(problem, areas)
    for host in np.argsort(-ratio, kind="stable"):
        for u in _far_first(problem, may, areas, int(host), empty):
            if leaves_whole(near, areas, u):
                areas[u] = empty
                return 1
    return 0


def _with_guests(problem: Balance, areas: Ints) -> Floats:
    """Return each area's posts, those begun in it included: its load is theirs to come."""
    posts = problem.capacity.astype(np.float64).copy()
    gone = np.flatnonzero((problem.start >= 0) & (areas != problem.start))
    np.add.at(posts, problem.start[gone], problem.capacity[areas[gone]])
    return posts


def _far_first(problem: Balance, may: Bools, areas: Ints, host: int, empty: int) -> list[int]:
    members = np.flatnonzero(areas == host)
    if len(members) < 2:
        return []
    x, y = problem.x_m[members], problem.y_m[members]
    far = np.argsort(-((x - x.mean()) ** 2 + (y - y.mean()) ** 2), kind="stable")
    return [int(u) for u in members[far] if may[u, empty]]


def leaves_whole(near: Near, areas: Ints, u: int) -> bool:
    """Return whether what touches unit u in its area hangs together without u."""
    wanted = {v for v in near[u] if areas[v] == areas[u]}
    if not wanted:
        return True
    seen = {u, source := min(wanted)}
    queue = [source]
    for w in queue:
        fresh = [v for v in near[w] if areas[v] == areas[u] and v not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return wanted <= seen


def _hours(problem: Balance, areas: Ints) -> Floats:
    has = areas >= 0
    k = len(problem.capacity)
    return np.bincount(areas[has], problem.loads[has], minlength=k).astype(np.float64)


def _grow(problem: Balance, near: Near, may: Bools, areas: Ints) -> None:
    """Let the least busy area take a unit without an area that it touches, until none does."""
    hours = _hours(problem, areas)
    queue = [
        (hours[areas[v]] / problem.capacity[areas[v]], u, int(areas[v]))
        for u in np.flatnonzero(areas < 0).tolist()
        for v in near[u]
        if areas[v] >= 0 and may[u, areas[v]]
    ]
    heapq.heapify(queue)
    while queue:
        ratio, u, a = heapq.heappop(queue)
        now = hours[a] / problem.capacity[a]
        if areas[u] >= 0:
            continue
        if now > ratio:
            heapq.heappush(queue, (now, u, a))
            continue
        areas[u] = a
        hours[a] += problem.loads[u]
        now = hours[a] / problem.capacity[a]
        for v in near[u]:
            if areas[v] < 0 and may[v, a]:
                heapq.heappush(queue, (now, v, a))


def _reach(problem: Balance, may: Bools, areas: Ints, left: Ints) -> None:
    """Give one unit that touches no area it may go to the area of the nearest unit that may."""
    placed = np.flatnonzero(areas >= 0)
    best: tuple[float, int, int] | None = None
    for u in left.tolist():
        there = placed[may[u, areas[placed]]]
        if not there.size:
            continue
        far = np.hypot(problem.x_m[there] - problem.x_m[u], problem.y_m[there] - problem.y_m[u])
        at = int(np.argmin(far))
        best = min(best or (np.inf, 0, 0), (float(far[at]), u, int(areas[there[at]])))
    u, a = best[1:] if best else (int(left[0]), int(np.argmax(may[left[0]])))
    areas[u] = a
