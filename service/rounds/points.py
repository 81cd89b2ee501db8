"""Places in use on a day, with the community and street they lie in, as far as a viewer sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from casework.access import Action, Scope, Viewer, require
from casework.round_due import RoundRule
from data.place_store import load_places
from data.store import Store
from service.areas import area_path
from service.map_view import GridLayer, MapData
from service.places.place import UsedFor

LEVELS: Final = ("county", "street", "community")


def places_seen(
    viewer: Viewer, store: Store, used_for: UsedFor, on: date, area: str | None = None
) -> pd.DataFrame:
    """Return the places of a kind in use on a day, in the viewer's part and in an area, by code.

    Returns
    -------
    DataFrame
        The columns of `data.place_store.COLUMNS`, and ``county, street, community``: codes of the
        units it belongs to, None where it belongs to none.  A place belongs to the unit named with
        it, else to that of its grid.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When the area is not in force on the day or lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    wanted = area_path(viewer, store, area, on)[-1].code if area else viewer.scope
    with store.read() as conn:
        frame = load_places(conn, used_for, on)
    return within(MapData.of(store).grids(on), frame, wanted)


def within(layer: GridLayer, frame: pd.DataFrame, area: str | None) -> pd.DataFrame:
    """Return the rows (``unit_code, grid_code``) in an area, with ``county, street, community``."""
    tree = _Tree(layer)
    paths = [
        tree.path(unit, grid)
        for unit, grid in zip(frame["unit_code"], frame["grid_code"], strict=True)
    ]
    for level in LEVELS:
        found = [next((c for c in path if tree.level.get(c) == level), None) for path in paths]
        frame[level] = pd.Series(found, dtype=object, index=frame.index)
    part = Scope(area)
    is_inside = [part.includes(path) for path in paths]
    return frame[pd.Series(is_inside, dtype=bool, index=frame.index)].reset_index(drop=True)


def rule_of(every_days: object, since: date | None, until: date | None) -> RoundRule | None:
    """Return the rule of a point, None where it has none."""
    return RoundRule(int(str(every_days)), since, until) if every_days else None


class _Tree:
    """Units and grids by code: what is above each, and the level of a unit."""

    def __init__(self, layer: GridLayer) -> None:
        units, grids = layer.units, layer.frame
        self.level: Mapping[str, str] = dict(zip(units["code"], units["level"], strict=True))
        self._above = dict(zip(grids["code"], grids["parent_code"], strict=True))
        self._above |= dict(zip(units["code"], units["parent_code"], strict=True))

    def path(self, unit: str | None, grid: str | None) -> list[str]:
        """Return the codes of all it belongs to, the smallest first."""
        path = self._up(unit) if unit in self.level else self._up(grid)
        return [grid, *path] if grid and grid not in path else path

    def _up(self, code: str | None) -> list[str]:
        found: list[str] = []
        while isinstance(code, str) and code in self._above and code not in found:
            found.append(code)
            code = self._above[code]
        return found
