"""What a sweep found, counted: settled in time or late, and what is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from casework.case_status import CaseStatus
from service.clock import midnight

_KEYS: Final = ("category", "unit_code")
PARTS: Final = ("settled_on_time", "settled_late", "open", "open_overdue", "withdrawn")
TABLE_COLUMNS: Final = (*_KEYS, "found", *PARTS)
_WITHDRAWN: Final = (CaseStatus.REJECTED, CaseStatus.VOID)


def part_of(status: str, closed_at: datetime | None, end: datetime, as_of: datetime) -> str:
    """Return in which of `PARTS` a case stands at a moment, of a sweep whose time ends at one."""
    if status in _WITHDRAWN:
        return "withdrawn"
    if CaseStatus(status).is_open or closed_at is None or closed_at > as_of:
        return "open" if as_of < end else "open_overdue"
    return "settled_on_time" if closed_at < end else "settled_late"


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `TABLE_COLUMNS` of cases with ``category, unit_code, part``; the last row sums."""
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


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day is over."""
    return midnight(day + timedelta(days=1), zone)
