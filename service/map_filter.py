"""Which cases and grids the viewer has asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework import columns
from casework.case import CaseStatus
from data.frame_columns import FrameColumns
from service.clock import DEFAULT_ZONE, midnight

# What can be asked for beside a single status.
STATUS_GROUPS: Final = ("open", "overdue", "done", "all")
STATUSES: Final = (*STATUS_GROUPS, *(status.value for status in CaseStatus))


@dataclass(frozen=True)
class CaseFilter:
    """What is asked for; every part narrows, the default is every open case.

    Attributes
    ----------
    area
        Code of an organisation unit; its grids and those of the units below it.
    category
        As stored with the case.
    status
        One of `STATUSES`: a group or a single state.
    reported_from, reported_to
        First and last day, in the office's time zone, on which the case was reported.
    """

    area: str | None = None
    category: str | None = None
    status: str = "open"
    reported_from: date | None = None
    reported_to: date | None = None
    zone: str = DEFAULT_ZONE


def chosen(cases: pd.DataFrame, wanted: CaseFilter, now: datetime) -> NDArray[np.bool_]:
    """Return which cases are asked for, area aside.

    Parameters
    ----------
    cases
        ``category, status`` as pandas categories, ``reported_at, due_at`` in UTC without a zone.
    wanted
        The filter.
    now
        This moment, aware.
    """
    keep = _by_status(cases, wanted.status, now)
    if wanted.category is not None:
        keep = keep & (cases["category"] == wanted.category).to_numpy(dtype=bool)
    reported = cases["reported_at"].to_numpy()
    if wanted.reported_from is not None:
        keep = keep & (reported >= _midnight(wanted.reported_from, wanted.zone))
    if wanted.reported_to is not None:
        keep = keep & (reported < _midnight(wanted.reported_to + timedelta(days=1), wanted.zone))
    return keep


def is_open(cases: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which cases are open."""
    return np.asarray(columns.is_open(FrameColumns(cases)), dtype=bool)


def is_overdue(cases: pd.DataFrame, now: datetime) -> NDArray[np.bool_]:
    """Return which cases are open with their due time passed."""
    # The frame keeps whole seconds.
    overdue = columns.is_overdue(FrameColumns(cases), now.replace(microsecond=0))
    return np.asarray(overdue, dtype=bool)


def as_utc64(moment: datetime) -> np.datetime64:
    """Return an aware moment as a UTC numpy time."""
    return np.datetime64(int(moment.timestamp()), "s")


def _by_status(cases: pd.DataFrame, status: str, now: datetime) -> NDArray[np.bool_]:
    stands = (cases["status"] != CaseStatus.VOID.value).to_numpy(dtype=bool)
    if status == "all":
        return stands
    if status == "open":
        return is_open(cases)
    if status == "done":
        return ~is_open(cases) & stands
    if status == "overdue":
        return is_overdue(cases, now)
    return (cases["status"] == status).to_numpy(dtype=bool)


def _midnight(day: date, zone: str) -> np.datetime64:
    return as_utc64(midnight(day, ZoneInfo(zone)))
