"""Where households lie on the tiles of a map: as cells from afar, each by itself near by."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.map_mercator import TILE_BITS, WORLD_BITS, tile_box, to_world

# Below this zoom a cell stands for all households in it.
DOT_ZOOM: Final = 16
# How far beyond a tile a mark may lie that reaches into it.
MARGIN_PX: Final = 10
_SEED: Final = 20120501

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """The cells of a tile in which households lie.

    Attributes
    ----------
    column, row
        From the tile's western and northern edge.
    households
        How many lie in each.
    one_of
        One of them, drawn by chance: row number in the arrays the positions were made of.
    """

    column: Ints
    row: Ints
    households: Ints
    one_of: Ints


def cell_px(zoom: int) -> int:
    """Return how wide a cell is in pixels: about a building where one can be made out."""
    return 4 if zoom == DOT_ZOOM - 1 else 2


class HomePositions:
    """Households on the tiles of a web map, ready to be asked by many threads.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4490), one per household.

    Notes
    -----
    From afar a cell takes the state of one of its households, drawn by chance once and for all:
    so that of many cells as large a part shows a state as of the households has it.  The state
    that is most frequent in each cell would hide the others.
    """

    def __init__(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> None:
        x, y = to_world(lon, lat)
        self._order = np.argsort(x, kind="stable")
        self._x = x[self._order].astype(np.int64)
        self._y = y[self._order].astype(np.int64)
        self._drawn = np.random.default_rng(_SEED).permutation(len(x))
        self._counted: dict[int, Cells] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._x)

    def cells(self, zoom: int, x: int, y: int) -> Cells:
        """Return the cells of a tile that are not empty."""
        every, side = self._all_cells(zoom), 256 // cell_px(zoom)
        start, stop = np.searchsorted(every.column, (x * side, (x + 1) * side))
        row = every.row[start:stop] - y * side
        inside = (row >= 0) & (row < side)
        return Cells(
            every.column[start:stop][inside] - x * side,
            row[inside],
            every.households[start:stop][inside],
            every.one_of[start:stop][inside],
        )

    def dots(self, zoom: int, x: int, y: int) -> tuple[Ints, Ints, Ints]:
        """Return pixel column and row of the households that reach into a tile, and which."""
        west, north, _east, _south = tile_box(zoom, x, y)
        found = self._within(tile_box(zoom, x, y, margin_px=MARGIN_PX))
        shift = WORLD_BITS - zoom - TILE_BITS
        column, row = (self._x[found] - west) >> shift, (self._y[found] - north) >> shift
        return column, row, self._order[found]

    def near(self, lon: float, lat: float, zoom: float, reach_px: float) -> Ints:
        """Return the households at most so many pixels of a zoom away, the nearest first."""
        x, y = to_world(np.array([lon]), np.array([lat]))
        reach = reach_px * 2.0 ** (WORLD_BITS - TILE_BITS - zoom)
        at_x, at_y = float(x[0]), float(y[0])
        box = (at_x - reach, at_y - reach, at_x + reach, at_y + reach)
        found = self._within(tuple(int(one) for one in box))  # type: ignore[arg-type]
        far = np.hypot(self._x[found] - at_x, self._y[found] - at_y)
        order = np.lexsort((self._order[found], far))
        near: Ints = self._order[found[order][far[order] <= reach]]
        return near

    def _within(self, box: tuple[int, int, int, int]) -> Ints:
        west, north, east, south = box
        start, stop = np.searchsorted(self._x, (west, east + 1))
        y = self._y[start:stop]
        inside: Ints = np.flatnonzero((y >= north) & (y <= south)) + start
        return inside

    def _all_cells(self, zoom: int) -> Cells:
        with self._lock:
            if zoom not in self._counted:
                self._counted[zoom] = self._count(zoom)
            return self._counted[zoom]

    def _count(self, zoom: int) -> Cells:
        shift = WORLD_BITS - zoom - TILE_BITS + cell_px(zoom).bit_length() - 1
        x, y = self._x[self._drawn], self._y[self._drawn]
        keys = ((x >> shift) << 32) | (y >> shift)
        # In an order drawn by chance the first of each cell is one of its households by chance.
        found, first, number = np.unique(keys, return_index=True, return_counts=True)
        one_of = self._order[self._drawn[first]]
        return Cells(found >> 32, found & 0xFFFFFFFF, number.astype(np.int64), one_of)
