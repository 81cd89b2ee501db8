"""The open cases that are late today: the oldest of them, and what most of them are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from data import case_store
from data.rule_store import rules_of
from data.schema import cases
from data.store import Store
from service.map_filter import is_overdue
from service.map_view import MapData

# As many as are read at a glance.
SHOWN: Final = 8
LONG_LATE: Final = timedelta(days=30)


@dataclass(frozen=True)
class LateCase:
    """One open case whose due time has passed.

    ``place`` is the grid's name, None where it lies in no grid; ``unit`` the owner unit's.
    """

    code: str
    category: str | None
    place: str | None
    unit: str | None
    due_at: datetime
    days_late: int


@dataclass(frozen=True)
class Late:
    """What is late: the oldest cases, how many there are, and what they are about.

    Attributes
    ----------
    number, long_late
        All of them, and those due more than `LONG_LATE` ago.
    categories
        What most are about, with how many, the most first; at most three.
    """

    oldest: tuple[LateCase, ...]
    number: int
    long_late: int
    categories: tuple[tuple[str, int], ...]


def late_now(viewer: Viewer, store: Store, area: str | None, now: datetime, on: date) -> Late:
    """Return what is late in an area, for the part this viewer sees."""
    data = MapData.of(store)
    frame = data.cases()
    inside = is_overdue(frame, now)
    asked = [code for code in (viewer.scope, area) if code is not None]
    if asked:
        grids = data.grids(on)
        rows = grids.rows_of(frame["grid_code"])
        for code in asked:
            within = grids.within(code)
            inside = inside & (rows >= 0) & within[rows]
    late = frame.loc[inside, ["id", "category", "due_at"]]
    oldest = late.sort_values(["due_at", "id"]).head(SHOWN)
    limit = pd.Timestamp(now - LONG_LATE).tz_convert(None)
    most = late["category"].value_counts()
    with store.read() as conn:
        listed = _listed(conn, [int(one) for one in oldest["id"]], now)
    return Late(
        listed,
        len(late),
        int((late["due_at"] < limit).sum()),
        tuple((str(name), int(n)) for name, n in most.head(3).items() if n),
    )


def _listed(conn: sa.Connection, ids: list[int], now: datetime) -> tuple[LateCase, ...]:
    wanted = sa.select(
        cases.c.code, cases.c.category, cases.c.grid_code, cases.c.unit_code, cases.c.due_at
    )
    rows = conn.execute(wanted.where(cases.c.id.in_(ids)).order_by(cases.c.due_at, cases.c.id))
    found = rows.all()
    places = case_store.grid_names(conn, {one.grid_code for one in found if one.grid_code})
    units = rules_of(conn).catalogue.units
    return tuple(
        LateCase(
            one.code,
            one.category,
            places.get(one.grid_code, one.grid_code),
            units[one.unit_code].name if one.unit_code in units else one.unit_code,
            one.due_at,
            (now - one.due_at).days,
        )
        for one in found
    )
