"""The loops of the heat surface, compiled; imported on first use, for numba loads slowly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]
Extent = tuple[float, float, float, float]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function compiled on first use, kept on disk where that is allowed."""
    try:
        return cast("Function", numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast("Function", numba.njit(nogil=True)(function))


@compiled
def share_out(
    x: Floats, y: Floats, weights: Floats, extent: Extent, margin: int, cell: float, mass: Floats
) -> int:
    """Add each weight to the four nodes around its point, by nearness; return how many counted.

    Parameters
    ----------
    x, y
        Points; those outside the extent, and NaN, are left out.
    weights
        One per point, or a single one for all.
    extent, margin, cell
        West, south, east, north; the first node lies so many cells before its corner.
    mass
        What is added to, shape (ny, nx): at least a node beyond every point of the extent.
    """
    west, south, east, north = extent
    scale, each, counted = 1.0 / cell, len(weights) > 1, 0
    weight = weights[0] if len(weights) else 0.0
    for i in range(len(x)):
        if x[i] >= west and x[i] <= east and y[i] >= south and y[i] <= north:
            u, v = (x[i] - west) * scale + margin, (y[i] - south) * scale + margin
            if each:
                weight = weights[i]
            # unsigned: the compiler need not look for indices counted from the end
            j, k = np.uint32(u), np.uint32(v)
            right = u - j
            upper = weight * (v - k)
            lower = weight - upper
            mass[k, j] += lower - lower * right
            mass[k, j + 1] += lower * right
            mass[k + 1, j] += upper - upper * right
            mass[k + 1, j + 1] += upper * right
            counted += 1
    return counted


@compiled
def smooth(mass: AnyFloats, taps: AnyFloats) -> AnyFloats:
    """Return masses spread by a symmetric kernel along both axes; beyond the edges is nothing.

    Parameters
    ----------
    mass
        Shape (ny, nx).
    taps
        The kernel from its middle outwards, of the same type.
    """
    ny, nx = mass.shape
    reach = len(taps) - 1
    wide = nx + 2 * reach
    padded = np.zeros((ny + 2 * reach, wide), mass.dtype)
    padded[reach : reach + ny, reach : reach + nx] = mass
    line = np.zeros(wide, mass.dtype)
    spread = np.zeros((ny, nx), mass.dtype)
    for i in range(ny):
        middle = padded[i + reach]
        for j in range(wide):
            line[j] = taps[0] * middle[j]
        for t in range(1, reach + 1):
            tap, below, above = taps[t], padded[i + reach - t], padded[i + reach + t]
            for j in range(wide):
                line[j] += tap * (below[j] + above[j])
        row, centre = spread[i], line[reach : reach + nx]
        for j in range(nx):
            row[j] = taps[0] * centre[j]
        for t in range(1, reach + 1):
            tap = taps[t]
            before, after = line[reach - t : reach - t + nx], line[reach + t : reach + t + nx]
            for j in range(nx):
                row[j] += tap * (before[j] + after[j])
    return spread


@compiled
def sample(values: AnyFloats, x0: float, y0: float, cell: float, x: Floats, y: Floats) -> Floats:
    """Return values between the nodes by bilinear interpolation, 0 outside them and at NaN."""
    ny, nx = values.shape
    scale = 1.0 / cell
    found = np.zeros(len(x))
    for i in range(len(x)):
        u, v = (x[i] - x0) * scale, (y[i] - y0) * scale
        if u >= 0.0 and u < nx - 1 and v >= 0.0 and v < ny - 1:
            j, k = np.uint32(u), np.uint32(v)
            right, up = u - j, v - k
            low = values[k, j] * (1.0 - right) + values[k, j + 1] * right
            high = values[k + 1, j] * (1.0 - right) + values[k + 1, j + 1] * right
            found[i] = low * (1.0 - up) + high * up
    return found
