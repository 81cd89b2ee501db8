"""Household tiles: a million points as pictures of a few kilobytes."""

from __future__ import annotations

import io
import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from service.map_mercator import TILE_BITS, WORLD_BITS, tile_box, to_world

# From this zoom on every household is a dot of its own; below it a dot stands for a cell.
DOT_ZOOM = 17
# Below this zoom cells are counted once for the whole district instead of per tile.
_COUNTED_BELOW = 14
_CELL_PX = 2
_LEVELS = np.array([1, 2, 3, 5, 8, 13, 21, 40, 80, 160, 400, 1000], dtype=np.int64)
_DOT_PX = 9

Cells = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


class PointTiles:
    """All household points, ready to be asked for tiles by many threads.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4490), one per household.
    """

    def __init__(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> None:
        x, y = to_world(lon, lat)
        order = np.argsort(x, kind="stable")
        self._x = x[order].astype(np.int32)
        self._y = y[order].astype(np.int32)
        self._counted: dict[int, Cells] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._x)

    def counts(self, zoom: int, x: int, y: int) -> NDArray[np.int64]:
        """Return households per cell of 2 x 2 pixels: shape (128, 128), row 0 in the north."""
        side = 256 // _CELL_PX
        if zoom < _COUNTED_BELOW:
            col, row, number = self._cells(zoom)
        else:
            west, north, east, south = tile_box(zoom, x, y)
            px, py = self._within(west, north, east, south)
            shift = _cell_shift(zoom)
            col, row, number = px >> shift, py >> shift, np.ones(len(px), dtype=np.int64)
        start, stop = np.searchsorted(col, (x * side, (x + 1) * side))
        col, row, number = (
            col[start:stop] - x * side,
            row[start:stop] - y * side,
            number[start:stop],
        )
        inside = (row >= 0) & (row < side)
        flat = np.bincount(
            row[inside] * side + col[inside], weights=number[inside], minlength=side * side
        )
        return flat.astype(np.int64).reshape(side, side)

    def dots(self, zoom: int, x: int, y: int) -> NDArray[np.int64]:
        """Return pixel columns and rows, shape (n, 2), of the dots that touch a tile."""
        box = tile_box(zoom, x, y, margin_px=_DOT_PX)
        px, py = self._within(*box)
        west, north, _east, _south = tile_box(zoom, x, y)
        shift = WORLD_BITS - zoom - TILE_BITS
        return np.column_stack([(px - west) >> shift, (py - north) >> shift])

    def _within(
        self, west: int, north: int, east: int, south: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        start, stop = np.searchsorted(self._x, (west, east))
        y = self._y[start:stop]
        inside = (y >= north) & (y < south)
        return self._x[start:stop][inside].astype(np.int64), y[inside].astype(np.int64)

    def _cells(self, zoom: int) -> Cells:
        with self._lock:
            if zoom not in self._counted:
                self._counted[zoom] = self._count(zoom)
            return self._counted[zoom]

    def _count(self, zoom: int) -> Cells:
        shift = _cell_shift(zoom)
        keys = ((self._x.astype(np.int64) >> shift) << 32) | (self._y.astype(np.int64) >> shift)
        found, number = np.unique(keys, return_counts=True)
        return found >> 32, found & 0xFFFFFFFF, number


def _cell_shift(zoom: int) -> int:
    return WORLD_BITS - zoom - TILE_BITS + (_CELL_PX.bit_length() - 1)


def tile_png(tiles: PointTiles, zoom: int, x: int, y: int, ink: tuple[int, int, int]) -> bytes:
    """Return one household tile as PNG, 256 x 256, transparent where nobody lives.

    Parameters
    ----------
    tiles
        The points.
    zoom, x, y
        The tile's address.
    ink
        Red, green, blue; more households in a place are more opaque.
    """
    if zoom >= DOT_ZOOM:
        return _dots_png(tiles.dots(zoom, x, y), ink)
    counts = tiles.counts(zoom, x, y)
    if not counts.any():
        return empty_png()
    level = np.searchsorted(_LEVELS, counts, side="right").astype(np.uint8)
    picture = Image.fromarray(np.repeat(np.repeat(level, _CELL_PX, 0), _CELL_PX, 1), "P")
    picture.putpalette([channel for _ in range(256) for channel in ink])
    return _png(picture, _alphas(len(_LEVELS), 80, 230))


def _dots_png(dots: NDArray[np.int64], ink: tuple[int, int, int]) -> bytes:
    if not len(dots):
        return empty_png()
    half = _DOT_PX // 2
    canvas = np.zeros((256 + 4 * _DOT_PX, 256 + 4 * _DOT_PX), dtype=np.uint8)
    stamp = _stamp()
    for col, row in dots.tolist():
        top, left = row + 2 * _DOT_PX - half, col + 2 * _DOT_PX - half
        spot = canvas[top : top + _DOT_PX, left : left + _DOT_PX]
        np.maximum(spot, stamp, out=spot)
    edge = 2 * _DOT_PX
    picture = Image.fromarray(
        np.ascontiguousarray(canvas[edge : edge + 256, edge : edge + 256]), "P"
    )
    picture.putpalette([channel for _ in range(256) for channel in ink])
    return _png(picture, _alphas(15, 0, 235))


@lru_cache(maxsize=1)
def _stamp() -> NDArray[np.uint8]:
    """Return a round dot in 16 steps of cover, drawn four times as large and reduced."""
    fine = (np.arange(_DOT_PX * 4) + 0.5) / 4 - _DOT_PX / 2
    inside = (np.hypot(fine[:, None], fine[None, :]) <= 3.2).astype(np.float64)
    cover = inside.reshape(_DOT_PX, 4, _DOT_PX, 4).mean(axis=(1, 3))
    steps: NDArray[np.uint8] = np.rint(cover * 15).astype(np.uint8)
    return steps


def _alphas(steps: int, least: int, most: int) -> bytes:
    return bytes([0, *np.linspace(least, most, steps).astype(int).tolist()]).ljust(256, b"\xff")


def _png(picture: Image.Image, alphas: bytes) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=alphas, compress_level=4)
    return out.getvalue()


@lru_cache(maxsize=1)
def empty_png() -> bytes:
    """Return a transparent PNG of one pixel, which a browser stretches over the tile."""
    return _png(Image.new("P", (1, 1), 0), b"\x00")
