"""The open cases a worker has today, by the earliest time he is waited for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Viewer
from casework.case_status import CaseStatus
from casework.move import Move, legal_moves
from casework.sentence import Sentence
from data.case_store import is_open
from data.clock_store import stands_still
from data.schema import case_clocks, cases
from service.case_query import WAITING, end_of_day
from service.day.matter import LATER, NOW, TODAY, Matter
from service.scoping import cases_in_part

# What a worker does on the street; everything else is decided at a desk.
STREET_MOVES: Final = (Move.START, Move.REPLY, Move.ANSWER)
_SHOWN: Final = (
    "code", "version", "status", "category", "summary", "address", "lon", "lat", "grid_code",
    "unit_code", "due_at",
)  # fmt: skip


def case_matters(
    conn: sa.Connection, viewer: Viewer, worker_code: str, now: datetime
) -> list[Matter]:
    """Return the open cases this worker has, among those the viewer sees."""
    reply, resolve = (_due_of(name) for name in ("reply", "resolve"))
    wanted = (
        sa.select(*(cases.c[name] for name in _SHOWN), reply, resolve)
        .where(is_open(), cases.c.assigned_to == worker_code, *cases_in_part(conn, viewer))
        .order_by(cases.c.id)
    )
    tonight = end_of_day(conn, now)
    return [_matter(row, now, tonight) for row in conn.execute(wanted).mappings()]


def _due_of(name: str) -> sa.Label[Any]:
    """Return when a running clock of this name that does not stand still is due."""
    clock = case_clocks.c
    is_it = (clock.case_id == cases.c.id, clock.name == name, clock.met_at.is_(None))
    due = sa.select(sa.func.min(clock.due_at)).where(*is_it, sa.not_(stands_still()))
    return due.correlate(cases).scalar_subquery().label(f"{name}_at")


def _matter(row: sa.RowMapping, now: datetime, tonight: datetime) -> Matter:
    due_at, why = _due(row, now)
    is_late = due_at is not None and due_at < now
    is_today = due_at is not None and due_at <= tonight
    status = CaseStatus(row["status"])
    return Matter(
        kind="case",
        code=row["code"],
        title=row["category"] or row["summary"] or row["code"],
        detail=row["address"] or "",
        lon=row["lon"],
        lat=row["lat"],
        urgency=NOW if is_late else TODAY if is_today else LATER,
        due_at=due_at,
        grid_code=row["grid_code"],
        why=why,
        more={
            "version": row["version"],
            "status": status.value,
            "summary": row["summary"] or "",
            "moves": [one.value for one in legal_moves(status) if one in STREET_MOVES],
            "waits": status in WAITING and row["unit_code"] is not None,
            "reply_at": row["reply_at"],
        },
    )


def _due(row: sa.RowMapping, now: datetime) -> tuple[datetime | None, Sentence]:
    """Return the earliest time somebody waits for, and the sentence that says so."""
    # A case brought by a file without clocks has its due time in the case alone.
    settle = row["resolve_at"] or row["due_at"]
    reply = row["reply_at"]
    if reply is not None and (settle is None or reply <= settle):
        if reply < now:
            return reply, Sentence("The person was to be told by {at}.", at=reply)
        return reply, Sentence("The person is to be told by {at}.", at=reply)
    if settle is None:
        return None, Sentence("Nothing says until when this has to be settled.")
    if settle < now:
        return settle, Sentence("To be settled by {at}: overdue.", at=settle)
    return settle, Sentence("To be settled by {at}.", at=settle)
