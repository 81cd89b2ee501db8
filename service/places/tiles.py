"""Households beyond reach as pictures: dots without names."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from casework.access import Action, Viewer, require
from data.store import Store
from service.map_kept import Kept
from service.map_points import PointTiles, tile_png
from service.places.reach import Measured, NearAsk, measure

Tile = tuple[int, int, int]


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(6)


def far_mark(viewer: Viewer, store: Store, ask: NearAsk, on: date) -> str:
    """Return the mark of the state that the pictures show; refused like `measure`."""
    require(viewer, Action.VIEW_VISITS)
    return _mark(measure(viewer, store, ask, on))


def far_tile(
    viewer: Viewer,
    store: Store,
    ask: NearAsk,
    on: date,
    mark: str,
    tile: Tile,
    ink: tuple[int, int, int],
) -> tuple[bytes, bool]:
    """Return a tile of the households beyond reach as PNG, and whether the mark is its own.

    Only households that the viewer sees are drawn, so that no picture serves two scopes.
    """
    require(viewer, Action.VIEW_VISITS)
    found = measure(viewer, store, ask, on)
    key = (viewer.scope, found.ask, found.found.mark, found.seen.grids.token)
    layer = _kept(store).get(key, lambda: _points(found))
    return tile_png(layer, *tile, ink), mark == _mark(found)


def _mark(found: Measured) -> str:
    return f"{found.found.mark}.{found.seen.grids.token}"


def _points(found: Measured) -> PointTiles:
    homes, is_far = found.seen.homes, found.is_far
    return PointTiles(homes.lon[is_far], homes.lat[is_far])
