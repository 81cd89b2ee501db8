"""Polygon edges on a raster: which cells they cross, and which cells lie between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geo.grid import Shapes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: How far beyond an edge a cell still counts as crossed, in cells.  Must exceed twice the rounding
#: of a position in cells, which `Raster.over` keeps below 2e-4.
MARGIN = 1e-3
#: Edges rasterised at a time, to bound memory.
CHUNK = 500_000


class Edges(NamedTuple):
    """Straight edges: owner = position of the shape, from (x0, y0) to (x1, y1)."""

    owner: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats

    def part(self, keep: slice) -> Edges:
        """Return some of the edges."""
        return Edges(self.owner[keep], self.x0[keep], self.y0[keep], self.x1[keep], self.y1[keep])


def edges_of(shapes: Shapes) -> Edges:
    """Return all edges of all rings of the shapes, in the shapes' units."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    start, end = xy[:-1][joined], xy[1:][joined]
    owner = part_owner[ring_part][ring[:-1][joined]]
    x0, y0 = np.ascontiguousarray(start.T)
    x1, y1 = np.ascontiguousarray(end.T)
    return Edges(owner.astype(np.int64), x0, y0, x1, y1)


def expand(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return (row, value) for every whole value from first[row] to last[row], both included."""
    length = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(first)), length)
    before = np.cumsum(length) - length
    return row, first[row] + np.arange(len(row)) - before[row]


def crossed_cells(edges: Edges, nx: int, ny: int) -> tuple[Ints, Ints]:
    """Return (edge, cell) for every cell within `MARGIN` of an edge; edges in units of cells.

    A cell is row * nx + column.  Cells that are only near may be returned too; none is missed.
    """
    starts = range(0, max(len(edges.owner), 1), CHUNK)
    found = [_crossed(edges.part(slice(start, start + CHUNK)), start, nx, ny) for start in starts]
    return np.concatenate([part[0] for part in found]), np.concatenate([part[1] for part in found])


def _crossed(edges: Edges, start: int, nx: int, ny: int) -> tuple[Ints, Ints]:
    turn = edges.x0 > edges.x1
    u0, u1 = np.where(turn, edges.x1, edges.x0), np.where(turn, edges.x0, edges.x1)
    v0, v1 = np.where(turn, edges.y1, edges.y0), np.where(turn, edges.y0, edges.y1)
    edge, column = expand(_floor(u0 - MARGIN), _floor(u1 + MARGIN))
    run = u1 - u0
    steep = run < MARGIN
    slope = np.where(steep, 0.0, (v1 - v0) / np.where(steep, 1.0, run))
    left = np.maximum(u0[edge], column - MARGIN) - u0[edge]
    right = np.minimum(u1[edge], column + 1 + MARGIN) - u0[edge]
    here = np.where(steep[edge], v0[edge], v0[edge] + left * slope[edge])
    there = np.where(steep[edge], v1[edge], v0[edge] + right * slope[edge])
    low = np.maximum(_floor(np.minimum(here, there) - MARGIN), 0)
    high = np.minimum(_floor(np.maximum(here, there) + MARGIN), ny - 1)
    piece, row = expand(low, high)
    return edge[piece] + start, row * nx + np.clip(column[piece], 0, nx - 1)


def row_spans(edges: Edges) -> tuple[Ints, Ints, Ints, Ints]:
    """Return (owner, row, first, last): cells of a row whose centre lies inside the owner.

    Edges in units of cells.  By the even-odd rule; sorted by row; a centre within `MARGIN` of an
    edge may fall either way.
    """
    low, high = np.minimum(edges.y0, edges.y1), np.maximum(edges.y0, edges.y1)
    edge, row = expand(_ceil(low - 0.5), _ceil(high - 0.5) - 1)
    rise = edges.y1[edge] - edges.y0[edge]
    share = np.clip((row + 0.5 - edges.y0[edge]) / rise, 0.0, 1.0)
    u = edges.x0[edge] + share * (edges.x1[edge] - edges.x0[edge])
    owner = edges.owner[edge]
    order = np.lexsort((u, owner, row))
    enter, leave = order[::2], order[1::2]
    first, last = _ceil(u[enter] - 0.5), _ceil(u[leave] - 0.5) - 1
    held = last >= first
    return owner[enter][held], row[enter][held], first[held], last[held]


def _floor(values: Floats) -> Ints:
    return np.floor(values).astype(np.int64)


def _ceil(values: Floats) -> Ints:
    return np.ceil(values).astype(np.int64)
