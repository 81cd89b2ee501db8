"""The heat surface: how many cases per square kilometre, around every place.

Points are shared out to the nodes of a square raster and spread by a Gaussian along both axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import GeoError

Floats = NDArray[np.float64]
Surfaces = NDArray[np.floating[Any]]
Extent = tuple[float, float, float, float]

#: Nodes to a bandwidth, unless another distance is asked for.
NODES_PER_BANDWIDTH: Final = 8
#: A coarser raster than this cannot carry the kernel.
LEAST_NODES_PER_BANDWIDTH: Final = 2
#: The kernel ends at this many bandwidths along each axis: 1.3e-4 of its mass lies beyond.
REACH: Final = 4.0
#: Of a surface: 64 MB in single precision.
MOST_NODES: Final = 16_000_000
_KM2: Final = 1e6


@dataclass(frozen=True)
class Surface:
    """A density over a plane in metres.

    Attributes
    ----------
    x0_m, y0_m
        The first node: south-west.
    cell_m
        From node to node.
    values : shape (ny, nx)
        Weight per km2 at each node, rows from south to north; nothing lies outside.
    bandwidth_m
        Standard deviation of the kernel.
    counted, left_out
        Points in it; points without a usable position or outside the extent.
    """

    x0_m: float
    y0_m: float
    cell_m: float
    values: Surfaces
    bandwidth_m: float
    counted: int
    left_out: int

    @property
    def total(self) -> float:
        """Return the sum of the weights the surface holds."""
        return float(self.values.sum(dtype=np.float64)) * self.cell_m**2 / _KM2

    def at(self, x_m: Floats, y_m: Floats) -> Floats:
        """Return the density per km2 at places, bilinear between nodes, 0 outside and at NaN."""
        flat = (np.ascontiguousarray(one, np.float64).ravel() for one in (x_m, y_m))
        found = kernels().sample(self.values, self.x0_m, self.y0_m, self.cell_m, *flat)
        return np.asarray(found).reshape(np.shape(x_m))


def density(
    x_m: ArrayLike,
    y_m: ArrayLike,
    weights: ArrayLike | None = None,
    bandwidth_m: float = 300.0,
    *,
    cell_m: float | None = None,
    extent: Extent | None = None,
    is_single: bool = True,
) -> Surface:
    """Return the Gaussian kernel density of points, per km2.

    Parameters
    ----------
    x_m, y_m
        Positions in metres (`geo.metres.points_to_metres`); what is NaN is left out and counted.
    weights
        One per point, finite and not negative; 1 each for None.
    bandwidth_m
        Standard deviation of the kernel.
    cell_m
        From node to node; an eighth of the bandwidth, more where the extent is too large for that.
    extent
        West, south, east, north in metres: points beyond are left out, and the surface reaches
        as much farther as the kernel does.  All points for None.
    is_single
        Whether values are kept in single precision (error 1e-6 of the largest) or in double.

    Raises
    ------
    GeoError
        For a bandwidth, weights or a raster that cannot be used.

    Notes
    -----
    Sharing out widens the kernel by cell_m^2 / 6 on average (a point at the fraction f between
    two nodes by f (1 - f) cell_m^2), which is taken off the variance of the Gaussian.  The kernel
    is cut at `REACH` bandwidths and sums to one, so that all weight is kept.
    """
    x, y, each = _points(x_m, y_m, weights)
    _refuse_bandwidth(bandwidth_m)
    west, south, east, north = extent or extent_of(x, y)
    cell = cell_m or _cell_for(bandwidth_m, east - west, north - south)
    reach = _reach(bandwidth_m, cell)
    nx, ny = (math.ceil(side / cell) + 2 * reach + 2 for side in (east - west, north - south))
    _refuse_raster(bandwidth_m, cell, nx * ny)
    mass = np.zeros((ny, nx))
    edges = (float(west), float(south), float(east), float(north))
    counted = kernels().share_out(x, y, each, edges, reach, float(cell), mass)
    kind = np.float32 if is_single else np.float64
    taps = kernel_taps(bandwidth_m, cell) * math.sqrt(_KM2) / cell
    values = kernels().smooth(mass.astype(kind, copy=False), taps.astype(kind))
    x0, y0 = west - reach * cell, south - reach * cell
    return Surface(x0, y0, cell, values, bandwidth_m, counted, len(x) - counted)


@cache
def kernels() -> ModuleType:
    """Return the compiled loops, imported on first use: numba takes half a second to load."""
    from geo import density_kernel

    return density_kernel


def _points(
    x_m: ArrayLike, y_m: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    x, y = (np.ascontiguousarray(one, np.float64).ravel() for one in (x_m, y_m))
    each = np.ones(1) if weights is None else np.ascontiguousarray(weights, np.float64).ravel()
    if len(x) != len(y) or (weights is not None and len(each) != len(x)):
        raise GeoError(
            "There are {x} eastings, {y} northings and {weights} weights: give one of each for"
            " every point.",
            x=len(x),
            y=len(y),
            weights=len(each),
        )
    if not (np.isfinite(each) & (each >= 0)).all():
        raise GeoError(
            "A weight is {seen}: weights are finite and not negative, so leave such points out"
            " first.",
            seen=float(each[~(np.isfinite(each) & (each >= 0))][0]),
        )
    return x, y, each


def _refuse_bandwidth(bandwidth_m: float) -> None:
    if not (math.isfinite(bandwidth_m) and bandwidth_m > 0):
        raise GeoError(
            "A bandwidth of {seen} m cannot be used: give a number above 0.", seen=bandwidth_m
        )


def _refuse_raster(bandwidth_m: float, cell_m: float, nodes: int) -> None:
    if cell_m * LEAST_NODES_PER_BANDWIDTH > bandwidth_m * (1 + 1e-9) or nodes > MOST_NODES:
        raise GeoError(
            "A surface of {nodes} nodes {cell} m apart cannot carry a bandwidth of {bandwidth} m:"
            " choose a larger bandwidth or a smaller extent.",
            nodes=nodes,
            cell=round(cell_m, 1),
            bandwidth=round(bandwidth_m, 1),
        )


def extent_of(x: Floats, y: Floats) -> Extent:
    """Return west, south, east, north of the points that have a place; zeros without any."""
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return 0.0, 0.0, 0.0, 0.0
    x, y = x[known], y[known]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def least_bandwidth(extent: Extent) -> float:
    """Return the smallest bandwidth in metres that a surface over an extent can carry."""
    west, south, east, north = extent
    return LEAST_NODES_PER_BANDWIDTH * _least_cell(east - west, north - south)


def _cell_for(bandwidth_m: float, width_m: float, height_m: float) -> float:
    return max(bandwidth_m / NODES_PER_BANDWIDTH, _least_cell(width_m, height_m))


def _least_cell(width_m: float, height_m: float) -> float:
    # less the margin of the kernel on both sides; no axis so long that its margin alone is much
    longest = math.sqrt(MOST_NODES) - 2 * NODES_PER_BANDWIDTH * REACH - 4
    return max(math.sqrt(width_m * height_m) / longest, max(width_m, height_m) / 60_000)


def _reach(bandwidth_m: float, cell_m: float) -> int:
    return math.ceil(REACH * bandwidth_m / cell_m)


def kernel_taps(bandwidth_m: float, cell_m: float) -> Floats:
    """Return the kernel at the nodes from its middle outwards, summing to one over both sides."""
    reach = _reach(bandwidth_m, cell_m)
    variance = bandwidth_m**2 - cell_m**2 / 6
    taps = np.exp(-((np.arange(reach + 1) * cell_m) ** 2) / (2 * variance))
    return np.asarray(taps / (2 * taps.sum() - taps[0]))
