"""Grids with more, or fewer, cases around them than chance makes: the one door."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import connected_components

from geo.errors import GeoError
from geo.hot_spots_permuted import draws_needed, permuted_spots, standardised
from geo.hot_spots_spread import spread_spots
from geo.hot_spots_terms import (
    COLD,
    HIGH_ALONE,
    HOT,
    LOW_ALONE,
    NOT_APART,
    STATISTICS,
    Bools,
    Floats,
    Ints,
    Spots,
    Statistic,
    Tested,
    Unsaid,
    controlled,
    matrix_of,
)
from geo.rates import LEAST_EXPOSURE, checked

__all__ = [
    "COLD",
    "HIGH_ALONE",
    "HOT",
    "LEAST_GRIDS",
    "LEAST_PER_GRID",
    "LOW_ALONE",
    "NOT_APART",
    "STATISTICS",
    "Spots",
    "Statistic",
    "controlled",
    "local_spots",
    "patches",
]

#: Of fewer grids nothing is said: what is ordinary cannot be told.  Our choice.
LEAST_GRIDS: Final = 10
#: With fewer cases for each grid, on average, rates are not dealt out anew: standardised ones are
#: too lopsided then.  Measured: at 1.25 local Moran flags something in 12 % of runs instead of 5 %.
LEAST_PER_GRID: Final = 3.0
#: No more draws than this for a grid, however many grids there are.
MOST_DRAWS: Final = 1_000_000


def local_spots(
    counts: ArrayLike,
    exposure: ArrayLike,
    edges: Ints,
    statistic: Statistic = "gi",
    share: float = 0.05,
    seed: int = 1,
    permutations: int | None = None,
) -> Spots:
    """Return which grids stand out from chance, hot or cold, at a false-discovery share.

    Parameters
    ----------
    counts, exposure
        Cases and households per grid, shape (n,).
    edges
        Pairs of rows that touch, shape (m, 2) (`geo.adjacency.touching`).
    statistic
        ``gi``: the cases of a grid and its neighbours against what households and ordinary
        differences between grids make (`spread_spots`).  ``gi_permuted``, ``moran``: standardised
        rates against themselves dealt out anew (`permuted_spots`).
    share
        At most this share of the flagged grids, on average, is flagged by chance alone.
    seed, permutations
        For what is drawn: the same seed draws the same; None takes as many draws as `share`
        asks for among so many grids, at most `MOST_DRAWS`.

    Raises
    ------
    GeoError
        When the statistic, the share, a count or a number of draws cannot be.

    Notes
    -----
    Grids of fewer than `geo.rates.LEAST_EXPOSURE` households are left out, they and their cases;
    a grid that then touches no other cannot be said.  False discoveries: `false_discovery`.
    """
    _refuse(statistic, share, seed, permutations)
    cases, homes = checked(counts, exposure)
    rows = np.flatnonzero(homes >= LEAST_EXPOSURE)
    unsaid = _unsaid(cases[rows], homes[rows], statistic)
    if unsaid is not None:
        return _nothing(len(cases), unsaid)
    touching = matrix_of(_among(edges, rows, len(cases)), len(rows))
    if statistic == "gi":
        tested, expected, variation = spread_spots(cases[rows], homes[rows], touching)
    else:
        most = permutations or min(draws_needed(len(rows), share), MOST_DRAWS)
        values = standardised(cases[rows], homes[rows])
        tested = permuted_spots(values, touching, statistic, seed, most)
        expected, variation = homes[rows] * cases[rows].sum() / homes[rows].sum(), 0.0
    has_neighbour = np.diff(touching.indptr) > 0
    return _placed(len(cases), rows, tested, has_neighbour, expected, variation, share)


def patches(is_in: ArrayLike, edges: Ints) -> Ints:
    """Return the number of the connected patch of each chosen grid, from 0; -1 for the others."""
    chosen = np.asarray(is_in, bool)
    rows = np.flatnonzero(chosen)
    number = np.full(len(chosen), -1, np.int64)
    if len(rows):
        among = matrix_of(_among(edges, rows, len(chosen)), len(rows))
        number[rows] = connected_components(among, directed=False)[1]
    return number


def _refuse(statistic: str, share: float, seed: int, permutations: int | None) -> None:
    if statistic not in STATISTICS:
        raise GeoError(
            "There is no test {seen} for hot spots: choose one of {known}.",
            seen=statistic,
            known=", ".join(STATISTICS),
        )
    if not 0 < share < 0.5:
        raise GeoError(
            "A share of {seen} false discoveries cannot be: give one between 0 and 0.5.",
            seen=share,
        )
    if permutations is not None and not 19 <= permutations <= MOST_DRAWS:
        raise GeoError(
            "{seen} permutations cannot be: give from 19 to {most}.",
            seen=permutations,
            most=MOST_DRAWS,
        )
    if not 0 <= seed < 2**63:
        raise GeoError("The seed {seen} cannot be: give a whole number from 0 on.", seen=seed)


def _unsaid(cases: Floats, homes: Floats, statistic: str) -> Unsaid | None:
    if len(cases) < LEAST_GRIDS:
        return "few_grids"
    if not cases.any():
        return "no_cases"
    if statistic == "gi":
        return None
    if cases.mean() < LEAST_PER_GRID:
        return "few_cases"
    if np.ptp(standardised(cases, homes)) < 1e-12:
        return "no_difference"
    return None


def _among(edges: Ints, rows: Ints, n: int) -> Ints:
    """Return the edges between some rows, by their numbers among these."""
    number = np.full(n, -1, np.int64)
    number[rows] = np.arange(len(rows))
    pairs = number[np.asarray(edges, np.int64).reshape(-1, 2)]
    return np.asarray(pairs[(pairs >= 0).all(axis=1)])


def _placed(
    n: int,
    rows: Ints,
    tested: Tested,
    has_neighbour: Bools,
    expected: Floats,
    variation: float,
    share: float,
) -> Spots:
    spots = _nothing(n, None)
    said = rows[has_neighbour]
    spots.is_said[said] = True
    spots.z[said], spots.p[said] = tested.z[has_neighbour], tested.p[has_neighbour]
    spots.expected[rows] = expected
    spots.leans[said] = tested.kind[has_neighbour]
    found = replace(spots, variation=variation, most_draws=int(tested.draws.max(initial=0)))
    return controlled([found], share)[0]


def _nothing(n: int, unsaid: Unsaid | None) -> Spots:
    z, p, q, expected = (np.full(n, np.nan) for _ in range(4))
    kind, leans = np.full(n, NOT_APART, np.int64), np.full(n, NOT_APART, np.int64)
    return Spots(np.zeros(n, bool), kind, leans, z, p, q, expected, unsaid=unsaid)
