"""What became of decisions, promises, resolutions and projects: rows that are only ever added."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, Literal

import pandas as pd
import sqlalchemy as sa

from casework.progress import ProgressEvent, ProgressKind
from data.case_store import as_frame
from data.schema import meetings, progress_events
from data.store import bump

Subject = Literal["decision", "promise", "resolution", "project"]
PROGRESS_COLUMNS: Final = (
    "kind", "happened_on", "percent", "due_on", "text", "photo", "meeting_code", "entered_by",
    "entered_at",
)  # fmt: skip
_TOPICS: Final = {"decision": "meetings"}


def add_progress(
    conn: sa.Connection,
    subject: Subject,
    subject_id: int,
    event: ProgressEvent,
    *,
    entered_by: str,
    entered_at: datetime,
    meeting_id: int | None = None,
) -> int:
    """Add one event to what became of a subject (its row's number) and return the event's number.

    Whether it may follow is for `casework.progress.refuse_step` to say before.
    """
    made = conn.execute(
        progress_events.insert()
        .values(
            subject=subject, subject_id=int(subject_id), kind=event.kind.value,
            happened_on=event.happened_on, percent=event.percent, due_on=event.due_on,
            text=event.text, photo=event.photo, meeting_id=meeting_id, entered_by=entered_by,
            entered_at=entered_at,
        )
        .returning(progress_events.c.id)
    )  # fmt: skip
    bump(conn, _TOPICS.get(subject, "promises"))
    return int(made.scalar_one())


def progress_of(
    conn: sa.Connection,
    subject: Subject,
    on: date | None = None,
    ids: Collection[int] | None = None,
    known_by: datetime | None = None,
) -> dict[int, list[ProgressEvent]]:
    """Return the events of each subject in the order they were written down, by its row's number.

    Parameters
    ----------
    on
        Only what had happened by the end of this day; None for all.
    ids
        Only these subjects; None for all.  A subject without events is not in the answer.
    known_by
        Only what had been written down before this moment; None for all.
    """
    table = progress_events.c
    wanted = (
        sa.select(
            table.subject_id, table.kind, table.happened_on, table.text, table.percent,
            table.due_on, table.photo,
        )
        .where(table.subject == subject)
        .order_by(table.id)
    )  # fmt: skip
    if on is not None:
        wanted = wanted.where(table.happened_on <= on)
    if known_by is not None:
        wanted = wanted.where(table.entered_at < known_by)
    if ids is not None:
        wanted = wanted.where(table.subject_id.in_([int(one) for one in ids]))
    found: dict[int, list[ProgressEvent]] = {}
    for number, kind, *told in conn.execute(wanted):
        found.setdefault(number, []).append(ProgressEvent(ProgressKind(kind), *told))
    return found


def load_progress(conn: sa.Connection, subject: Subject, subject_id: int) -> pd.DataFrame:
    """Return the events of one subject with who wrote them down, in order: `PROGRESS_COLUMNS`."""
    table = progress_events.c
    wanted: sa.Select[Any] = (
        sa.select(
            table.kind, table.happened_on, table.percent, table.due_on, table.text, table.photo,
            meetings.c.code, table.entered_by, table.entered_at,
        )
        .select_from(
            progress_events.outerjoin(meetings, meetings.c.id == progress_events.c.meeting_id)
        )
        .where(table.subject == subject, table.subject_id == int(subject_id))
        .order_by(table.id)
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), PROGRESS_COLUMNS)
