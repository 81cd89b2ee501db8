"""Gi* of counts: more around a grid than households and ordinary differences account for."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.special import betainc, betaincc, gammainc, gammaincc, ndtri

from geo.hot_spots_terms import COLD, HOT, NOT_APART, Bools, Floats, Tested

#: Grids whose own count chance makes this seldom do not tell what is ordinary.  Measured: 0.02
#: flags too much where grids differ anyway, 0.001 hides spots behind each other.
FAR_OUT: Final = 0.01
#: A grid is hot (cold) itself only if its own count is out by more than this share of chance.
OWN_TAIL: Final = 0.05
_ROUNDS: Final = 30
# The share of a normal variance that is left when its tails beyond `FAR_OUT` are cut off.
_CUT: Final = -float(ndtri(FAR_OUT / 2))
_LEFT: Final = 1 - 2 * _CUT * math.exp(-_CUT * _CUT / 2) / math.sqrt(2 * math.pi) / (1 - FAR_OUT)
# Below this share of the variance more, a gamma-Poisson count is a Poisson count.
_JUST_POISSON: Final = 1e-6


class Ordinary(NamedTuple):
    """What is ordinary: cases per household, and the variance of true rates between grids."""

    rate: float
    variance: float

    @property
    def variation(self) -> float:
        """Return the standard deviation of true rates over their mean."""
        return float(np.sqrt(self.variance)) / self.rate if self.rate else 0.0


def spread_spots(
    counts: Floats, exposure: Floats, touching: csr_array
) -> tuple[Tested, Floats, float]:
    """Return Gi* of counts against chance, the cases expected, and the ordinary variation.

    Parameters
    ----------
    counts, exposure
        Cases and households per grid, all with households, shape (n,).
    touching
        Which grids touch, shape (n, n).

    Notes
    -----
    The cases of a grid and its neighbours together are compared with a gamma-Poisson count:
    each household as likely as any other to report, and the rates of grids as different as those
    of ordinary grids are (`ordinary`).  Mean and variance of the sum are exact, its tail is that
    of the negative binomial with both; nothing is drawn.
    """
    usual = ordinary(counts, exposure)
    homes, squares = (touching @ exposure) + exposure, (touching @ exposure**2) + exposure**2
    found = (touching @ counts) + counts
    mean, variance = usual.rate * homes, usual.rate * homes + usual.variance * squares
    upper, lower = tails_of(found, mean, variance)
    own_upper, own_lower = _own_tails(counts, exposure, usual)
    kind = np.full(len(counts), NOT_APART)
    kind[(upper < lower) & (own_upper <= OWN_TAIL)] = HOT
    kind[(lower < upper) & (own_lower <= OWN_TAIL)] = COLD
    p = np.minimum(2 * np.minimum(upper, lower), 1.0)
    z = np.divide(found - mean, np.sqrt(variance), out=np.zeros_like(mean), where=variance > 0)
    tested = Tested(z, p, kind, np.zeros(len(counts), np.int64))
    return tested, usual.rate * exposure, usual.variation


def ordinary(counts: Floats, exposure: Floats) -> Ordinary:
    """Return the rate of ordinary grids and how much they differ beyond chance.

    Notes
    -----
    Marshall's moments of the grids that are not far out, with the variance made good that is cut
    off with the tails, again and again until the same grids are far out: at first judged by
    Poisson counts alone.  Where that would leave less than half of the grids they differ too much
    to be told apart so, and all of them count at first.
    """
    everybody = np.ones(len(counts), dtype=bool)
    usual = Ordinary(_moments(counts, exposure, everybody).rate, 0.0)
    if _are_near(counts, exposure, usual).mean() < 0.5:
        usual = _moments(counts, exposure, everybody)
    seen: set[bytes] = set()
    for _ in range(_ROUNDS):
        near = _are_near(counts, exposure, usual)
        if near.tobytes() in seen or near.sum() < 2:
            break
        seen.add(near.tobytes())
        usual = _moments(counts, exposure, near, _LEFT)
    # A matter so rare that the grids that are near have none of it: held against all of them.
    return usual if usual.rate > 0 else _moments(counts, exposure, everybody)


def _are_near(counts: Floats, exposure: Floats, usual: Ordinary) -> Bools:
    tails = _own_tails(counts, exposure, usual)
    return np.asarray(2 * np.minimum(*tails) > FAR_OUT)


def _moments(counts: Floats, exposure: Floats, of: Bools, left: float = 1.0) -> Ordinary:
    cases, homes = counts[of], exposure[of]
    rate = cases.sum() / homes.sum()
    spread = (homes * (cases / homes - rate) ** 2).sum() / homes.sum() / left
    return Ordinary(float(rate), max(float(spread - rate / homes.mean()), 0.0))


def _own_tails(counts: Floats, exposure: Floats, usual: Ordinary) -> tuple[Floats, Floats]:
    mean = usual.rate * exposure
    return tails_of(counts, mean, mean + usual.variance * exposure**2)


def tails_of(found: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return how often a count of this mean and variance is at least, and at most, as found."""
    is_wide = variance > mean * (1 + _JUST_POISSON)
    shape = np.where(is_wide, mean**2 / np.where(is_wide, variance - mean, 1.0), 1.0)
    share = mean / (shape + mean)
    some, above = np.maximum(found, 1), found + 1
    upper = np.where(is_wide, betainc(some, shape, share), gammainc(some, mean))
    lower = np.where(is_wide, betaincc(above, shape, share), gammaincc(above, mean))
    return np.where(found > 0, upper, 1.0), lower
