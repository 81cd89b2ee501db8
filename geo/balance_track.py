"""One line of search: what it is at, what it aims at, and what it tries next."""

from __future__ import annotations

from geo.balance import Found
from geo.balance_search import HOT, WARM, Cycle

#: Rounds of the first cycle, and how much longer each next one is.
FIRST, LONGER = 40, 1.6
#: Longest cycle, in rounds.
LONGEST = 1200
#: Cost of a moved unit against one usual unit of overload: at first, at least, at most.
MOVED, LEAST_MOVED, MOST_MOVED = 0.2, 0.005, 0.5


class Track:
    """A line of search from one start.

    A tight one aims below the best balance it has; another one at the target, where it tries to
    move fewer units and to keep borders short.
    """

    def __init__(self, start: Found, target: float, is_tight: bool) -> None:
        self.how = start.how
        self.best = start
        self.target = target
        self.is_tight = is_tight
        self.rounds = 0
        self._cycles = 0
        self._moved = MOVED
        self._step = 0.8

    def next_cycle(self, seed: int, bound: float) -> Cycle:
        """Return what to try next; each cycle is longer than the last."""
        is_met = self.best.max_over_mean <= self.target
        aim = self.target
        if self.is_tight:
            best = self.best.max_over_mean
            aim = max(bound, best - self._step * (best - bound))
        self._cycles += 1
        rounds = min(LONGEST, round(FIRST * LONGER ** (self._cycles - 1)))
        line = 2 * (self.how == "fresh") + self.is_tight
        heat = WARM if is_met and not self.is_tight else HOT
        return Cycle(aim, self._moved, heat, rounds, (seed, line, self._cycles))

    def take(self, found: Found, cycle: Cycle) -> None:
        """Learn from what a cycle found."""
        is_met = found.max_over_mean <= cycle.aim + 1e-9
        times = 1.3 if is_met else 0.6
        self._moved = min(MOST_MOVED, max(LEAST_MOVED, self._moved * times))
        if self.is_tight:
            self._step = min(0.8, self._step * 1.3) if is_met else max(0.1, self._step * 0.7)
        if self._order(found) < self._order(self.best):
            self.best = found

    def _order(self, found: Found) -> tuple[float, ...]:
        over = (
            found.max_over_mean if self.is_tight else max(found.max_over_mean, self.target + 1e-9)
        )
        return found.broken, over, found.moved, found.cut_edges
