"""What a peer is given, and how it gives its answers."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time
from typing import NamedTuple

import numpy as np

from geo.balance import Balance, Ints
from geo.balance_measures import area_hours, max_over_mean, pieces

Answers = Iterator[Ints]


class Task(NamedTuple):
    """A problem, its seed, and the seconds after which an anytime search stops by itself."""

    problem: Balance
    seed: int
    seconds: float

    @property
    def k(self) -> int:
        return len(self.problem.capacity)

    @property
    def weights(self) -> Ints:
        """Loads as whole numbers: as they are when they are whole, else in thousandths."""
        loads = self.problem.loads
        scale = 1 if (loads == loads.round()).all() else 1_000
        return np.asarray((loads * scale).round(), np.int64)

    def has_time(self, began: float) -> bool:
        return process_time() - began < self.seconds

    def score(self, areas: Ints) -> float:
        """Max/mean, larger by 10 for each area in pieces or without units."""
        found = pieces(self.problem.edges, areas, self.k)
        hours = area_hours(self.problem, areas)
        return max_over_mean(hours, self.problem.capacity) + 10 * int((found != 1).sum())
