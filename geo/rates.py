"""Rates per 1,000 households, steadied where there are few of them, and how sure they are."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from geo.errors import GeoError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Rates are told per so many households.
PER: Final = 1000.0
#: A rate of fewer households is not told.  Our choice: a tenth of the 300 a grid usually has.
LEAST_EXPOSURE: Final = 30
#: A raw rate is not told where fewer cases than this would be expected at the mean rate: below
#: five, chance alone moves it by nearly half.  The usual rule of thumb for counts.
LEAST_EXPECTED: Final = 5.0


class Smoothed(NamedTuple):
    """Steadied rates.

    Attributes
    ----------
    rate
        Per 1,000, shape (n,): ``weight * crude + (1 - weight) * prior_mean``; NaN where the
        exposure is nothing.
    weight
        How much the grid's own rate counts, 0 to 1; NaN where the exposure is nothing.
    prior_mean
        Rate per 1,000 towards which each is drawn.
    prior_variance
        How much true rates differ, (per 1,000) squared, with what chance adds taken out; 0 where
        they differ no more than chance would make them.
    """

    rate: Floats
    weight: Floats
    prior_mean: Floats
    prior_variance: Floats


def rates(counts: ArrayLike, exposure: ArrayLike) -> Floats:
    """Return crude rates per 1,000, shape (n,); NaN where the exposure is nothing.

    Parameters
    ----------
    counts, exposure
        Cases and households per grid, shape (n,).

    Raises
    ------
    GeoError
        When lengths differ, or a number is negative.
    """
    cases, homes = checked(counts, exposure)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(homes > 0, cases * PER / homes, np.nan)


def smoothed(counts: ArrayLike, exposure: ArrayLike, edges: Ints | None = None) -> Smoothed:
    """Return rates drawn towards a mean, the more the fewer households there are.

    Parameters
    ----------
    counts, exposure
        Cases and households per grid, shape (n,).  What lies where nobody lives has no rate and
        does not count towards the mean.
    edges
        Pairs of rows that touch, each once, shape (m, 2) (`geo.adjacency.touching`): towards the
        mean of the grid and its neighbours.  None: towards the mean of all.

    Raises
    ------
    GeoError
        When lengths differ, or a number is negative.

    Notes
    -----
    Empirical Bayes by the method of moments: Marshall, R. J. (1991), Mapping disease and
    mortality rates using empirical Bayes estimators, Applied Statistics 40, 283-294.  A variance
    that comes out negative is taken as none.
    """
    cases, homes = checked(counts, exposure)
    has = homes > 0
    cases = np.where(has, cases, 0.0)
    around = _around(has, edges)
    mean, variance = _moments(cases, homes, has, around)
    own = rates(cases, homes)
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = mean * PER / homes
        # no case anywhere near: nothing differs, and every rate is nothing
        weight = np.where(variance + noise > 0, variance / (variance + noise), 0.0)
    weight = np.where(has, weight, np.nan)
    rate = np.where(has, weight * own + (1 - weight) * mean, np.nan)
    return Smoothed(rate, weight, mean, variance)


def rate_interval(
    counts: ArrayLike, exposure: ArrayLike, share: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the lowest and highest rate per 1,000 that go with each count; NaN for no exposure.

    Parameters
    ----------
    share
        How often the interval holds the true rate, at least.

    Notes
    -----
    Exact for Poisson counts: Garwood, F. (1936), Biometrika 28, 437-442.
    """
    cases, homes = checked(counts, exposure)
    tail = (1 - share) / 2
    low = np.where(cases > 0, gammaincinv(np.maximum(cases, 1), tail), 0.0)
    high = gammaincinv(cases + 1, 1 - tail)
    return rates(low, homes), rates(high, homes)


def too_few(
    counts: ArrayLike,
    exposure: ArrayLike,
    least_exposure: float = LEAST_EXPOSURE,
    least_expected: float = LEAST_EXPECTED,
) -> Bools:
    """Return where there is too little to tell a rate, shape (n,).

    Where fewer than `least_exposure` households live, or fewer than `least_expected` cases would
    be expected at the mean rate of all.  What was found there plays no part: a grid is not left
    out for having many cases or none.  A steadied rate needs households only: give 0 as
    `least_expected`.
    """
    cases, homes = checked(counts, exposure)
    has = homes > 0
    mean = cases[has].sum() / max(homes.sum(), 1.0)
    return np.asarray(~has | (homes < least_exposure) | (mean * homes < least_expected))


def checked(counts: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    """Return cases and households as numbers, shape (n,) each.

    Raises
    ------
    GeoError
        When lengths differ, or a number is negative.
    """
    cases, homes = np.asarray(counts, np.float64), np.asarray(exposure, np.float64)
    if cases.shape != homes.shape:
        raise GeoError(
            "There are {counts} counts and {exposures} numbers of households: give one of each"
            " for every grid.",
            counts=cases.size,
            exposures=homes.size,
        )
    least = min(cases.min(initial=0.0), homes.min(initial=0.0))
    if not least >= 0:
        raise GeoError(
            "Cases and households cannot be {seen}: give numbers from 0 on.", seen=float(least)
        )
    return cases, homes


def _around(has: Bools, edges: Ints | None) -> tuple[Ints, Ints] | None:
    """Return who counts for whom: every grid for itself, and for its neighbours both ways."""
    if edges is None:
        return None
    own = np.flatnonzero(has)
    pairs = edges[has[edges].all(axis=1)]
    whom = np.concatenate([own, pairs[:, 0], pairs[:, 1]])
    return whom, np.concatenate([own, pairs[:, 1], pairs[:, 0]])


def _moments(
    cases: Floats, homes: Floats, has: Bools, around: tuple[Ints, Ints] | None
) -> tuple[Floats, Floats]:
    """Return mean (per 1,000) and variance of the true rates, of all or around each grid."""
    n = len(cases)
    whom, who = around or (np.zeros(int(has.sum()), np.int64), np.flatnonzero(has))
    size = n if around else 1

    def total(values: Floats) -> Floats:
        return np.bincount(whom, values[who], minlength=size).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        all_homes, members = total(homes), total(np.ones(n))
        mean = total(cases) * PER / all_homes
        spread = np.bincount(
            whom, homes[who] * (cases[who] * PER / homes[who] - mean[whom]) ** 2, minlength=size
        )
        variance = spread / all_homes - mean * PER * members / all_homes
    mean, variance = np.nan_to_num(mean), np.maximum(np.nan_to_num(variance), 0.0)
    return np.broadcast_to(mean, n).copy(), np.broadcast_to(variance, n).copy()
