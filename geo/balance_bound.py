"""What no distribution can beat.

A distribution gives every unit an area that may have it.  Each unit brings an area at least its
load and, when the standard distance counts, the travel inside it: T trips whose mean square
distance from their centre is at least the mean of the units' own cost p sqrt(T sum(t own)) hours,
which is at least p sum(t sqrt(own)) (Cauchy, Schwarz).  These least hours add up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.balance import Balance, Bools, Floats
from geo.balance_complete import allowed
from geo.balance_fresh import components

#: Rounding of floating point that must not make a bound too high.
SAFE = 1e-9
#: More sets of areas than this are not compared with one another.
MOST_SETS = 400


def least_hours(problem: Balance) -> float:
    """Return hours per full post that the busiest area has at least, in every distribution.

    Notes
    -----
    The largest of: (1) all least hours over all posts, as the busiest is no less busy than the
    mean; (2) a unit's least hours over the largest post that may have it, as some area has it
    whole; (3) for every set of areas, the least hours of the units that only they may have over
    their posts: pinned units, units kept within their community; (4) with whole loads, areas
    carry whole multiples of the loads' common measure, so that the level must let such multiples
    add up to all load; (5) in a district in several parts, each with areas of its own, areas stay
    in their part, and each part needs a whole number of them.
    """
    hours, may = _unit_hours(problem), allowed(problem)
    largest = (may * problem.capacity[None, :]).max(axis=1)
    alone = float((hours / np.maximum(largest, SAFE)).max(initial=0.0))
    level = max(float(hours.sum() / problem.capacity.sum()), alone, _of_sets(problem, hours, may))
    return max(level, _of_whole_numbers(problem, level), _of_parts(problem, hours, level))


def bound(problem: Balance, mean_hours: float | None = None) -> float:
    """Return a proven lower bound on max/mean; at least 1.

    Without travel it holds for every distribution.  With travel the mean depends on the
    distribution: give the mean hours per full post of the one found, and the bound says that none
    gives its busiest area fewer than bound x mean hours per post; without a mean it is then 1.
    """
    if mean_hours is None:
        if problem.hours_per_trip_m:
            return 1.0
        mean_hours = float(problem.loads.sum() / problem.capacity.sum())
    return max(1.0, least_hours(problem) / mean_hours) if mean_hours > 0 else 1.0


def bound_moves(problem: Balance, at: float, mean_hours: float | None = None) -> int:
    """Return how many units at least change hands in any distribution with max/mean <= ``at``.

    With travel: with no area above ``at`` x ``mean_hours`` (see `bound`).

    Notes
    -----
    What an area keeps must fit below that level by its least hours; fewest units leave when the
    largest do.  A unit leaves one area only, so the areas' numbers add up.
    """
    hours = _unit_hours(problem)
    if mean_hours is None:
        mean_hours = float(hours.sum() / problem.capacity.sum())
    limit = at * mean_hours * problem.capacity * (1 + SAFE)
    moves = 0
    for area in range(len(limit)):
        mine = problem.start == area
        over = float(hours[mine].sum()) - limit[area]
        if over > SAFE * max(1.0, limit[area]):
            largest = np.sort(hours[mine & problem.is_movable])[::-1]
            moves += min(len(largest), int(np.searchsorted(np.cumsum(largest), over)) + 1)
    return moves


def _unit_hours(problem: Balance) -> Floats:
    """Return the hours that each unit brings at the least, shape (n,)."""
    inside = problem.trips * np.sqrt(np.maximum(problem.own_m2, 0.0))
    return np.asarray(problem.loads + problem.hours_per_trip_m * inside, np.float64)


def _of_sets(problem: Balance, hours: Floats, may: Bools) -> float:
    """Return argument (3) for the sets that are some unit's: those inside it may only go there."""
    sets, which = np.unique(may, axis=0, return_inverse=True)
    load = np.bincount(which.ravel(), hours, minlength=len(sets))
    if len(sets) > MOST_SETS:
        sets = sets[:MOST_SETS]
        load = load[:MOST_SETS]
    is_inside = (sets.astype(np.int64) @ (~sets).astype(np.int64).T) == 0
    posts = sets @ problem.capacity
    return float(((load @ is_inside) / np.maximum(posts, SAFE)).max(initial=0.0))


def _of_whole_numbers(problem: Balance, level: float) -> float:
    whole = np.rint(problem.loads).astype(np.int64)
    if problem.hours_per_trip_m or not np.array_equal(whole, problem.loads):
        return 0.0
    measure = int(np.gcd.reduce(whole))
    if measure == 0:
        return 0.0
    needed = int(whole.sum()) // measure

    def is_enough(at: float) -> bool:
        return int(np.floor(at * problem.capacity / measure + SAFE).sum()) >= needed

    return _least(is_enough, level, level + measure / float(problem.capacity.min()))


def _of_parts(problem: Balance, hours: Floats, level: float) -> float:
    part = components(len(hours), problem.edges)
    has = problem.start >= 0
    homes = np.unique(np.column_stack([problem.start[has], part[has]]), axis=0)
    is_astride = len(np.unique(homes[:, 0])) < len(homes)
    if is_astride or len(np.unique(homes[:, 1])) <= part.max() or part.max() == 0:
        return 0.0
    load, post = np.bincount(part, hours), float(problem.capacity.max())

    def is_enough(at: float) -> bool:
        return int(np.maximum(1, np.ceil(load / (at * post) - SAFE)).sum()) <= len(problem.capacity)

    return _least(is_enough, level, float(load.sum()) / post + level)


def _least(is_enough: Callable[[float], bool], low: float, high: float) -> float:
    """Return a level that is not enough, or ``low``, next below the least that is."""
    if low <= 0 or is_enough(low):
        return low
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return low
