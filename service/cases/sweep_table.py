"""The closing table of a sweep: what was found, settled in time or late, and what is open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case_status import CaseStatus
from data.case_store import as_frame
from data.schema import cases, sweep_cases
from data.store import Store
from service.case_query import in_scope
from service.cases.noting import office_zone
from service.cases.sweeps import load_sweep

_KEYS: Final = ("category", "unit_code")
PARTS: Final = ("settled_on_time", "settled_late", "open", "open_overdue", "withdrawn")
TABLE_COLUMNS: Final = (*_KEYS, "found", *PARTS)
_WITHDRAWN: Final = (CaseStatus.REJECTED, CaseStatus.VOID)


def sweep_table(viewer: Viewer, store: Store, sweep: str, now: datetime) -> pd.DataFrame:
    """Return the closing table of a sweep: one row per category and owner unit, the total last.

    Returns
    -------
    DataFrame
        `TABLE_COLUMNS`; ``found`` is the sum of `PARTS`, each case in exactly one of them.
        ``withdrawn`` are cases not accepted or void.  A merged case counts as the case that
        stands for it does.  The last row, with no category and unit, sums the ones above; there
        is none where nothing was found.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such sweep.

    Notes
    -----
    In time is settled (closed) by the end of the deadline's day in the office's time zone.
    Once the sweep has ended the table is as of that moment: what was closed later counts as open.
    """
    require(viewer, Action.VIEW_CASES)
    standing = cases.alias("standing")
    columns = (
        cases.c.category, cases.c.unit_code,
        sa.func.coalesce(standing.c.status, cases.c.status).label("status"),
        sa.case((standing.c.id.is_(None), cases.c.closed_at), else_=standing.c.closed_at)
        .label("closed_at"),
    )  # fmt: skip
    with store.read() as conn:
        found = load_sweep(conn, sweep)
        joined = sweep_cases.join(cases, cases.c.id == sweep_cases.c.case_id).outerjoin(
            standing, standing.c.code == cases.c.merged_into
        )
        wanted = sa.select(*columns).select_from(joined)
        counted = wanted.where(sweep_cases.c.sweep_id == found.id, *in_scope(conn, viewer))
        rows: list[sa.Row[Any]] = list(conn.execute(counted))
        end = _end_of(found.deadline_on, office_zone(conn))
    as_of = found.ended_at or now
    frame = as_frame(rows, (*_KEYS, "status", "closed_at"))
    frame["part"] = [_part(row.status, row.closed_at, end, as_of) for row in rows]
    return _counted(frame)


def _part(status: str, closed_at: datetime | None, end: datetime, as_of: datetime) -> str:
    if status in _WITHDRAWN:
        return "withdrawn"
    if CaseStatus(status).is_open or closed_at is None or closed_at > as_of:
        return "open" if as_of < end else "open_overdue"
    return "settled_on_time" if closed_at < end else "settled_late"


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parts counted per category and owner unit, with their sums."""
    counted = (
        frame.groupby([*_KEYS, "part"], dropna=False)
        .size()
        .unstack("part", fill_value=0)
        .reindex(columns=list(PARTS), fill_value=0)
        .astype(int)
    )
    table = counted.reset_index()
    if len(table):
        total = pd.DataFrame([table[list(PARTS)].sum()])
        table = pd.concat([table, total], ignore_index=True)
    table["found"] = table[list(PARTS)].sum(axis=1).astype(int)
    for name in _KEYS:
        table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table.rename_axis(columns=None)[list(TABLE_COLUMNS)]


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, zone)
