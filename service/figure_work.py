"""Figures of work outside of cases: numbers of a period per grid, unit or place, added up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.indicator import Sheet, Window, WorkFigure
from data.case_store import grids_within
from data.figure_store import Counted
from data.schema import grids, org_units
from data.settings_store import office_zone
from data.store import Store, revisions_now
from service.figure_asked import Part
from service.figure_frame import Counts
from service.figure_groups import AREAS, By, climb
from service.figure_work_sheets import SHEETS
from service.map_kept import Kept

Side = Literal["numerator", "denominator"]
# What their numbers are made of; cases are none of it.
TOPICS: Final = (
    "grids", "households", "settings", "rules", "visits", "places", "sessions", "rounds",
    "spot_checks", "meetings", "promises",
)  # fmt: skip
_kept: Final = Kept(60)


def count_work(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    figures: Sequence[WorkFigure],
    by: By | None = None,
) -> list[Counts]:
    """Return the counts of figures in each window, by group and key.

    Notes
    -----
    Areas are those of the last day looked at, with the units above them today; what is in no area
    of the level, and everything where groups are not areas, comes under None.
    """
    with store.read() as conn:
        place = _Place.of(conn, part, by)
    return [_counted(store, place, window, figures) for window in windows]


def rows_behind(
    store: Store, part: Part, window: Window, one: WorkFigure, side: Side = "denominator"
) -> pd.DataFrame:
    """Return the rows whose numbers a figure adds up.

    Parameters
    ----------
    side
        ``denominator`` for all that have a number, ``numerator`` for those that add to ``n``.

    Returns
    -------
    DataFrame
        ``code, name, n, m`` by code, and ``counts``, whether the row adds to ``n``; RangeIndex.
    """
    with store.read() as conn:
        place = _Place.of(conn, part, None)
    rows = place.inside(_rows(store, one.sheet, window))
    found = pd.DataFrame(
        {"code": rows["code"], "name": rows["name"], "n": rows[one.adds], "m": rows[one.of]}
    )
    found["counts"] = found["n"] > 0
    found = found[found["counts"] if side == "numerator" else (found["m"] > 0) | found["counts"]]
    return found.sort_values("code", kind="stable").reset_index(drop=True)


def days_of(window: Window, store: Store) -> tuple[date, date, date]:
    """Return the first day of a window, the day after its last one looked at, and as of when."""
    with store.read() as conn:
        zone = office_zone(conn)
    first = window.start.astimezone(zone).date()
    # A moment at midnight is the end of the day before.
    last, on = (
        (moment - timedelta(microseconds=1)).astimezone(zone).date()
        for moment in (min(window.end, window.as_of), window.as_of)
    )
    return first, last + timedelta(days=1), on


class _Place:
    """Where rows lie: whether in the part asked for, and in which group."""

    def __init__(
        self, is_inside: Callable[[str | None], bool], groups: Mapping[str, str] | None
    ) -> None:
        self._is_inside, self._groups = is_inside, groups

    @classmethod
    def of(cls, conn: sa.Connection, part: Part, by: By | None) -> _Place:
        """Return the places of a part; without an owner unit's, for work has none."""
        if part.unit is not None:
            return cls(lambda _code: False, None)
        within = [one | grids_within(conn, one) for one in part.units]

        def is_inside(code: str | None) -> bool:
            return all(code in one for one in within)

        return cls(is_inside, _groups(conn, by) if by in AREAS else None)

    def inside(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[np.array([self._is_inside(code) for code in rows["area_code"]], dtype=bool)]

    def groups_of(self, rows: pd.DataFrame) -> list[str | None]:
        return [None if self._groups is None else self._groups.get(c) for c in rows["area_code"]]


def _groups(conn: sa.Connection, by: By) -> dict[str, str]:
    """Return the area of a level at or above each grid and unit that has one."""
    named = (org_units.c.code, org_units.c.level, org_units.c.parent_code)
    levels: dict[str, str] = {}
    parents: dict[str, str | None] = {}
    for code, level, parent in conn.execute(sa.select(*named).order_by(org_units.c.id)):
        levels[code], parents[code] = level, parent
    for code, parent in conn.execute(
        sa.select(grids.c.code, grids.c.parent_code).order_by(grids.c.id)
    ):
        levels[code], parents[code] = "grid", parent
    found = {code: climb(code, by, levels, parents) for code in parents}
    return {code: group for code, group in found.items() if group is not None}


def _counted(store: Store, place: _Place, window: Window, figures: Sequence[WorkFigure]) -> Counts:
    found: Counts = {}
    for sheet in dict.fromkeys(one.sheet for one in figures):
        of_sheet = [one for one in figures if one.sheet is sheet]
        rows = place.inside(_rows(store, sheet, window))
        names = sorted({name for one in of_sheet for name in (one.adds, one.of)})
        sums: dict[Any, Any] = {None: rows[names].sum()}
        groups = pd.Series(place.groups_of(rows), index=rows.index, dtype=object)
        if groups.notna().any():
            sums = {None: rows.loc[groups.isna(), names].sum()}
            sums |= dict(rows[names].groupby(groups).sum().iterrows())
        for group, of_group in sums.items():
            told = found.setdefault(group, {})
            for one in of_sheet:
                told[one.key] = Counted(int(of_group[one.adds]), int(of_group[one.of]), 0)
    return found


def _rows(store: Store, sheet: Sheet, window: Window) -> pd.DataFrame:
    days = days_of(window, store)
    with store.read() as conn:
        state = revisions_now(conn)
    mark = tuple(state.get(topic, 0) for topic in TOPICS)
    key = (str(store.engine.url), sheet, days, mark)
    return _kept.get(key, lambda: SHEETS[sheet](store, *days))
