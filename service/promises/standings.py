"""Where every promise, resolution, public work and decision stands on a day."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.progress import ProgressState, Standing, standing
from data.progress_store import Subject, progress_of
from data.promise_store import load_kept
from data.work_store import areas

# What is added to the columns of the table.
ADDED: Final = (
    "place", "state", "percent", "first_due_on", "due_on", "moved_count", "done_on", "dropped_on",
    "is_due", "is_overdue", "is_kept", "is_late", "last_on", "last_text", "photo",
)  # fmt: skip


def standings(conn: sa.Connection, subject: Subject, on: date) -> pd.DataFrame:
    """Return all of a kind that were there on a day, as they stood at its end, by code.

    Returns
    -------
    DataFrame
        The columns of the table, ``due_on`` the day in force then, and `ADDED`:

        - ``place``: the area it is about; of the whole district, the unit that owns it where that
          is one of the map, else None;
        - ``state``: a `casework.progress.ProgressState`; ``percent`` 100 when done, None where
          nothing was told;
        - ``is_due``: the day in force has come; never where there is none;
        - ``is_kept``: done on or before the day in force; ``is_late``: done after it;
        - ``is_overdue``: not done, and the day in force is over;
        - ``first_due_on, moved_count``: the day first set, and how often it was moved;
        - ``last_on, last_text, photo``: the last word on it, and the evidence.
    """
    frame = load_kept(conn, subject, on)
    told = progress_of(conn, subject, on)
    known = areas(conn).above
    now = [
        standing(_day(due), told.get(int(number), ()), on)
        for number, due in zip(frame["id"], frame["due_on"], strict=True)
    ]
    owners = frame["owner_unit"] if "owner_unit" in frame else [None] * len(frame)
    places = [
        area or (owner if owner in known else None)
        for area, owner in zip(frame["area"], owners, strict=True)
    ]
    frame["place"] = pd.Series(places, dtype=object, index=frame.index)
    rows = [_columns(one, on) for one in now]
    for name in ADDED[1:]:
        frame[name] = pd.Series([row[name] for row in rows], dtype=object, index=frame.index)
    return frame


def _columns(one: Standing, on: date) -> dict[str, object]:
    is_done = one.state is ProgressState.DONE
    return {
        "state": one.state.value,
        "percent": one.percent,
        "first_due_on": one.first_due_on,
        "due_on": one.due_on,
        "moved_count": one.moved_count,
        "done_on": one.done_on,
        "dropped_on": one.dropped_on,
        "is_due": one.due_on is not None and one.due_on <= on,
        "is_overdue": one.is_overdue(on),
        "is_kept": is_done and one.due_on is not None and not one.is_done_late,
        "is_late": one.is_done_late,
        "last_on": one.last_on,
        "last_text": one.last_text,
        "photo": one.photo,
    }


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
