"""In which area each case counts: where it lay then, or where it lies on the map of another day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

import numpy as np
import pandas as pd

from data.settings_store import office_zone
from data.store import Store
from data.time_store import turning_days
from service.figure_groups import By, climb
from service.map_then import codes_on_map
from service.map_view import GridLayer, MapData
from service.placing import reported_days


def has_history(store: Store) -> bool:
    """Return True when units or grids were ever others than they are."""
    with store.read() as conn:
        return bool(turning_days(conn, "grids", "units"))


def places(store: Store, by: By, map_of: date | None) -> pd.Series | None:
    """Return the area of each case by its id, None where the code of its grid says it for all time.

    Parameters
    ----------
    map_of
        None for where it lay when it was reported, a day for the map of that day.
    """
    if map_of is not None:
        return areas_on(store, by, map_of)
    return areas_then(store, by) if has_history(store) else None


def areas_then(store: Store, by: By) -> pd.Series:
    """Return by a case's id the area it lay in on the day it was reported, None for none.

    The grid is the one recorded, with the units above it on that day.  A case that was placed
    anew since, in a grid that was not in force on the day, lies where its point lay.  Before the
    first grids were in force a case counts on the first ones.
    """
    data = MapData.of(store)
    cases = data.cases()
    with store.read() as conn:
        turns = list(turning_days(conn, "grids", "units"))
        days = reported_days(cases["reported_at"], office_zone(conn))
    first = next((day for day in (date.min, *turns) if len(data.grids(day).frame)), date.min)
    days = days.where(days >= first, first)
    found = pd.Series(None, index=cases.index, dtype=object)
    for _stretch, members in days.groupby(days.map(lambda day: bisect_right(turns, day))):
        on = members.iloc[0]
        found.loc[members.index] = _then(store, cases.loc[members.index], on, by)
    return found.set_axis(cases["id"])


def areas_on(store: Store, by: By, day: date) -> pd.Series:
    """Return by a case's id the area it lies in on the map of a day, None where unknown."""
    data = MapData.of(store)
    cases = data.cases()
    areas = _areas(data.grids(day), codes_on_map(store, cases, day), by)
    return pd.Series(areas, index=cases["id"], dtype=object)


def _then(store: Store, cases: pd.DataFrame, on: date, by: By) -> np.ndarray:
    layer = MapData.of(store).grids(on)
    codes = cases["grid_code"].astype(object).to_numpy(copy=True)
    anew = np.flatnonzero((layer.rows_of(cases["grid_code"]) < 0) & cases["grid_code"].notna())
    if len(anew):
        there = codes_on_map(store, cases.iloc[anew], on).to_numpy(dtype=object)
        codes[anew] = np.where(pd.notna(there), there, codes[anew])
    return _areas(layer, pd.Series(codes, dtype=object), by)


def _areas(layer: GridLayer, codes: pd.Series, by: By) -> np.ndarray:
    """Return the grids themselves, or the unit of a level above each, None for none."""
    known = codes.where(codes.notna(), None).to_numpy(dtype=object)
    if by == "grid":
        return known
    found = codes.map(areas_in(layer, by)).astype(object)
    return found.where(found.notna(), None).to_numpy(dtype=object)


def areas_in(layer: GridLayer, by: By) -> dict[str, str | None]:
    """Return by code of a grid of a map the unit of a level above it, or the grid itself."""
    if by == "grid":
        return {code: code for code in layer.codes}
    level_of = dict(zip(layer.units["code"], layer.units["level"], strict=True))
    parent_of = dict(zip(layer.units["code"], layer.units["parent_code"], strict=True))
    return {
        code: climb(parent if isinstance(parent, str) else None, by, level_of, parent_of)
        for code, parent in zip(layer.codes, layer.frame["parent_code"], strict=True)
    }
