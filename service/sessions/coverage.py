"""Units with and without a room where people are received: counted, listed, on the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.grid_store import load_org_units
from data.map_store import household_counts
from data.place_store import load_places
from data.settings_store import setting
from data.store import Store
from service.map_layer import LayerClass, MapLayer
from service.map_view import MapData
from service.scoping import units_serving_part

LEVEL_TERMS: Final = {
    "county": Term("counties"),
    "street": Term("streets and townships"),
    "community": Term("communities and villages"),
}
_WITH, _WITHOUT = Term("has a room"), Term("has no room")


@dataclass(frozen=True)
class Rooms:
    """Which units have a contact point in use.

    Attributes
    ----------
    level
        Of the units that must all have one (the setting ``room_level``).
    units
        ``code, name, parent_name, rooms`` (how many contact points lie in it), by code.
    """

    level: str
    units: pd.DataFrame

    @property
    def met(self) -> int:
        """Return how many units have one."""
        return int((self.units["rooms"] > 0).sum())

    @property
    def without(self) -> pd.DataFrame:
        """Return the units that have none, by code."""
        return self.units.loc[self.units["rooms"] == 0].reset_index(drop=True)


def rooms_on(viewer: Viewer, store: Store, on: date) -> Rooms:
    """Return which units of the viewer's part have a contact point in use on a day.

    Raises
    ------
    CaseworkError
        When the viewer may not look.

    Notes
    -----
    A place belongs to its unit and to those above it: a leader's contact point of a street is no
    room of one of its communities.  Where a place names no unit, its grid's counts.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        level = str(setting(conn, "room_level"))
        units = load_org_units(conn, on)
        rooms = load_places(conn, "contact", on)
        inside = units_serving_part(conn, viewer)
    grids = MapData.of(store).grids(on).frame
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    names = dict(zip(units["code"], units["name"], strict=True))
    of_grid = dict(zip(grids["code"], grids["parent_code"], strict=True))
    counted: dict[str, int] = {}
    for unit, grid in zip(rooms["unit_code"], rooms["grid_code"], strict=True):
        for code in _upwards(unit or of_grid.get(grid), above):
            counted[code] = counted.get(code, 0) + 1
    wanted = units.loc[units["level"] == level]
    if inside is not None:
        wanted = wanted.loc[wanted["code"].isin(inside)]
    frame = pd.DataFrame(
        {
            "code": wanted["code"],
            "name": wanted["name"],
            "parent_name": [names.get(code, "") for code in wanted["parent_code"]],
            "rooms": [counted.get(code, 0) for code in wanted["code"]],
        }
    )
    return Rooms(level, frame.reset_index(drop=True))


def rooms_layer(viewer: Viewer, store: Store, on: date) -> MapLayer:
    """Return the grids coloured by whether their unit has a contact point in use.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    found = rooms_on(viewer, store, on)
    grids = MapData.of(store).grids(on)
    above = dict(zip(grids.units["code"], grids.units["parent_code"], strict=True))
    rooms = dict(zip(found.units["code"], found.units["rooms"], strict=True))
    names = dict(zip(found.units["code"], found.units["name"], strict=True))
    units = [
        next((code for code in _upwards(parent, above) if code in rooms), None)
        for parent in grids.frame["parent_code"]
    ]
    values = np.array([np.nan if one is None else float(rooms[one]) for one in units])
    of = np.where(np.isnan(values), -1, (values == 0).astype(int)).astype(np.int64)
    inside = grids.within(viewer.scope)
    with store.read() as conn:
        homes = household_counts(conn)
    return MapLayer(
        grids=grids.token,
        title=Term("Contact points"),
        unit=None,
        none=Term("in no such unit"),
        values=values,
        of=np.where(inside, of, -1),
        classes=(
            LayerClass(int((of[inside] == 0).sum()), tone=-1, label=_WITH),
            LayerClass(int((of[inside] == 1).sum()), tone=2, label=_WITHOUT),
        ),
        palette="spots",
        inside=inside,
        totals={
            "grids": int(inside.sum()),
            "households": sum(homes.get(code, 0) for code in grids.frame["code"][inside]),
        },
        notes=(
            Sentence(
                "{met} of {all} {level} have a contact point in use on {day}.",
                met=found.met,
                all=len(found.units),
                level=LEVEL_TERMS[found.level],
                day=on,
            ),
        ),
        says=tuple(
            None
            if one is None
            else Sentence("{unit}: contact points {count}", unit=names[one], count=rooms[one])
            for one in units
        ),
    )


def _upwards(code: object, above: dict[str, str]) -> list[str]:
    """Return a unit and those above it, each once."""
    found: list[str] = []
    while isinstance(code, str) and code not in found:
        found.append(code)
        code = above.get(code)
    return found
