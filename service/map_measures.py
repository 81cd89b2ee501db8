"""The figures the grids are coloured by: a value per grid, sorted into classes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import mapclassify
import numpy as np
from numpy.typing import NDArray

MEASURES: Final = ("open_cases", "case_rate", "households", "worker", "community")
SCHEMES: Final = ("quantile", "natural")
CLASSES: Final = 5
# Fisher-Jenks compares every pair of values; a sample of this size keeps it under 0.1 s.
_MOST_FOR_NATURAL: Final = 600


@dataclass(frozen=True)
class Classes:
    """Values in classes.

    Attributes
    ----------
    of
        Class of each value from 0 on; -1 where there is no value.
    lows, highs
        Smallest and largest value found in each class.
    counts
        Values in each class.
    """

    of: NDArray[np.int64]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    counts: tuple[int, ...]


def case_rate(cases: NDArray[np.int64], households: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return cases per 1,000 households; NaN where there is no household."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(households > 0, cases * 1000.0 / households, np.nan)


def classify(values: NDArray[np.float64], scheme: str = "quantile") -> Classes:
    """Return values in at most five classes.

    Zero is a class of its own, since "nothing" is not "little"; equal values are never parted.

    Parameters
    ----------
    values
        One per grid, NaN for none.
    scheme
        ``quantile`` (as many grids in each) or ``natural`` (Fisher-Jenks breaks).
    """
    known = values[~np.isnan(values)]
    positive = known[known > 0]
    uppers = _uppers(positive, scheme)
    if (known <= 0).any():
        uppers = np.concatenate([[0.0], uppers])
    if not len(uppers):
        return Classes(np.full(len(values), -1), (), (), ())
    placed = np.where(np.isnan(values), -1, np.searchsorted(uppers, values))
    return _described(values, placed.astype(np.int64))


def _uppers(positive: NDArray[np.float64], scheme: str) -> NDArray[np.float64]:
    distinct = np.unique(positive)
    if len(distinct) <= CLASSES:
        return distinct
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if scheme == "natural":
            breaks = mapclassify.FisherJenks(_thinned(positive), k=CLASSES).bins
        else:
            breaks = mapclassify.Quantiles(positive, k=CLASSES).bins
    return np.unique(np.append(np.asarray(breaks, dtype=np.float64)[:-1], distinct[-1]))


def _thinned(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(values) <= _MOST_FOR_NATURAL:
        return values
    ranks = np.linspace(0, len(values) - 1, _MOST_FOR_NATURAL).astype(int)
    thinned: NDArray[np.float64] = np.sort(values)[ranks]
    return thinned


def _described(values: NDArray[np.float64], placed: NDArray[np.int64]) -> Classes:
    kinds = [kind for kind in np.unique(placed).tolist() if kind >= 0]
    renumbered = np.full(len(placed), -1, dtype=np.int64)
    for new, old in enumerate(kinds):
        renumbered[placed == old] = new
    members = [values[renumbered == number] for number in range(len(kinds))]
    return Classes(
        renumbered,
        tuple(float(group.min()) for group in members),
        tuple(float(group.max()) for group in members),
        tuple(len(group) for group in members),
    )
