"""Fairer areas: what is to be balanced, and what was found.

The work lies in `adjacency` (which grids touch), `balance_complete` and `balance_mend` (a start
that is whole), `balance_search` with its `balance_kernel` and `balance_track` (local improvement),
`balance_fresh` (areas anew, by METIS), `balance_bound` (what nobody can beat) and
`balance_measures`; `balance_propose` joins them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Balance:
    """What is to be balanced: n units (grids) among k areas (workers).

    Attributes
    ----------
    loads
        Hours a month each unit brings, whoever has it, shape (n,); not negative.
    trips
        Trips a month into the unit, shape (n,): what travel is weighted by.
    x_m, y_m, own_m2
        Centre of the unit's trips in metres, and their mean squared distance from it, shape (n,).
    hours_per_trip_m
        Hours that one trip costs per metre of an area's spread; 0 leaves travel out.
    edges, border_m
        Every two units that touch, the smaller number first, shape (m, 2), and the length of
        their common border, shape (m,).
    start
        Area of each unit today, shape (n,); -1 for none.
    capacity
        Part of a full post of each area, shape (k,); above 0.
    is_movable
        Units that may change hands, shape (n,).
    may_take
        Which areas may take which unit, shape (n, k); None for all.
    """

    loads: Floats
    trips: Floats
    x_m: Floats
    y_m: Floats
    own_m2: Floats
    hours_per_trip_m: float
    edges: Ints
    border_m: Floats
    start: Ints
    capacity: Floats
    is_movable: Bools
    may_take: Bools | None = None


@dataclass(frozen=True)
class Wish:
    """What is wanted of a proposal.

    Attributes
    ----------
    max_moved
        Largest share of the units with an area that may change hands, 0 to 1; None for any.
    target
        max/mean at which fewer moves and shorter borders count more than a better balance.
    seconds
        Time limit; the best found so far counts.
    seed
        The same seed, problem and number of rounds give the same answer.
    starts
        ``today`` (few moves), ``fresh`` (areas anew), ``both``.
    rounds
        Stop after this many rounds of the search instead of by time: the same on every machine.
    """

    max_moved: float | None = None
    target: float = 1.02
    seconds: float = 10.0
    seed: int = 1
    starts: str = "both"
    rounds: int | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """One distribution of the units.

    Attributes
    ----------
    areas
        Area of each unit, shape (n,).
    how
        ``today`` or ``fresh``: where the search began.
    """

    areas: Ints
    how: str
    max_over_mean: float
    gini: float
    moved: int
    cut_edges: int
    broken: int


@dataclass(frozen=True, eq=False)
class Proposal:
    """What was found, and how good it can be.

    Attributes
    ----------
    best
        The one proposed.
    front
        Those of which none is better in balance, moves and borders at once, the best among them.
    bound
        No distribution has a smaller max/mean than this.  With travel, whose hours depend on the
        distribution: none gives its busiest area fewer hours per post than this x the best's mean.
    bound_moves
        No distribution as good as the best, or as the target where the best is better than that,
        moves fewer units than this.
    is_proven
        True when the best's max/mean is the bound.
    seconds, rounds
        What it took.
    """

    best: Found
    front: tuple[Found, ...]
    bound: float
    bound_moves: int
    is_proven: bool
    seconds: float
    rounds: int


Progress = Callable[[float, Found], None]
"""Told the share of the time that is gone (0 to 1) and the best so far."""
