"""What a list of cases is asked for, as conditions in the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.access import Viewer
from data import case_store
from data.schema import cases
from service.map_filter import CaseFilter

WHY_NO_GRID = ("outside", "gap", "no_coordinate")


@dataclass(frozen=True)
class CaseQuery:
    """What the list is asked for; every part narrows.

    Attributes
    ----------
    filter
        Area, category, status and days, the same as on the map.
    grid, worker
        Code of a grid; of the worker who has the case today.
    text
        Anything in number, address, summary or category.
    without_grid
        ``any``, or one of `WHY_NO_GRID`; None does not ask.
    """

    filter: CaseFilter = field(default_factory=CaseFilter)
    grid: str | None = None
    worker: str | None = None
    text: str | None = None
    without_grid: str | None = None


def in_scope(conn: sa.Connection, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """Return what keeps a viewer to his part; a case in no grid is in nobody's part."""
    if viewer.scope is None:
        return []
    return [case_store.in_units(cases.c.grid_code, case_store.units_below(conn, viewer.scope))]


def conditions(
    conn: sa.Connection, viewer: Viewer, query: CaseQuery, now: datetime
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the cases asked for, among those this viewer may see."""
    where = in_scope(conn, viewer)
    wanted = query.filter
    if wanted.area is not None:
        units = case_store.units_below(conn, wanted.area)
        where.append(case_store.in_units(cases.c.grid_code, units))
    for column, value in (
        (cases.c.category, wanted.category),
        (cases.c.grid_code, query.grid),
        (cases.c.assigned_to, query.worker),
    ):
        if value is not None:
            where.append(column == value)
    if query.text and query.text.strip():
        where.append(case_store.has_text(query.text.strip()))
    return [
        *where,
        *_by_status(wanted.status, now),
        *_by_days(wanted),
        *_by_cause(query.without_grid),
    ]


def _by_status(status: str, now: datetime) -> list[sa.ColumnElement[bool]]:
    groups = {
        "all": [],
        "open": [case_store.is_open()],
        "done": [sa.not_(case_store.is_open())],
        "overdue": [case_store.is_overdue(now)],
    }
    return groups.get(status, [cases.c.status == status])


def _by_days(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    zone = ZoneInfo(wanted.zone)
    where = []
    if wanted.reported_from is not None:
        start = datetime.combine(wanted.reported_from, time.min, zone)
        where.append(cases.c.reported_at >= start)
    if wanted.reported_to is not None:
        end = datetime.combine(wanted.reported_to + timedelta(days=1), time.min, zone)
        where.append(cases.c.reported_at < end)
    return where


def _by_cause(cause: str | None) -> list[sa.ColumnElement[bool]]:
    if cause is None:
        return []
    return [cases.c.grid_code.is_(None) if cause == "any" else cases.c.why_no_grid == cause]
