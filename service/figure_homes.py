"""The households figures are told for each 1,000 of: those of today, by area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from data.figure_store import homes_by_grid
from data.store import Store
from service.figure_asked import Part
from service.figure_groups import AREAS, By, areas_above
from service.figure_places import areas_in
from service.map_kept import Kept
from service.map_view import MapData


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(8)


def homes_of(
    store: Store, part: Part, by: By | None = None, map_of: date | None = None
) -> Mapping[Any, int]:
    """Return the households of today by group: of the part, told apart by area.

    Groups that are not areas all have the households of the whole part: what is missing in the
    answer has those under None.

    Parameters
    ----------
    map_of
        The day on whose map the areas are; None for those of today.
    """
    homes = _of_today(store) if map_of is None else _on_map(store, map_of)
    inside = {
        grid: number for grid, number in homes.items() if part.grids is None or grid in part.grids
    }
    if by is None or by not in AREAS:
        return {None: sum(inside.values())}
    above = _above(store, by, map_of)
    found: dict[Any, int] = {}
    for grid, number in inside.items():
        code = grid if above is None else above.get(grid)
        found[code] = found.get(code, 0) + number
    return found


def _of_today(store: Store) -> dict[str | None, int]:
    def load() -> dict[str | None, int]:
        with store.read() as conn:
            return homes_by_grid(conn)

    return _kept(store).get(MapData.of(store).token("households"), load)


def _on_map(store: Store, day: date) -> dict[str | None, int]:
    """Return today's households by grid of the map of a day: by their grid, or by their point."""
    homes, data = _of_today(store), MapData.of(store)
    layer = data.grids(day)
    if homes.keys() <= {None, *layer.codes}:
        return homes
    placed = dict(zip(layer.codes, data.households_then(layer, day).tolist(), strict=True))
    found: dict[str | None, int] = {None: sum(homes.values()) - sum(placed.values())}
    return found | placed


def _above(store: Store, by: By, map_of: date | None) -> Mapping[Any, str | None] | None:
    if map_of is not None:
        return areas_in(MapData.of(store).grids(map_of), by)
    with store.read() as conn:
        return areas_above(conn, by)
