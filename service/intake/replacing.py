"""When grids or duty change: what lies where, and who answers, is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.case import OPEN_STATUSES
from data.rows import update_rows
from data.schema import cases, households
from data.settings_store import office_zone, snap_of
from data.store import bump
from service.coverage import index_of
from service.intake.case_changes import change_cases
from service.intake.entry import Entry
from service.intake.options import Kind
from service.placing import (
    PEOPLE,
    PLACED,
    duty_of,
    place_cases,
    place_points,
    reported_days,
    responsible_for,
)

_DUTY = {Kind.GRIDS, Kind.POSTINGS, Kind.LEAVES}


@dataclass(frozen=True)
class Again:
    """A second look at everything an import may have moved, in the import's own transaction."""

    conn: sa.Connection
    import_id: int
    viewer: Viewer
    now: datetime

    def place(self, kind: Kind, since: date | None) -> dict[str, int]:
        """Return how many households and cases moved after an import of this kind.

        After grids: every household is placed on today's grids; every case that lay in no grid is
        tried again, and so is every case reported since the day on which the new grids are in
        force.  After grids, postings or leaves: a case that nobody answered for gets its worker.
        The first handler stays who he was; every change of a case leaves an event, and an undo
        of the import takes it back.
        """
        moved = {"households": 0, "cases": 0}
        if kind is Kind.GRIDS:
            moved["households"] = households_again(self.conn, self._today)
            moved["cases"] = self._cases(since)
        if kind in _DUTY:
            moved["cases"] += self._people()
        return moved

    @property
    def _zone(self) -> ZoneInfo:
        return office_zone(self.conn)

    @property
    def _today(self) -> date:
        return self.now.astimezone(self._zone).date()

    def _cases(self, since: date | None) -> int:
        wanted: sa.ColumnElement[bool] = cases.c.grid_code.is_(None)
        if since is not None:
            start = datetime.combine(since, time(), self._zone)
            wanted = sa.or_(wanted, cases.c.reported_at >= start)
        frame = self._load(wanted & cases.c.lon.is_not(None))
        if frame.empty:
            return 0
        placed = place_cases(self.conn, frame, self._today, index_of)
        is_moved = _filled(placed["grid_code"]) != _filled(frame["grid_code"])
        kept = frame["first_handler"]
        placed["first_handler"] = kept.where(kept.notna(), placed["first_handler"])
        changed = frame[["id"]].join(placed[[*PLACED, *PEOPLE]]).loc[is_moved]
        self._save(changed, "placed")
        return int(is_moved.sum())

    def _people(self) -> int:
        waiting = cases.c.grid_code.is_not(None) & cases.c.responsible_at_report.is_(None)
        frame = self._load(waiting)
        if frame.empty:
            return 0
        duty = duty_of(self.conn, self._today)
        days = reported_days(frame["reported_at"], duty.zone)
        people = responsible_for(duty, frame["grid_code"], days, frame["is_open"])
        for name in ("first_handler", "assigned_to"):
            people[name] = frame[name].where(frame[name].notna(), people[name])
        is_new = np.zeros(len(frame), dtype=bool)
        for name in PEOPLE:
            is_new |= _filled(people[name]) != _filled(frame[name])
        self._save(frame[["id"]].join(people).loc[is_new], "given_to_worker")
        return int(is_new.sum())

    def _load(self, condition: sa.ColumnElement[bool]) -> pd.DataFrame:
        names = ["id", "lon", "lat", "category", "reported_at", "status", "grid_code", *PEOPLE]
        query = sa.select(*[cases.c[name] for name in names]).where(condition)
        frame = pd.read_sql(query, self.conn)
        return frame.assign(is_open=frame["status"].isin([one.value for one in OPEN_STATUSES]))

    def _save(self, changed: pd.DataFrame, kind: str) -> None:
        if changed.empty:
            return
        told: dict[str, object] = {"import": self.import_id}
        entry = Entry(self.import_id, "gege", self.viewer.name, self.now, told)
        change_cases(self.conn, changed, entry, kind)


def households_again(conn: sa.Connection, today: date) -> int:
    """Place every household on the grids of a day and return how many moved."""
    columns = [households.c[name] for name in ("id", "lon", "lat", "grid_code", "why_no_grid")]
    frame = pd.read_sql(sa.select(*columns), conn)
    if frame.empty:
        return 0
    placed = place_points(
        index_of(conn, today),
        frame["lon"].to_numpy(dtype=float),
        frame["lat"].to_numpy(dtype=float),
        snap_m=snap_of(conn),
    )
    new = placed[["grid_code", "why_no_grid"]].astype(object)
    is_moved = np.zeros(len(frame), dtype=bool)
    for name in new:
        is_moved |= _filled(new[name]) != _filled(frame[name])
    update_rows(conn, households, frame[["id"]].join(new).loc[is_moved])
    bump(conn, "households")
    return int(is_moved.sum())


def _filled(codes: pd.Series) -> np.ndarray:
    return codes.astype(object).where(codes.notna(), "").to_numpy()
