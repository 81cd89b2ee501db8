"""The compiled way through the cell table; imported only where numba is installed.

A point of a crossed cell lies in a grid when the cell's centre does, unless the straight path
from the centre to the point crosses an odd number of the grid's edges in that cell.  Orientations
are taken in floating point with an error bound; a point for which one of them is in doubt, as it
is on every border, is left to the exact test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from geo.cell_build import OUTLINE_CROSSES, Cells
from geo.edges import Edges
from geo.outcome import FIRST, GAP, OUTSIDE, Outcomes, Positions
from geo.raster import Raster

Function = TypeVar("Function", bound=Callable[..., Any])

#: Error of a 2 x 2 orientation relative to the sum of its products: (3 + 16 e) e, e = 2^-53, is
#: 3.331e-16 (Shewchuk 1997, "Adaptive precision floating-point arithmetic", filter A).
ERROR = 4e-16
#: Below this, products may have lost digits to underflow.
TINY = 1e-290
#: A centre nearer to an edge than this, in cells, decides nothing: twice the margin of a cell.
CENTRE_MARGIN = 2e-3
DOUBT = -1


class Walk(NamedTuple):
    """What the compiled way needs besides the cells.

    Attributes
    ----------
    corners : float64, shape (E, 4)
        x0, y0, x1, y1 of each edge.
    sure : bool, shape (K,)
        Whether the centre of the crossed cell is clear of every edge.
    """

    corners: npt.NDArray[np.float64]
    sure: npt.NDArray[np.bool_]


def compiled(function: Function) -> Function:
    """Return the function compiled on first use, kept on disk where that is allowed."""
    try:
        return cast("Function", numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast("Function", numba.njit(nogil=True)(function))


def make_walk(edges: Edges, raster: Raster, cells: Cells) -> Walk:
    """Return the edges as rows and the cells whose centre can serve as the start of a path."""
    corners = np.column_stack(edges[1:])
    sure = np.ones(len(cells.outline), dtype=np.bool_)
    crossed = np.flatnonzero(cells.answer < 0)
    _doubt_centres(crossed, corners, raster, cells, sure)
    return Walk(corners, sure)


@compiled
def walk(
    lon: Positions,
    lat: Positions,
    raster: Raster,
    cells: Cells,
    path: Walk,
    total: int,
    dedicated: int,
) -> Outcomes:
    """Return the outcome of each point, or -1 - k where crossed cell k needs the exact test."""
    out = np.empty(len(lon), dtype=np.int32)
    for i in range(len(lon)):
        u, v = (lon[i] - raster.x0) * raster.scale, (lat[i] - raster.y0) * raster.scale
        if not (u >= 0 and u < raster.nx and v >= 0 and v < raster.ny):
            out[i] = OUTSIDE
            continue
        column, row = int(u), int(v)
        out[i] = cells.answer[row * raster.nx + column]
        if out[i] < 0:
            x = raster.x0 + (column + 0.5) / raster.scale
            y = raster.y0 + (row + 0.5) / raster.scale
            found = _settle(x, y, lon[i], lat[i], -1 - out[i], cells, path, total, dedicated)
            if found != DOUBT:
                out[i] = found
    return out


@compiled
def _settle(
    x: float,
    y: float,
    lon: float,
    lat: float,
    k: int,
    cells: Cells,
    path: Walk,
    total: int,
    dedicated: int,
) -> int:
    """Return the outcome of a point in crossed cell k with the centre (x, y), or DOUBT."""
    if not path.sure[k]:
        return DOUBT
    winner, rivals = -1, 0
    for candidate in range(cells.first[k], cells.first[k + 1]):
        held = _holds(x, y, lon, lat, candidate, cells, path)
        if held == DOUBT:
            return DOUBT
        if held and winner < 0:
            winner = cells.member[candidate]
        elif held and (winner < dedicated) == (cells.member[candidate] < dedicated):
            rivals += 1
    if winner >= 0:
        return FIRST + winner + (total if rivals else 0)
    if cells.outline[k] == OUTLINE_CROSSES:
        return DOUBT
    return GAP if cells.outline[k] else OUTSIDE


@compiled
def _holds(
    x: float, y: float, lon: float, lat: float, candidate: int, cells: Cells, path: Walk
) -> int:
    """Return 1 when the candidate holds the point, 0 when not, or DOUBT."""
    held = 1 if cells.centred[candidate] else 0
    for place in range(cells.edge_first[candidate], cells.edge_first[candidate + 1]):
        crossing = _crosses(x, y, lon, lat, path.corners[cells.edge[place]])
        if crossing == DOUBT:
            return DOUBT
        held ^= crossing
    return held


@compiled
def _crosses(x: float, y: float, lon: float, lat: float, corner: npt.NDArray[np.float64]) -> int:
    """Return whether the path from (x, y) to (lon, lat) crosses the edge: 1, 0 or DOUBT."""
    ax, ay, bx, by = corner[0], corner[1], corner[2], corner[3]
    apart = _side(ax, ay, bx, by, x, y) * _side(ax, ay, bx, by, lon, lat)
    if apart > 0:
        return 0
    astride = _side(x, y, lon, lat, ax, ay) * _side(x, y, lon, lat, bx, by)
    if astride > 0:
        return 0
    return 1 if apart < 0 and astride < 0 else DOUBT


@compiled
def _side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """Return on which side of a -> b the point lies: 1 left, -1 right, 0 in doubt."""
    left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
    turn, error = left - right, ERROR * (abs(left) + abs(right)) + TINY
    if turn > error:
        return 1
    return -1 if turn < -error else 0


@compiled
def _doubt_centres(
    crossed: npt.NDArray[np.intp],
    corners: npt.NDArray[np.float64],
    raster: Raster,
    cells: Cells,
    sure: npt.NDArray[np.bool_],
) -> None:
    """Mark the crossed cells with an edge at their centre as unsure."""
    for k in range(len(crossed)):
        x = raster.x0 + (crossed[k] % raster.nx + 0.5) / raster.scale
        y = raster.y0 + (crossed[k] // raster.nx + 0.5) / raster.scale
        begin, end = cells.edge_first[cells.first[k]], cells.edge_first[cells.first[k + 1]]
        for place in range(begin, end):
            if _distance(corners[cells.edge[place]], x, y) * raster.scale < CENTRE_MARGIN:
                sure[k] = False


@compiled
def _distance(corner: npt.NDArray[np.float64], x: float, y: float) -> float:
    """Return the way from the point to the edge, in the edge's units."""
    ax, ay = corner[0] - x, corner[1] - y
    dx, dy = corner[2] - corner[0], corner[3] - corner[1]
    square = dx * dx + dy * dy
    share = 0.0 if square == 0.0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
    return float(np.hypot(ax + share * dx, ay + share * dy))
