"""Tiles of households by state of visits, made once per revision, part and theme."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from casework.access import Action, Viewer, require
from data.store import Store
from service.map_kept import Kept
from service.visit_map.drawing import StateInks, state_tile
from service.visit_map.states import seen_by_mark, seen_homes

Tile = tuple[int, int, int]
_TILES: Final = 1500


@lru_cache(maxsize=4)
def _tiles(store: Store) -> Kept:
    del store
    return Kept(_TILES)


def visit_tile(
    viewer: Viewer,
    store: Store,
    plan_code: str,
    on: date,
    area: str | None,
    mark: str,
    tile: Tile,
    inks: StateInks,
) -> tuple[bytes, bool]:
    """Return a tile of households by state as PNG, and whether the mark is that of its content.

    Parameters
    ----------
    mark
        From the legend; while the households of that mark are kept, the database is not asked.
    tile
        Zoom, column, row.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited: a tile tells the
        state of each of them.
    """
    require(viewer, Action.VIEW_HOMES)
    seen = seen_by_mark(viewer, store, mark) or seen_homes(viewer, store, plan_code, on, area)
    key = (viewer.scope, seen.mark, tile, inks)
    picture = _tiles(store).get(key, lambda: state_tile(seen.positions, seen.kinds, *tile, inks))
    return picture, seen.mark == mark
