"""The inner loop of the search; compiled where numba is installed, the same function without.

Units go one at a time, or two where one alone would be refused, from the area they lie in to one
they touch, if what they leave stays in as many pieces as it was.  Worse distributions are taken
too, the less readily the worse they are and the later it is (annealing: Kirkpatrick, Gelatt,
Vecchi 1983).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from geo.balance import Bools, Floats, Ints

try:
    import numba
except ImportError:
    numba = cast("Any", None)

Function = TypeVar("Function", bound=Callable[..., Any])

#: An area above its limit costs this much at once, and x + x^2 for x usual units above it: the
#: step keeps the last minutes above a limit from being cheaper than a move, the square keeps one
#: area from carrying what all the others are spared.
STEP = 0.2


class Graph(NamedTuple):
    """Which units touch: those of unit u are near[first[u]:first[u + 1]]; tail is u again."""

    first: Ints
    near: Ints
    tail: Ints
    border: Floats


class Units(NamedTuple):
    """What never changes: (load, trips, trips x, trips y, trips (x2 + y2 + own)) of each unit."""

    brings: Floats
    start: Ints
    is_free: Bools
    may_take: Bools


class State(NamedTuple):
    """A distribution: sums and hours of each area, its members, and room to work in.

    ``counts`` holds the units moved, the number of the last mark, and the trials accepted.
    """

    area: Ints
    sums: Floats
    hours: Floats
    members: Ints
    place: Ints
    size: Ints
    counts: Ints
    wanted: Ints
    seen: Ints
    queue: Ints


class Rule(NamedTuple):
    """What counts how much: hours allowed to each area, hours of a usual unit, and so on."""

    limit: Floats
    scale: float
    per_trip_m: float
    moved: float
    border: float
    max_moved: int


def compiled(function: Function) -> Function:
    """Return the function compiled on first use, kept on disk where that is allowed.

    Nothing here makes an array, so references need not be counted (``_nrt``): 4 times faster.
    """
    if numba is None:
        return function
    how: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return cast("Function", numba.njit(cache=True, **how)(function))
    except RuntimeError:
        return cast("Function", numba.njit(**how)(function))


@compiled
def fill(units: Units, state: State, per_trip_m: float) -> None:
    """Compute everything in the state anew from its areas."""
    state.sums[:] = 0.0
    state.size[:] = 0
    state.counts[0] = 0
    for u in range(len(state.area)):
        a = state.area[u]
        for i in range(5):
            state.sums[a, i] += units.brings[u, i]
        state.members[a, state.size[a]] = u
        state.place[u] = state.size[a]
        state.size[a] += 1
        state.counts[0] += _is_moved(units, u, a)
    for a in range(len(state.hours)):
        state.hours[a] = _hours_of(state, a, per_trip_m)


@compiled
def _hours(load: float, trips: float, x: float, y: float, square: float, per_trip: float) -> float:
    if per_trip == 0.0:
        return load
    return load + per_trip * math.sqrt(max(trips * square - x * x - y * y, 0.0))


@compiled
def _hours_of(state: State, a: int, per_trip_m: float) -> float:
    s = state.sums
    return _hours(s[a, 0], s[a, 1], s[a, 2], s[a, 3], s[a, 4], per_trip_m)


@compiled
def _hours_with(
    state: State, units: Units, a: int, u: int, sign: float, per_trip_m: float
) -> float:
    """Return the hours of area a with unit u more (sign 1) or less (-1)."""
    s, b = state.sums, units.brings
    if per_trip_m == 0.0:
        return float(s[a, 0] + sign * b[u, 0])
    return _hours(
        s[a, 0] + sign * b[u, 0],
        s[a, 1] + sign * b[u, 1],
        s[a, 2] + sign * b[u, 2],
        s[a, 3] + sign * b[u, 3],
        s[a, 4] + sign * b[u, 4],
        per_trip_m,
    )


@compiled
def _is_moved(units: Units, u: int, a: int) -> int:
    return 1 if units.start[u] >= 0 and units.start[u] != a else 0


@compiled
def _over(rule: Rule, a: int, hours: float) -> float:
    if hours <= rule.limit[a]:
        return 0.0
    units = (hours - rule.limit[a]) / rule.scale
    return float(STEP + units + units * units)


@compiled
def _cost(graph: Graph, units: Units, state: State, rule: Rule, u: int, a: int, b: int) -> float:
    """Return what it costs that u goes from a to b; less than 0 is a gain."""
    less = _hours_with(state, units, a, u, -1.0, rule.per_trip_m)
    more = _hours_with(state, units, b, u, 1.0, rule.per_trip_m)
    cost = _over(rule, a, less) - _over(rule, a, state.hours[a])
    cost += _over(rule, b, more) - _over(rule, b, state.hours[b])
    cost += rule.moved * (_is_moved(units, u, b) - _is_moved(units, u, a))
    border = 0.0
    for slot in range(graph.first[u], graph.first[u + 1]):
        other = state.area[graph.near[slot]]
        if other == a:
            border += graph.border[slot]
        elif other == b:
            border -= graph.border[slot]
    return cost + rule.border * border


@compiled
def _put(units: Units, state: State, u: int, b: int, per_trip_m: float) -> None:
    a = state.area[u]
    for i in range(5):
        state.sums[a, i] -= units.brings[u, i]
        state.sums[b, i] += units.brings[u, i]
    state.hours[a] = _hours_of(state, a, per_trip_m)
    state.hours[b] = _hours_of(state, b, per_trip_m)
    state.counts[0] += _is_moved(units, u, b) - _is_moved(units, u, a)
    last = state.members[a, state.size[a] - 1]
    state.members[a, state.place[u]] = last
    state.place[last] = state.place[u]
    state.size[a] -= 1
    state.members[b, state.size[b]] = u
    state.place[u] = state.size[b]
    state.size[b] += 1
    state.area[u] = b


@compiled
def _stays_whole(graph: Graph, state: State, u: int, a: int) -> bool:
    """Return whether the neighbours of u in area a hang together without u."""
    state.counts[1] += 1
    mark = state.counts[1]
    wanted, source = 0, -1
    for slot in range(graph.first[u], graph.first[u + 1]):
        v = graph.near[slot]
        if state.area[v] == a and v != u:
            state.wanted[v] = mark
            wanted += 1
            source = v
    if wanted <= 1:
        return True
    if _reached(graph, state, u, a, source, mark, True) == wanted:
        return True
    return _reached(graph, state, u, a, source, mark, False) == wanted


@compiled
def _reached(
    graph: Graph, state: State, u: int, a: int, source: int, mark: int, only_wanted: bool
) -> int:
    """Return how many marked units are reached from one through area a, or through marked ones."""
    seen = 2 * mark + (0 if only_wanted else 1)
    state.queue[0], state.seen[source] = source, seen
    head, tail, found = 0, 1, 1
    while head < tail:
        w = state.queue[head]
        head += 1
        for slot in range(graph.first[w], graph.first[w + 1]):
            v = graph.near[slot]
            if state.area[v] != a or v == u or state.seen[v] == seen:
                continue
            is_wanted = state.wanted[v] == mark
            if only_wanted and not is_wanted:
                continue
            found += 1 if is_wanted else 0
            state.seen[v] = seen
            state.queue[tail] = v
            tail += 1
    return found


@compiled
def _may_go(units: Units, state: State, u: int, b: int) -> bool:
    if not units.is_free[u] or state.size[state.area[u]] < 2:
        return False
    return units.may_take.shape[0] == 0 or bool(units.may_take[u, b])


@compiled
def _room(units: Units, state: State, rule: Rule, u: int, b: int) -> bool:
    """Return whether u may go to b without too many units moved."""
    more = _is_moved(units, u, b) - _is_moved(units, u, state.area[u])
    return more <= 0 or state.counts[0] + more <= rule.max_moved


@compiled
def _pass_on(
    graph: Graph, units: Units, state: State, rule: Rule, u: int, b: int, bar: float, draw: int
) -> bool:
    """Let u go to b and one of b's units go on to where it touches, if both together pay."""
    a = state.area[u]
    cost = _cost(graph, units, state, rule, u, a, b)
    w = state.members[b, (draw >> 31) % state.size[b]]
    slots = graph.first[w + 1] - graph.first[w]
    if slots == 0:
        return False
    z = graph.near[graph.first[w] + (draw & 0x7FFFFFFF) % slots]
    if state.area[z] == b or z == u:
        return False
    c = state.area[z]
    _put(units, state, u, b, rule.per_trip_m)
    if (
        _may_go(units, state, w, c)
        and cost + _cost(graph, units, state, rule, w, b, c) <= bar
        and _stays_whole(graph, state, u, a)
        and _stays_whole(graph, state, w, b)
    ):
        _put(units, state, w, c, rule.per_trip_m)
        if state.counts[0] <= rule.max_moved:
            return True
        _put(units, state, w, b, rule.per_trip_m)
    _put(units, state, u, a, rule.per_trip_m)
    return False


@compiled
def anneal(
    graph: Graph, units: Units, state: State, rule: Rule, draws: Ints, hot: float, cold: float
) -> None:
    """Change the state by one trial for each row of draws (whole numbers below 2^62, (t, 2))."""
    cooling = (cold / hot) ** (1.0 / len(draws))
    heat = hot
    for row in range(len(draws)):
        heat *= cooling
        draw = draws[row, 0]
        slot = (draw >> 31) % len(graph.near)
        u, b = graph.tail[slot], state.area[graph.near[slot]]
        a = state.area[u]
        if a == b or not _may_go(units, state, u, b):
            continue
        bar = -heat * math.log(((draw & 0x7FFFFFFF) + 1.0) / 2147483648.0)
        if _cost(graph, units, state, rule, u, a, b) <= bar:
            if _room(units, state, rule, u, b) and _stays_whole(graph, state, u, a):
                _put(units, state, u, b, rule.per_trip_m)
        elif draws[row, 1] & 1:
            _pass_on(graph, units, state, rule, u, b, bar, draws[row, 1] >> 1)
