"""The heat surface as tiles: sampled where the pixels lie, a colour per class."""

from __future__ import annotations

import io
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from casework.access import Action, Viewer, require
from data.store import Store
from geo.metres import points_to_metres
from service.heat.ask import HeatAsk
from service.heat.surface import HeatSurface, heat_surface, kept_surface
from service.map_kept import Kept
from service.map_mercator import WORLD, tile_box
from service.map_points import empty_png

Tile = tuple[int, int, int]
Colour = tuple[int, int, int, int]
Floats = NDArray[np.float64]
_SIDE: Final = 256
# Positions are computed at so many places a side and interpolated between: less than 1 m off, or
# a hundredth of a pixel where a pixel is larger than that.
_KNOTS: Final = 17
_TILES: Final = 2000


class HeatColours(NamedTuple):
    """Red, green, blue and cover of each class, and of places with too few households."""

    classes: tuple[Colour, ...]
    too_few: Colour


@lru_cache(maxsize=4)
def _tiles(store: Store) -> Kept:
    del store
    return Kept(_TILES)


def heat_tile(
    viewer: Viewer,
    store: Store,
    ask: HeatAsk,
    now: datetime,
    mark: str,
    tile: Tile,
    colours: HeatColours,
) -> tuple[bytes, bool]:
    """Return a tile of the heat surface as PNG, and whether the mark is that of its content.

    Parameters
    ----------
    mark
        From the legend; while the surface of that mark is kept, the database is not asked.
    tile
        Zoom, column, row.
    colours
        As many classes as `service.heat.breaks.CLASSES`.
    """
    require(viewer, Action.VIEW_CASES)
    surface = kept_surface(viewer, store, ask, mark) or heat_surface(viewer, store, ask, now)
    key = (surface.mark, viewer.scope, tile, colours)
    picture = _tiles(store).get(key, lambda: tile_png(surface, tile, colours))
    return picture, surface.mark == mark


def tile_png(surface: HeatSurface, tile: Tile, colours: HeatColours) -> bytes:
    """Return a tile as PNG, 256 x 256; one clear pixel where there is nothing to see."""
    x, y = _knots(surface, tile)
    if not surface.edges or _is_beyond(surface, x, y):
        return empty_png()
    spread = _spread()
    kinds = classes_at(surface, spread @ x @ spread.T, spread @ y @ spread.T)
    return palette_png(kinds, colours, len(surface.edges)) if kinds.any() else empty_png()


def classes_at(surface: HeatSurface, x_m: Floats, y_m: Floats) -> NDArray[np.uint8]:
    """Return the class at places: 0 below the first, then 1 up, 255 for too few households."""
    values = surface.at(x_m, y_m)
    kinds = np.searchsorted(np.asarray(surface.edges), values, side="right").astype(np.uint8)
    kinds[np.isnan(values)] = 255
    return kinds


def palette_png(kinds: NDArray[np.uint8], colours: HeatColours, classes: int) -> bytes:
    """Return classes as a palette PNG, the highest in the last colour."""
    table = np.zeros((256, 4), dtype=np.uint8)
    if classes:
        table[1 : classes + 1] = colours.classes[-classes:]
    table[255] = colours.too_few
    picture = Image.fromarray(kinds, "P")
    picture.putpalette(table[:, :3].ravel().tolist())
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=table[:, 3].tobytes(), compress_level=4)
    return out.getvalue()


def _knots(surface: HeatSurface, tile: Tile) -> tuple[Floats, Floats]:
    west, north, east, south = tile_box(*tile)
    part = np.linspace(0, 1, _KNOTS)
    column, row = np.meshgrid(west + part * (east - west), north + part * (south - north))
    lon = (column / WORLD - 0.5) * 360.0
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / WORLD))))
    x, y = points_to_metres(lon.ravel(), lat.ravel(), surface.plane)
    # half the world away the plane has no place: far off then
    x, y = (np.where(np.isfinite(one), one, 1e9).reshape(lon.shape) for one in (x, y))
    return x, y


def _is_beyond(surface: HeatSurface, x: Floats, y: Floats) -> bool:
    one = surface.cases
    ny, nx = one.values.shape
    return bool(
        x.max() < one.x0_m
        or y.max() < one.y0_m
        or x.min() > one.x0_m + nx * one.cell_m
        or y.min() > one.y0_m + ny * one.cell_m
    )


@lru_cache(maxsize=1)
def _spread() -> Floats:
    """Return the weights that carry values at the knots to the middles of the pixels."""
    place = (np.arange(_SIDE) + 0.5) / _SIDE * (_KNOTS - 1)
    weights = 1 - np.abs(place[:, None] - np.arange(_KNOTS)[None, :])
    return np.asarray(np.maximum(weights, 0), np.float64)
