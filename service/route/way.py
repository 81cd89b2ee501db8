"""A worker's way on a day: the stops in order, and the stretches between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence
from service.day.matter import Matter
from service.route.choosing import group_of
from service.route.starting import Start

Floats = NDArray[np.float64]

# An unhurried walk; what is said of it calls it an estimate.
KM_PER_HOUR: Final = 4.0


@dataclass(frozen=True)
class Leg:
    """One stretch of the way.

    Attributes
    ----------
    length_m
        Metres on foot.
    is_street
        Whether they were measured along streets; else as the crow flies.
    path
        Longitude and latitude of its vertices (EPSG:4490), shape (k, 2).
    """

    length_m: float
    is_street: bool
    path: Floats


@dataclass(frozen=True)
class Route:
    """A worker's way on a day.

    Attributes
    ----------
    start
        Where it begins, and why there.
    stops
        What is to be done, in walking order.
    legs
        The stretch to each stop; one more, back to the start, on a round.
    has_streets
        Whether the base map has any.
    left_out
        How many did not fit.
    unplaced
        Those without a position.
    detour_m, limit
        As asked.
    sentences
        What is said of it.
    """

    worker_code: str
    worker_name: str
    on: date
    start: Start
    stops: tuple[Matter, ...]
    legs: tuple[Leg, ...]
    has_streets: bool
    left_out: int
    unplaced: tuple[Matter, ...]
    detour_m: float
    limit: int
    sentences: tuple[Sentence, ...] = ()

    @property
    def length_m(self) -> float:
        """Metres of the whole way."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def minutes(self) -> int:
        """About how many minutes it takes to walk, without the time at the doors."""
        return round(self.length_m / (KM_PER_HOUR * 1000 / 60))

    @property
    def straight_legs(self) -> int:
        """How many stretches are as the crow flies."""
        return sum(not leg.is_street for leg in self.legs)

    @property
    def groups(self) -> frozenset[int]:
        """How pressing the stops are: 0 overdue, 1 due today, 2 the rest."""
        return frozenset(map(group_of, self.stops))
