"""What every test for hot spots takes and gives, and the false-discovery control over its grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Which question is asked of each grid (`geo.hot_spots.local_spots`).
Statistic = Literal["gi", "gi_permuted", "moran"]
STATISTICS: Final[tuple[Statistic, ...]] = get_args(Statistic)
#: Why nothing at all can be said.
Unsaid = Literal["few_grids", "no_cases", "few_cases", "no_difference"]

#: More among more, more among fewer, not apart, fewer among more, fewer among fewer.
HOT, HIGH_ALONE, NOT_APART, LOW_ALONE, COLD = 2, 1, 0, -1, -2


class Tested(NamedTuple):
    """What one test found, per grid, shape (n,).

    Attributes
    ----------
    z
        How far out, in standard deviations of chance.
    p
        How often chance alone lies at least as far out, to either side.
    kind
        `HOT` to `COLD`, as if it were apart.
    draws
        Draws made; 0 where the answer is computed without any.
    """

    z: Floats
    p: Floats
    kind: Ints
    draws: Ints


@dataclass(frozen=True)
class Spots:
    """Grids against chance.

    Attributes
    ----------
    is_said : bool, shape (n,)
        Where something can be said: enough households, and a neighbour that has them too.
    kind : int64, shape (n,)
        `HOT`, `HIGH_ALONE` (Moran only), `NOT_APART`, `LOW_ALONE` (Moran only), `COLD`.
    leans : int64, shape (n,)
        The same for every grid of which something is said, as if each were apart.
    z, p, q : float64, shape (n,)
        Distance from what chance makes, the two-sided share of chance, and the least
        false-discovery share at which the grid would be flagged; NaN where nothing is said.
    expected : float64, shape (n,)
        Cases at the ordinary rate.
    variation
        How much rates of ordinary grids differ beyond chance: standard deviation over mean.
    most_draws
        The most draws made for a grid; 0 where none are needed.
    unsaid
        Why nothing can be said of any grid.
    """

    is_said: Bools
    kind: Ints
    leans: Ints
    z: Floats
    p: Floats
    q: Floats
    expected: Floats
    variation: float = 0.0
    most_draws: int = 0
    unsaid: Unsaid | None = None

    @property
    def tested(self) -> int:
        """Return how many grids were tested."""
        return int(self.is_said.sum())

    @property
    def flagged(self) -> int:
        """Return how many grids are apart from chance."""
        return int((self.kind != NOT_APART).sum())


def matrix_of(edges: Ints, n: int) -> csr_array:
    """Return which of n grids touch, as ones, both ways, shape (n, n)."""
    pairs = np.unique(np.sort(edges, axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    both = np.concatenate([pairs, pairs[:, ::-1]]).T
    return coo_array((np.ones(both.shape[1]), (both[0], both[1])), shape=(n, n)).tocsr()


def false_discovery(p: Floats) -> Floats:
    """Return for each p the least false-discovery share at which it would be flagged, shape (n,).

    NaN stays NaN and does not count among those tested.

    Notes
    -----
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, J. R. Statist.
    Soc. B 57, 289-300.
    """
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def controlled(several: Sequence[Spots], share: float) -> list[Spots]:
    """Return tests with their false discoveries controlled over all grids of all of them together.

    Whoever asks many times has to pay for it: of all that is flagged in any of them at most this
    share, on average, is flagged by chance alone.
    """
    if not several:
        return []
    q = false_discovery(np.concatenate([one.p for one in several]))
    ends = np.cumsum([len(one.p) for one in several])[:-1]
    return [
        replace(one, q=part, kind=np.where(part <= share, one.leans, NOT_APART))
        for one, part in zip(several, np.split(q, ends), strict=True)
    ]
