"""A fairer distribution of the units, and how good it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from timeit import default_timer

from geo.balance import Balance, Found, Ints, Progress, Proposal, Wish
from geo.balance_bound import bound, bound_moves
from geo.balance_complete import allowed, complete, neighbours
from geo.balance_fresh import fresh, renamed
from geo.balance_measures import area_hours, cut_edges, gini, max_over_mean, moved, pieces
from geo.balance_mend import mend
from geo.balance_search import Search, warm_up
from geo.balance_track import Track

__all__ = ["describe", "propose", "warm_up"]

#: Progress is told this often, in seconds.
TELL = 0.2
#: Two balances closer than this are one.
SAME = 1e-9
#: Lines that begin where the best did get this many times the rounds of each other; once the
#: target is met, only the one that aims at it does.
LEAD = 4
#: Fronts longer than this are thinned: nobody reads more.
FRONT = 12


def propose(
    problem: Balance,
    wish: Wish,
    progress: Progress | None = None,
    stopwatch: Callable[[], float] = default_timer,
) -> Proposal:
    """Return the best distribution found within the wish's time, with the proven bounds.

    Best is, among those with the fewest areas in pieces, the one with fewest moves that meets the
    target (or the bound, where that is above it); if none does, the best balanced.

    Parameters
    ----------
    stopwatch
        Seconds from any moment on; how long, never when.

    Raises
    ------
    GeoError
        When no area may take a unit.
    """
    began = stopwatch()
    hunt = _Hunt(problem, wish)
    told = last = began
    longest = 0.0
    for rounds in hunt.rounds():
        now = stopwatch()
        # The first begins with the starts, which are not made again.
        longest, last = (max(longest, now - last) if rounds > 1 else 0.0), now
        if progress and now - told >= TELL:
            progress(min(1.0, _gone(wish, rounds, now - began)), hunt.best)
            told = now
        if rounds == wish.rounds or (wish.rounds is None and now - began + longest >= wish.seconds):
            break
    if progress:
        progress(1.0, hunt.best)
    return hunt.proposal(stopwatch() - began)


def describe(problem: Balance, areas: Ints, how: str) -> Found:
    """Return a distribution with its measures."""
    hours = area_hours(problem, areas)
    return Found(
        areas=areas.copy(),
        how=how,
        max_over_mean=max_over_mean(hours, problem.capacity),
        gini=gini(hours, problem.capacity),
        moved=moved(problem.start, areas),
        cut_edges=cut_edges(problem.edges, areas),
        broken=int((pieces(problem.edges, areas, len(problem.capacity)) > 1).sum()),
    )


def _gone(wish: Wish, rounds: int, seconds: float) -> float:
    return rounds / wish.rounds if wish.rounds else seconds / max(wish.seconds, 1e-9)


class _Hunt:
    """Several lines of search over one problem, and the best of what they found."""

    def __init__(self, problem: Balance, wish: Wish) -> None:
        self.problem, self.wish = problem, wish
        had = int((problem.start >= 0).sum())
        share = 1.0 if wish.max_moved is None else wish.max_moved
        self.max_moved = int(share * had + SAME)
        self.may = allowed(problem)
        self.search = Search(problem, self.max_moved)
        self.front: list[Found] = []
        self.done = 0
        self.starts = self._starts()
        first = min(self.starts, key=lambda start: start.moved)
        self.floor = max(wish.target, self.bound(first) * (1 + SAME))
        self.best = first
        for start in self.starts:
            self.keep(start)

    def bound(self, found: Found) -> float:
        """Return the bound on max/mean, with the mean of what was found."""
        return bound(self.problem, self._mean(found))

    def _mean(self, found: Found) -> float:
        hours = area_hours(self.problem, found.areas)
        return float(hours.sum() / self.problem.capacity.sum())

    def _starts(self) -> list[Found]:
        problem, wish = self.problem, self.wish
        near, may = neighbours(len(problem.loads), problem.edges), self.may
        today = complete(problem, near, may, self.max_moved)
        starts = []
        if wish.starts != "fresh":
            areas = mend(problem, near, may, today, self.max_moved)
            starts.append(describe(problem, areas, "today"))
        if wish.starts != "today":
            anew = replace(problem, start=fresh(problem, today, may, wish.seed))
            areas = complete(anew, near, may, len(today))
            areas = mend(problem, near, may, areas, len(today))
            found = describe(problem, renamed(problem, areas, may), "fresh")
            starts.extend([found] if found.moved <= self.max_moved or not starts else [])
        return starts

    def rounds(self) -> Iterator[int]:
        """Yield the number of rounds done after each, until nothing is left to be won."""
        tracks = [
            Track(start, self.floor, is_tight)
            for start in self.starts
            for is_tight in (False, True)
        ]
        while not self._is_over():
            track = min(tracks, key=lambda track: track.rounds / self._share(track))
            yield from self._cycle(track)

    def _is_over(self) -> bool:
        best = self.best
        return best.max_over_mean <= self.floor + SAME and best.moved <= bound_moves(
            self.problem, self.floor, self._mean(best)
        )

    def _share(self, track: Track) -> int:
        is_met = self.best.max_over_mean <= self.floor + SAME
        return LEAD if track.how == self.best.how and not (track.is_tight and is_met) else 1

    def _cycle(self, track: Track) -> Iterator[int]:
        cycle = track.next_cycle(self.wish.seed, self.bound(track.best))
        for turn, areas in enumerate(self.search.run(track.best.areas, cycle), 1):
            self.done += 1
            track.rounds += 1
            if turn == cycle.rounds:
                named = renamed(self.problem, areas, self.may)
                found = describe(self.problem, named, track.how)
                track.take(found, cycle)
                self.keep(found)
            yield self.done

    def keep(self, found: Found) -> None:
        """Add a distribution to the front if none there is as good in every way."""
        if any(_is_as_good(other, found) for other in self.front):
            return
        self.front = [other for other in self.front if not _is_as_good(found, other)] + [found]
        self.best = min(self.front, key=self._order)

    def _order(self, found: Found) -> tuple[float, ...]:
        over = max(found.max_over_mean, self.floor + SAME)
        return found.broken, over, found.moved, found.cut_edges, found.max_over_mean

    def proposal(self, seconds: float) -> Proposal:
        """Return the best, the front and the bounds."""
        best = self.best
        least = self.bound(best)
        return Proposal(
            best=best,
            front=_thinned(self.front, best),
            bound=least,
            bound_moves=bound_moves(
                self.problem, max(best.max_over_mean, self.floor), self._mean(best)
            ),
            is_proven=best.max_over_mean <= least * (1 + 3 * SAME),
            seconds=seconds,
            rounds=self.done,
        )


def _is_as_good(one: Found, other: Found) -> bool:
    return (
        one.broken <= other.broken
        and one.max_over_mean <= other.max_over_mean + SAME
        and one.moved <= other.moved
        and one.cut_edges <= other.cut_edges
    )


def _thinned(front: list[Found], best: Found) -> tuple[Found, ...]:
    """Return the front in order of moves, thinned evenly, with the best and both ends kept."""
    ordered = sorted(front, key=lambda found: (found.moved, found.max_over_mean))
    last = len(ordered) - 1
    step = max(1.0, last / (FRONT - 1))
    shown = {round(i * step) for i in range(FRONT) if round(i * step) <= last}
    return tuple(found for i, found in enumerate(ordered) if i in shown or found is best)
