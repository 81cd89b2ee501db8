"""A uniform raster of square cells over some edges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.edges import Edges, Floats, Ints

MIN_SIDE, MAX_SIDE, MAX_STRIP = 256, 4096, 16_384


class Raster(NamedTuple):
    """`nx` by `ny` square cells; cell (0, 0) begins at (x0, y0); `scale` cells per unit."""

    x0: float
    y0: float
    scale: float
    nx: int
    ny: int

    @classmethod
    def over(cls, edges: Edges) -> Raster:
        """Return a raster around all edges with a free cell on each side; one cell for no edges.

        Notes
        -----
        About 8 sqrt(edges) cells a side, so that few cells hold more than a few edges, at most
        4096 (67 MB of table).  A cell is never finer than 2e-12 of the largest coordinate, which
        keeps the rounding of a position below 2e-4 cells.
        """
        if not len(edges.owner):
            return cls(0.0, 0.0, 1.0, 1, 1)
        west, south = edges.x0.min(), edges.y0.min()
        width, height = edges.x0.max() - west, edges.y0.max() - south
        side = np.clip(8 * np.sqrt(len(edges.owner)), MIN_SIDE, MAX_SIDE)
        largest = max(np.abs(edges.x0).max(), np.abs(edges.y0).max())
        cell = max(np.sqrt(width * height) / side, max(width, height) / MAX_STRIP, largest * 2e-12)
        return cls(
            float(west - cell),
            float(south - cell),
            float(1 / cell),
            int(width / cell) + 3,
            int(height / cell) + 3,
        )

    def in_cells(self, edges: Edges) -> Edges:
        """Return the edges in units of cells."""
        return Edges(
            edges.owner,
            (edges.x0 - self.x0) * self.scale,
            (edges.y0 - self.y0) * self.scale,
            (edges.x1 - self.x0) * self.scale,
            (edges.y1 - self.y0) * self.scale,
        )

    def cell_of(self, x: Floats, y: Floats) -> Ints:
        """Return row * nx + column of the cell of each position, -1 outside the raster."""
        with np.errstate(invalid="ignore", over="ignore"):
            u, v = (x - self.x0) * self.scale, (y - self.y0) * self.scale
            held = (u >= 0) & (u < self.nx) & (v >= 0) & (v < self.ny)
            cell = v.astype(np.int64) * self.nx + u.astype(np.int64)
        return np.where(held, cell, -1)
