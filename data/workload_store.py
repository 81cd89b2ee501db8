"""What the work of a grid is counted from: households and cases, summed by the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame, is_open, stands
from data.grid_store import valid_on
from data.schema import cases, grids, households

SUMS = ("households", "occupied", "dx", "dy", "dx2", "dy2")


def household_sums(conn: sa.Connection, lon: float, lat: float) -> pd.DataFrame:
    """Return, by grid code: ``households, occupied, dx, dy, dx2, dy2``.

    The last four are sums over the households that are lived in, of longitude and latitude
    (degrees) less the origin given, and of their squares: their middle and spread follow.
    """
    lived_in = sa.case((households.c.is_occupied, 1), else_=0)
    dx, dy = (households.c.lon - lon) * lived_in, (households.c.lat - lat) * lived_in
    sums = (sa.func.sum(part) for part in (lived_in, dx, dy, dx * dx, dy * dy))
    return _by_grid(conn, households.c.grid_code, sa.func.count(), *sums)


def household_places(conn: sa.Connection) -> pd.DataFrame:
    """Return ``lon, lat, is_occupied`` of every household that lies in a grid."""
    names = ("lon", "lat", "is_occupied")
    wanted = sa.select(*(households.c[name] for name in names))
    rows = conn.execute(wanted.where(households.c.grid_code.is_not(None))).all()
    return as_frame(rows, names).astype({"lon": float, "lat": float, "is_occupied": bool})


def case_counts(conn: sa.Connection, since: datetime, until: datetime) -> pd.DataFrame:
    """Return, by grid code, how many cases are open and how many were reported in that time."""
    counted = (sa.func.sum(sa.case((one, 1), else_=0)) for one in (is_open(), _in(since, until)))
    wanted = sa.select(cases.c.grid_code, *counted).where(cases.c.grid_code.is_not(None), stands())
    rows = conn.execute(wanted.group_by(cases.c.grid_code)).all()
    frame = as_frame(rows, ("grid_code", "open_cases", "reported"))
    return frame.set_index("grid_code").astype(float)


def case_places(
    conn: sa.Connection, since: datetime, until: datetime, *, lost_on: date | None = None
) -> pd.DataFrame:
    """Return the cases that `case_counts` counts: ``lon, lat, kept, open_cases, reported``.

    With `lost_on` only those of grids that are not in force on that day.  `kept` is the grid of a
    case that went to it by its category, wherever it lies, else None; the last two are 1 or 0.
    """
    kept = sa.case((cases.c.how == "override", cases.c.grid_code))
    flags = (sa.case((one, 1), else_=0) for one in (is_open(), _in(since, until)))
    wanted = sa.select(cases.c.lon, cases.c.lat, kept, *flags).where(
        stands(), cases.c.grid_code.is_not(None), sa.or_(is_open(), _in(since, until))
    )
    if lost_on is not None:
        in_force = sa.select(grids.c.code).where(valid_on(grids, lost_on))
        wanted = wanted.where(cases.c.grid_code.not_in(in_force))
    names = ("lon", "lat", "kept", "open_cases", "reported")
    kinds = {"lon": float, "lat": float, "open_cases": float, "reported": float}
    return as_frame(conn.execute(wanted).all(), names).astype(kinds)


def first_report(conn: sa.Connection) -> datetime | None:
    """Return when the earliest case that stands was reported, None without any."""
    first: datetime | None = conn.scalar(
        sa.select(sa.func.min(cases.c.reported_at)).where(stands())
    )
    return first


def _in(since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(cases.c.reported_at >= since, cases.c.reported_at < until)


def _by_grid(
    conn: sa.Connection, code: sa.Column[str], *sums: sa.ColumnElement[Any]
) -> pd.DataFrame:
    wanted: sa.Select[Any] = sa.select(code, *sums).where(code.is_not(None)).group_by(code)
    rows = conn.execute(wanted).all()
    return as_frame(rows, ("grid_code", *SUMS)).set_index("grid_code").astype(float)
