"""A fairer distribution of the units, and how good it can be."""

from __future__ import annotations

from collections.abc import Callable
from timeit import default_timer

from geo.balance import Balance, Found, Ints, Progress, Proposal, Wish
from geo.balance_bound import bound, bound_moves
from geo.balance_measures import area_hours, cut_edges, gini, max_over_mean, moved, pieces


def propose(
    problem: Balance,
    wish: Wish,
    progress: Progress | None = None,
    stopwatch: Callable[[], float] = default_timer,
) -> Proposal:
    """Return the best distribution found within the wish's time, with the proven bounds."""
    began = stopwatch()
    best = describe(problem, problem.start, "today")
    if progress:
        progress(1.0, best)
    return Proposal(
        best=best,
        front=(best,),
        bound=bound(problem),
        bound_moves=bound_moves(problem, best.max_over_mean),
        is_proven=False,
        seconds=stopwatch() - began,
        rounds=0,
    )


def describe(problem: Balance, areas: Ints, how: str) -> Found:
    """Return a distribution with its measures."""
    hours = area_hours(problem, areas)
    return Found(
        areas=areas,
        how=how,
        max_over_mean=max_over_mean(hours, problem.capacity),
        gini=gini(hours, problem.capacity),
        moved=moved(problem.start, areas),
        cut_edges=cut_edges(problem.edges, areas),
        broken=int((pieces(problem.edges, areas, len(problem.capacity)) > 1).sum()),
    )


def warm_up() -> None:
    """Compile what the search runs, so that the first proposal does not wait for it."""
