"""Which bandwidth suits some points: the one under which each place is least of a surprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from geo.density import Extent, Floats, Surface, density, extent_of, kernel_taps, least_bandwidth

#: Bandwidths tried, in metres.  Below the first a surface would show single houses.
LADDER_M: Final = (100, 125, 150, 200, 250, 300, 350, 400, 500, 600, 700, 800, 1000, 1200, 1500)
#: Points of one square of this side are one place.
PLACE_M: Final = 10.0
#: Fewer places than this say nothing about a bandwidth.
LEAST_PLACES: Final = 20
#: Taken where there are fewer.
USUAL_M: Final = 300.0
#: Share of the places that may lie anywhere, so that one far out does not decide.
STRAY: Final = 0.01


@dataclass(frozen=True)
class BandwidthChoice:
    """A bandwidth, and what it was chosen from.

    Attributes
    ----------
    bandwidth_m
        The one with the best score; without one `USUAL_M`, or more over so wide an extent that
        a surface cannot carry that.
    tried, scores
        Bandwidths in metres, and the mean log-likelihood (per km2) of each; empty for fewer than
        `LEAST_PLACES` places or too wide an extent.
    places, points
        How many different places the points lie at, and how many points were used.
    """

    bandwidth_m: float
    tried: tuple[float, ...]
    scores: tuple[float, ...]
    places: int
    points: int

    @property
    def is_at_end(self) -> bool:
        """Return whether the best is the smallest or largest tried: the true best may be beyond."""
        return bool(self.tried) and self.bandwidth_m in (self.tried[0], self.tried[-1])


def choose_bandwidth(
    x_m: ArrayLike,
    y_m: ArrayLike,
    *,
    ladder_m: Sequence[float] = LADDER_M,
    extent: Extent | None = None,
) -> BandwidthChoice:
    """Return the bandwidth that best foretells each place from all the others.

    Parameters
    ----------
    x_m, y_m
        Positions in metres; NaN and those outside the extent are left out.
    ladder_m
        Bandwidths to try, from small to large.
    extent
        West, south, east, north in metres; that of the points for None.

    Notes
    -----
    Leave-one-out likelihood (Duin 1976): the mean over places of the logarithm of the density
    that the other places give there, read from the binned surface less the place's own share in
    it.  Many cases at one address would make any smaller bandwidth look better without end, so
    points of one square of `PLACE_M` count as one place, once.  A place may be a stray with
    probability `STRAY`, spread evenly over the extent.  Of equal scores the larger bandwidth is
    taken.
    """
    x, y = (np.ascontiguousarray(one, np.float64).ravel() for one in (x_m, y_m))
    edges = extent or extent_of(x, y)
    west, south, east, north = edges
    with np.errstate(invalid="ignore"):
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    x, y = x[inside], y[inside]
    places = _first_of_each_place(x, y)
    px, py = x[places], y[places]
    least_m = least_bandwidth(edges)
    tried = tuple(float(one) for one in sorted(ladder_m) if one >= least_m)
    if len(places) < LEAST_PLACES or not tried:
        return BandwidthChoice(max(USUAL_M, least_m), (), (), len(places), len(x))
    scores = tuple(_score(px, py, bandwidth_m, edges) for bandwidth_m in tried)
    best = max(zip(scores, tried, strict=True))[1]
    return BandwidthChoice(best, tried, scores, len(places), len(x))


def _first_of_each_place(x: Floats, y: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    squares = np.floor(x / PLACE_M) + 1j * np.floor(y / PLACE_M)
    _found, first = np.unique(squares, return_index=True)
    return np.sort(first)


def _score(x: Floats, y: Floats, bandwidth_m: float, extent: Extent) -> float:
    surface = density(x, y, None, bandwidth_m, extent=extent, is_single=False)
    others = np.maximum(surface.at(x, y) - _own(surface, x, y), 0) / (len(x) - 1)
    west, south, east, north = extent
    everywhere = 1e6 / max((east - west) * (north - south), bandwidth_m**2)
    return float(np.log((1 - STRAY) * others + STRAY * everywhere).mean())


def _own(surface: Surface, x: Floats, y: Floats) -> Floats:
    """Return what each point adds at its own place: shared out, spread and read again."""
    middle, beside = kernel_taps(surface.bandwidth_m, surface.cell_m)[:2] / surface.cell_m
    own = np.full(len(x), 1e6)
    for along, first in ((x, surface.x0_m), (y, surface.y0_m)):
        part = (along - first) / surface.cell_m % 1.0
        own *= (part**2 + (1 - part) ** 2) * middle + 2 * part * (1 - part) * beside
    return own
