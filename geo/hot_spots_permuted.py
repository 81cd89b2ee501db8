"""Gi* and local Moran of standardised rates, against the same values dealt out anew."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from geo.hot_spots_kernel import Draws, draw_around
from geo.hot_spots_terms import (
    COLD,
    HIGH_ALONE,
    HOT,
    LOW_ALONE,
    NOT_APART,
    Floats,
    Ints,
    Statistic,
    Tested,
)

#: A tail is done when so many draws lie at least as far out: its share is known to about a fifth.
ENOUGH: Final = 20
#: The smallest share that can be found is this much below what the last grid of all would need.
_FINER: Final = 4


def standardised(counts: Floats, exposure: Floats) -> Floats:
    """Return rates less their mean, over the deviation that grids of their size have, shape (n,).

    Notes
    -----
    Assuncao, R. M. and Reis, E. A. (1999), A new proposal to adjust Moran's I for population
    density, Statistics in Medicine 18, 2147-2162: raw rates of few households vary more, so they
    cannot change places with those of many; these can.  A variance between grids that comes out
    negative is taken as none.
    """
    rate = counts / exposure
    mean = counts.sum() / exposure.sum()
    spread = (exposure * (rate - mean) ** 2).sum() / exposure.sum()
    between = max(spread - mean / exposure.mean(), 0.0)
    return np.asarray((rate - mean) / np.sqrt(between + mean / exposure))


def draws_needed(grids: int, share: float) -> int:
    """Return how many draws tell a p small enough for one grid among all to be flagged."""
    return math.ceil(2 * _FINER * grids / share)


def permuted_spots(
    values: Floats,
    touching: csr_array,
    statistic: Statistic,
    seed: int,
    most: int,
    enough: int = ENOUGH,
) -> Tested:
    """Return a statistic of values against their conditional permutations.

    Parameters
    ----------
    values
        One per grid, not all equal, shape (n,).
    touching
        Which grids touch, shape (n, n).
    statistic
        ``gi_permuted``: the values of a grid and its neighbours together; ``moran``: its own value
        times the mean of its neighbours'.
    seed
        The same seed draws the same.
    most, enough
        The most draws for each grid, and with how many as far out a tail is done; give more than
        `most` for all draws always.

    Notes
    -----
    Getis and Ord (1995), Geographical Analysis 27, 286-306; Anselin (1995), same volume, 93-115:
    the grid's own value stays where it is, those of the others change places.  Fewer draws where
    p is large: Besag, J. and Clifford, P. (1991), Sequential Monte Carlo p-values, Biometrika 78,
    301-304.  p is two-sided: twice the smaller tail.
    """
    degree = np.diff(touching.indptr).astype(np.int64)
    around = np.asarray(touching @ values)
    draws = _drawn(values, around, degree, seed, most, enough)
    tails = (draws.reached + 1) / (draws.drawn + 1)
    p = np.where(degree > 0, np.minimum(2 * tails.min(axis=1), 1.0), np.nan)
    scaled = values - values.mean()
    is_up, is_high = tails[:, 0] < tails[:, 1], scaled > 0
    if statistic == "gi_permuted":
        z = _gi_z(values, around + values, degree + 1)
        kind = np.where(is_up, np.where(is_high, HOT, 0), np.where(is_high, 0, COLD))
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            lag = around / degree - values.mean()
        z = (len(values) - 1) * scaled * lag / (scaled**2).sum()
        high, low = np.where(is_up, HOT, HIGH_ALONE), np.where(is_up, LOW_ALONE, COLD)
        kind = np.where(is_high, high, low)
    is_even = tails[:, 0] == tails[:, 1]
    return Tested(z, p, np.where(is_even, NOT_APART, kind), draws.drawn.max(axis=1))


def _drawn(values: Floats, found: Floats, sizes: Ints, seed: int, most: int, enough: int) -> Draws:
    n = len(values)
    draws = Draws(np.zeros((n, 2), np.int64), np.zeros((n, 2), np.int64))
    room = np.zeros(n, np.int64), np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):  # words run over on purpose, compiled or not
        draw_around(values, found, sizes, seed, most, enough, *room, draws)
    return draws


def _gi_z(values: Floats, found: Floats, size: Ints) -> Floats:
    n = len(values)
    deviation = values.std() * np.sqrt(size * (n - size) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((found - size * values.mean()) / deviation)
