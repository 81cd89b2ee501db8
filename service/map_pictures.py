"""Layers as they are sent: compressed grids and pictures, each made once per revision."""

from __future__ import annotations

import gzip
import json
from datetime import date
from functools import lru_cache

from casework.access import Action, Viewer, require, scope_of
from data.store import Store
from service.errors import ServiceError
from service.map_base import BaseColours
from service.map_kept import Kept
from service.map_points import tile_png
from service.map_view import MapData

Tile = tuple[int, int, int]
_TILES = 1000


@lru_cache(maxsize=4)
def _tiles(store: Store) -> Kept:
    del store
    return Kept(_TILES)


@lru_cache(maxsize=4)
def _grids(store: Store) -> Kept:
    del store
    return Kept(10)


def grid_json(viewer: Viewer, store: Store, band: int, on: date) -> tuple[str, bytes]:
    """Return the token of the grids in force and one zoom band of them as gzipped JSON."""
    require(viewer, Action.VIEW_MAP)
    token, layer = MapData.of(store).encoded_grids(on, band)

    def pack() -> bytes:
        text = json.dumps({"grids": token, **layer}, ensure_ascii=False, separators=(",", ":"))
        return gzip.compress(text.encode(), 6, mtime=0)

    return token, _grids(store).get((token, band), pack)


def household_tile(
    viewer: Viewer, store: Store, mark: str, tile: Tile, ink: tuple[int, int, int]
) -> tuple[bytes, bool]:
    """Return a household tile as PNG, and whether the mark is that of its content.

    Raises
    ------
    ServiceError
        When the viewer sees only a part of the district: the picture cannot be cut to it.
    """
    require(viewer, Action.VIEW_MAP)
    if not scope_of(viewer).is_whole:
        raise ServiceError(
            "Household pictures show the whole district, and {name} sees only {scope}: ask"
            " somebody who sees all of it.",
            name=viewer.name,
            scope=viewer.scope,
        )
    layer, is_current = MapData.of(store).points(mark)
    key = ("households", mark, tile, ink)
    if not is_current:
        return tile_png(layer, *tile, ink), False
    return _tiles(store).get(key, lambda: tile_png(layer, *tile, ink)), True


def base_tile(
    viewer: Viewer, store: Store, mark: str, tile: Tile, colours: BaseColours
) -> tuple[bytes, bool]:
    """Return a tile of the base map as PNG, and whether the mark is that of its content."""
    require(viewer, Action.VIEW_MAP)
    layer, is_current = MapData.of(store).base(mark)
    key = ("base", mark, tile, colours.land)
    if not is_current:
        return layer.tile_png(*tile, colours), False
    return _tiles(store).get(key, lambda: layer.tile_png(*tile, colours)), True
