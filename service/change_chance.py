"""Whether a change between two periods is more than chance, for many places at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64] | NDArray[np.float64]

# Of the places named as changed, this share may be expected to be named by chance.
LEVEL: Final = 0.05


def chance_of_counts(
    first: NDArray[np.int64], second: NDArray[np.int64], first_over: Numbers, second_over: Numbers
) -> NDArray[np.float64]:
    """Return how likely two counts differ as much by chance alone, two-sided.

    Parameters
    ----------
    first, second
        Counts.
    first_over, second_over
        What each was counted over: days, or cases where something is counted per case.

    Notes
    -----
    J. Przyborowski and H. Wilenski (1940): of two Poisson counts of one rate, the first given
    their sum is binomial with its part of the time; twice the smaller tail.
    """
    from scipy.stats import binom

    over = np.asarray(first_over, dtype=float) + np.asarray(second_over, dtype=float)
    part = np.divide(first_over, over, out=np.full(len(first), 0.5), where=over > 0)
    both = first + second
    return _twice(binom.cdf(first, both, part), binom.sf(first - 1, both, part))


def chance_of_shares(
    first: NDArray[np.int64],
    first_of: NDArray[np.int64],
    second: NDArray[np.int64],
    second_of: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return how likely two shares (first of first_of) differ as much by chance, two-sided.

    Notes
    -----
    R. A. Fisher's exact test (1935), twice the smaller tail; 1 where either has nothing.
    """
    from scipy.stats import hypergeom

    whole, hits = first_of + second_of, first + second
    low = hypergeom.cdf(first, whole, hits, first_of)
    high = hypergeom.sf(first - 1, whole, hits, first_of)
    return np.where((first_of > 0) & (second_of > 0), _twice(low, high), 1.0)


def more_than_chance(
    chances: NDArray[np.float64], asked: NDArray[np.bool_], level: float = LEVEL
) -> NDArray[np.bool_]:
    """Return which places changed by more than chance, all of them looked at together.

    Parameters
    ----------
    chances
        Of each place.
    asked
        Where there was anything to compare; others are not looked at.

    Notes
    -----
    Y. Benjamini and Y. Hochberg (1995): of the places returned, no more than the level's share is
    to be expected by chance.
    """
    from scipy.stats import false_discovery_control

    found = np.zeros(len(chances), dtype=bool)
    if asked.any():
        found[asked] = false_discovery_control(chances[asked]) <= level
    return found


def _twice(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    smaller: NDArray[np.float64] = np.minimum(1.0, 2.0 * np.minimum(low, high))
    return smaller
