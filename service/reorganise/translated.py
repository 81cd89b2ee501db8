"""Figures of an earlier day on today's map: by position, else by the crosswalk, else listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.grid_store import load_org_units
from data.rows import records
from data.schema import crosswalk
from data.settings_store import snap_of
from data.store import Store
from geo.assign import GridIndex
from service.coverage import index_on
from service.errors import ServiceError
from service.placing import place_points

LEVELS: Final = ("grid", "community", "street", "county", "city")


@dataclass(frozen=True, eq=False)
class Translated:
    """Counts on the units or grids of another day.

    Attributes
    ----------
    counts : DataFrame[code, name, count]
        By the codes of that day, by code.
    by_place, by_crosswalk
        How many of them were placed by their own position, and how many by the crosswalk.
    apart : DataFrame[code, name, count, into]
        By the codes given: what cannot be told, because its code became several (``into`` lists
        them), or because it lies in no unit of that day (``into`` is empty).
    """

    counts: pd.DataFrame
    by_place: float
    by_crosswalk: float
    apart: pd.DataFrame


def translate(
    viewer: Viewer, store: Store, rows: pd.DataFrame, was_on: date, to_on: date, level: str = "grid"
) -> Translated:
    """Return counts of a day on the map of another day, earlier or later.

    Parameters
    ----------
    rows : DataFrame[grid_code] with or without lon, lat, count
        Cases or households with the grid they had on `was_on`, or counts by code of a grid or
        unit.  A position decides where there is one; leave it NaN for a case that its category
        gave to a grid.
    level
        grid, community, street, county or city.

    Raises
    ------
    ServiceError
        When there is no such level.

    Notes
    -----
    The counts and those apart add up to what was given.
    """
    require(viewer, Action.VIEW_CASES)
    if level not in LEVELS:
        raise ServiceError(
            "There is no level {level}: choose one of {known}.",
            level=level,
            known=", ".join(LEVELS),
        )
    given = _given(rows)
    index = index_on(store, to_on)
    with store.read() as conn:
        steps = _steps(conn, was_on, to_on)
        tree = _Tree.of(index, load_org_units(conn, to_on), level)
        placed = _placed(index, given, snap_of(conn))
    has_place = given["lon"].notna() & given["lat"].notna()
    found = [
        tree.above([place] if isinstance(place, str) else [])
        if by_place
        else tree.above(_followed(code, steps))
        for code, place, by_place in zip(given["grid_code"], placed, has_place, strict=True)
    ]
    is_told = pd.Series([len(one) == 1 for one in found], index=given.index, dtype=bool)
    told = given.loc[is_told].assign(code=[next(iter(one)) for one in found if len(one) == 1])
    counts = told.groupby("code", sort=True)["count"].sum().reset_index()
    counts.insert(1, "name", counts["code"].map(tree.names).astype(object))
    into = pd.Series([tuple(sorted(one)) for one in found], index=given.index, dtype=object)
    return Translated(
        counts,
        float(given.loc[is_told & has_place, "count"].sum()),
        float(given.loc[is_told & ~has_place, "count"].sum()),
        _apart(given.assign(into=into).loc[~is_told], tree.names),
    )


@dataclass(frozen=True)
class _Tree:
    """What stands above each code on a day: parents, levels and names, by code."""

    parents: Mapping[str, str | None]
    levels: Mapping[str, str]
    names: Mapping[str, str]
    level: str

    @classmethod
    def of(cls, index: GridIndex, units: pd.DataFrame, level: str) -> _Tree:
        """Return the tree of a day."""
        above = records(units.drop_duplicates("code", keep="last"))
        cells = records(pd.DataFrame(index.grids)[["code", "name", "parent_code"]])
        rows = [*above, *({**row, "level": "grid"} for row in cells)]
        return cls(
            {row["code"]: row["parent_code"] for row in rows},
            {row["code"]: row["level"] for row in rows},
            {row["code"]: row["name"] for row in rows},
            level,
        )

    def above(self, codes: Iterable[str]) -> set[str]:
        """Return the units of the level that these codes lie in; empty where one lies in none."""
        found = set()
        for code in codes:
            one: str | None = code
            for _ in LEVELS:
                if one is None or self.levels.get(one) == self.level:
                    break
                one = self.parents.get(one)
            if one is None or self.levels.get(one) != self.level:
                return set()
            found.add(one)
        return found


def _given(rows: pd.DataFrame) -> pd.DataFrame:
    nothing = pd.Series(float("nan"), index=rows.index)
    return pd.DataFrame(
        {
            "grid_code": rows["grid_code"].astype(object),
            "lon": rows.get("lon", nothing).astype(float),
            "lat": rows.get("lat", nothing).astype(float),
            "count": rows.get("count", pd.Series(1, index=rows.index)),
        }
    ).reset_index(drop=True)


def _placed(index: GridIndex, given: pd.DataFrame, snap_m: float | None) -> list[object]:
    lon, lat = given["lon"].to_numpy(dtype=float), given["lat"].to_numpy(dtype=float)
    return list(place_points(index, lon, lat, snap_m=snap_m)["grid_code"])


def _steps(conn: sa.Connection, was_on: date, to_on: date) -> list[dict[str, set[str]]]:
    """Return what each order between the two days made of each code, in the order to follow."""
    first, last = min(was_on, to_on), max(was_on, to_on)
    table = crosswalk.c
    wanted = (
        sa.select(table.order_id, table.old_code, table.new_code)
        .where(table.effective_on > first, table.effective_on <= last)
        .order_by(table.effective_on, table.order_id, table.id)
    )
    steps: dict[int, dict[str, set[str]]] = {}
    for order_id, old, new in conn.execute(wanted):
        since, until = (old, new) if was_on <= to_on else (new, old)
        steps.setdefault(order_id, {}).setdefault(since, set()).add(until)
    found = list(steps.values())
    return found if was_on <= to_on else found[::-1]


def _followed(code: object, steps: list[dict[str, set[str]]]) -> set[str]:
    codes = {code} if isinstance(code, str) else set()
    for step in steps:
        codes = set().union(*(step.get(one, {one}) for one in codes))
    return codes


def _apart(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    frame = rows.assign(code=rows["grid_code"].where(rows["grid_code"].notna(), None))
    summed = frame.groupby(["code", "into"], sort=True, dropna=False)["count"].sum().reset_index()
    summed["name"] = summed["code"].map(names).astype(object)
    return summed[["code", "name", "count", "into"]]
