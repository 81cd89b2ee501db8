"""What the map page needs to know before any layer is asked for: marks, extent, choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from casework.access import Action, Viewer, require
from data.map_store import token
from data.settings_store import setting
from data.store import Store
from service.map_view import GridLayer, MapData

# Shown while there is nothing to show: the land of the standard time zone, west to north.
_NOWHERE = (73.0, 18.0, 135.0, 54.0)


@dataclass(frozen=True)
class MapSummary:
    """The state of the map.

    Attributes
    ----------
    revisions
        Mark of each layer's present state; base is empty where there is no base map.
    bounds
        West, south, east, north of what the viewer sees.
    areas
        ``code, name, level`` of streets and communities, each street before its communities.
    categories
        Of the cases, in order.
    is_empty
        True when there are no grids yet.
    has_tiles
        True when the office has set a tile server.
    """

    revisions: dict[str, str]
    bounds: tuple[float, float, float, float]
    areas: tuple[tuple[str, str, str], ...]
    categories: tuple[str, ...]
    is_empty: bool
    has_tiles: bool
    district: str
    zone: str


def map_summary(viewer: Viewer, store: Store, on: date) -> MapSummary:
    """Return the state of the map for a viewer on a day."""
    require(viewer, Action.VIEW_MAP)
    data = MapData.of(store)
    grids = data.grids(on)
    with store.read() as conn:
        revisions = {name: token(conn, name) for name in ("households", "cases", "duty", "base")}
        tiles, district, zone = (
            str(setting(conn, key) or "") for key in ("tile_address", "district_name", "time_zone")
        )
    base, _is_current = data.base(revisions["base"])
    revisions |= {"grids": grids.token, "base": revisions["base"] if len(base) else ""}
    revisions["all"] = "/".join(revisions.values())
    categories = data.cases()["category"].cat.categories
    return MapSummary(
        revisions=revisions,
        bounds=bounds_of(grids, grids.within(viewer.scope)),
        areas=tuple(_areas(grids)),
        categories=tuple(sorted(str(name) for name in categories)),
        is_empty=not len(grids.frame),
        has_tiles=bool(tiles),
        district=district,
        zone=zone,
    )


def area_bounds(
    viewer: Viewer, store: Store, area: str, on: date
) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an organisation unit's grids; None when it has none."""
    require(viewer, Action.VIEW_MAP)
    grids = MapData.of(store).grids(on)
    inside = grids.within(viewer.scope) & grids.within(area)
    return bounds_of(grids, inside) if inside.any() else None


def bounds_of(
    grids: GridLayer, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the grids inside, or of the country for none."""
    if not inside.any():
        return _NOWHERE
    west, south, east, north = grids.bounds_of(np.flatnonzero(inside).tolist())
    return west, south, east, north


def _areas(grids: GridLayer) -> list[tuple[str, str, str]]:
    columns = ("code", "name", "level", "parent_code")
    units = list(grids.units[list(columns)].itertuples(index=False, name=None))
    below: dict[str, list[tuple[str, str, str]]] = {}
    for code, name, level, parent in units:
        if level == "community":
            below.setdefault(parent, []).append((code, name, level))
    listed: list[tuple[str, str, str]] = []
    for code, name, level, _parent in units:
        if level == "street":
            listed += [(code, name, level), *below.pop(code, [])]
    return listed + [unit for rest in below.values() for unit in rest]
