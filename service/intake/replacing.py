"""When grids or postings change: what lies where, and who answers, is looked at again."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.case import OPEN_STATUSES
from data.event_store import add_events
from data.rows import records, update_rows
from data.schema import cases, households
from data.settings_store import setting
from data.store import bump
from service.coverage import index_of
from service.intake.options import Kind
from service.placing import (
    PLACED,
    duty_of,
    place_cases,
    place_points,
    reported_days,
    responsible_for,
)

_PEOPLE = ["responsible_at_report", "first_handler", "assigned_to"]


def place_again(conn: sa.Connection, kind: Kind, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Look again at what an import of this kind may have moved; return how many rows did move.

    After grids: every household is placed on today's grids, and every case that lay in no grid is
    tried again.  After grids or postings: a case that nobody answered for gets its worker.  What
    was decided before stays as it was; every change of a case leaves an event.
    """
    moved = {"households": 0, "cases": 0}
    today = now.astimezone(ZoneInfo(str(setting(conn, "time_zone")))).date()
    if kind is Kind.GRIDS:
        moved["households"] = _households_again(conn, today)
        moved["cases"] = _cases_again(conn, today, viewer, now)
    if kind in {Kind.GRIDS, Kind.POSTINGS, Kind.LEAVES}:
        moved["cases"] += _people_again(conn, today, viewer, now)
    return moved


def _households_again(conn: sa.Connection, today: date) -> int:
    columns = [households.c[name] for name in ("id", "lon", "lat", "grid_code", "why_no_grid")]
    frame = pd.read_sql(sa.select(*columns), conn)
    if frame.empty:
        return 0
    snap_m = setting(conn, "snap_m")
    placed = place_points(
        index_of(conn, today),
        frame["lon"].to_numpy(dtype=float),
        frame["lat"].to_numpy(dtype=float),
        snap_m=float(snap_m) if isinstance(snap_m, int | float) else None,
    )
    new = placed[["grid_code", "why_no_grid"]].astype(object)
    is_moved = (new.fillna("") != frame[["grid_code", "why_no_grid"]].fillna("")).any(axis=1)
    update_rows(conn, households, frame[["id"]].join(new).loc[is_moved.to_numpy()])
    bump(conn, "households")
    return int(is_moved.sum())


def _cases_again(conn: sa.Connection, today: date, viewer: Viewer, now: datetime) -> int:
    frame = _load(conn, cases.c.grid_code.is_(None) & cases.c.lon.is_not(None))
    if frame.empty:
        return 0
    placed = place_cases(conn, frame, today)
    is_found = placed["grid_code"].notna().to_numpy()
    changed = frame[["id"]].join(placed[[*PLACED, *_PEOPLE]]).loc[is_found]
    _save(conn, changed, "placed", viewer, now)
    return int(is_found.sum())


def _people_again(conn: sa.Connection, today: date, viewer: Viewer, now: datetime) -> int:
    frame = _load(conn, cases.c.grid_code.is_not(None) & cases.c.responsible_at_report.is_(None))
    if frame.empty:
        return 0
    duty = duty_of(conn, today)
    days = reported_days(frame["reported_at"], duty.zone)
    people = responsible_for(duty, frame["grid_code"], days, frame["is_open"])
    kept = frame[["first_handler", "assigned_to"]]
    people["first_handler"] = kept["first_handler"].where(
        kept["first_handler"].notna(), people["first_handler"]
    )
    old = frame[_PEOPLE].astype(object).where(frame[_PEOPLE].notna(), "")
    is_new = (people.astype(object).where(people.notna(), "") != old).any(axis=1).to_numpy()
    _save(conn, frame[["id"]].join(people).loc[is_new], "given_to_worker", viewer, now)
    return int(is_new.sum())


def _load(conn: sa.Connection, condition: sa.ColumnElement[bool]) -> pd.DataFrame:
    names = ["id", "lon", "lat", "category", "reported_at", "status", "grid_code", *_PEOPLE]
    frame = pd.read_sql(sa.select(*[cases.c[name] for name in names]).where(condition), conn)
    return frame.assign(is_open=frame["status"].isin([one.value for one in OPEN_STATUSES]))


def _save(
    conn: sa.Connection, changed: pd.DataFrame, kind: str, viewer: Viewer, now: datetime
) -> None:
    if changed.empty:
        return
    update_rows(conn, cases, changed)
    names = [name for name in ("grid_code", "assigned_to") if name in changed.columns]
    add_events(
        conn,
        changed["id"],
        kind,
        acted_by="gege",
        entered_by=viewer.name,
        recorded_at=now,
        details=records(changed[names]),
    )
    bump(conn, "cases")
