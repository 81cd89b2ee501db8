"""Statements about meetings, their agenda, who was represented, decisions, and marks on cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.case import CaseStatus
from data.case_store import as_frame
from data.schema import agenda_items, attendance, case_flags, cases, decisions, meetings, packs
from data.store import bump

MEETING_COLUMNS: Final = (
    "id", "code", "name", "kind", "held_on", "place", "area", "pack", "state", "minutes",
    "entered_by", "entered_at", "version",
)  # fmt: skip
ITEM_COLUMNS: Final = (
    "id", "position", "kind", "title", "case_id", "case_code", "slide", "minutes", "outcome",
)  # fmt: skip
DECISION_COLUMNS: Final = (
    "id", "code", "meeting_id", "meeting_code", "meeting_name", "item_id", "case_code", "text",
    "owner_unit", "owner_name", "area", "made_on", "first_due_on",
)  # fmt: skip
FLAG_COLUMNS: Final = (
    "case_id", "code", "flag", "reason", "flagged_at", "category", "address", "status",
    "unit_code", "grid_code", "due_at",
)  # fmt: skip


def load_meetings(conn: sa.Connection, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Return meetings that meet the conditions: `MEETING_COLUMNS`, the latest day first."""
    one = meetings.c
    wanted: sa.Select[Any] = (
        sa.select(
            one.id, one.code, one.name, one.kind, one.held_on, one.place, one.area, packs.c.code,
            one.state, one.minutes, one.entered_by, one.entered_at, one.version,
        )
        .select_from(meetings.outerjoin(packs, packs.c.id == one.pack_id))
        .where(*where)
        .order_by(one.held_on.desc(), one.id.desc())
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), MEETING_COLUMNS)


def add_meeting(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add a meeting and return its number."""
    made = conn.execute(meetings.insert().values(values).returning(meetings.c.id))
    bump(conn, "meetings")
    return int(made.scalar_one())


def change_meeting(
    conn: sa.Connection, meeting_id: int, version: int, values: dict[str, Any]
) -> bool:
    """Set columns of a meeting that is still of this version; False when it no longer is."""
    is_it = sa.and_(meetings.c.id == meeting_id, meetings.c.version == version)
    changed = conn.execute(meetings.update().where(is_it).values(values | {"version": version + 1}))
    bump(conn, "meetings")
    return changed.rowcount == 1


def next_code(conn: sa.Connection, table: sa.Table, start: str) -> str:
    """Return the next code that begins so; whoever asks at the same time waits for this one."""
    bump(conn, "meetings")
    begins = table.c.code.startswith(start, autoescape=True)
    known = conn.scalar(sa.select(sa.func.count()).select_from(table).where(begins)) or 0
    return f"{start}{known + 1:02}"


def load_items(conn: sa.Connection, meeting_id: int) -> pd.DataFrame:
    """Return the agenda of a meeting in its order: `ITEM_COLUMNS`."""
    one = agenda_items.c
    wanted: sa.Select[Any] = (
        sa.select(
            one.id, one.position, one.kind, one.title, one.case_id, cases.c.code, one.slide,
            one.minutes, one.outcome,
        )
        .select_from(agenda_items.outerjoin(cases, cases.c.id == one.case_id))
        .where(one.meeting_id == meeting_id)
        .order_by(one.position, one.id)
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), ITEM_COLUMNS)


def add_item(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add an item to an agenda and return its number."""
    made = conn.execute(agenda_items.insert().values(values).returning(agenda_items.c.id))
    return int(made.scalar_one())


def set_item(conn: sa.Connection, item_id: int, values: dict[str, Any]) -> None:
    """Set columns of an item."""
    conn.execute(agenda_items.update().where(agenda_items.c.id == item_id).values(values))


def drop_item(conn: sa.Connection, item_id: int) -> None:
    """Take an item off an agenda."""
    conn.execute(agenda_items.delete().where(agenda_items.c.id == item_id))


def load_attendance(conn: sa.Connection, meeting_id: int) -> pd.DataFrame:
    """Return ``unit_code, unit_name, state`` of a meeting, in the order they were entered."""
    names = ("unit_code", "unit_name", "state")
    wanted: sa.Select[Any] = (
        sa.select(*(attendance.c[name] for name in names))
        .where(attendance.c.meeting_id == meeting_id)
        .order_by(attendance.c.id)
    )
    return as_frame(conn.execute(wanted).all(), names)


def keep_attendance(conn: sa.Connection, meeting_id: int, code: str, name: str, state: str) -> None:
    """Keep whether a unit was represented at a meeting."""
    is_it = sa.and_(attendance.c.meeting_id == meeting_id, attendance.c.unit_code == code)
    changed = conn.execute(attendance.update().where(is_it).values(state=state))
    if not changed.rowcount:
        conn.execute(
            attendance.insert().values(
                meeting_id=meeting_id, unit_code=code, unit_name=name, state=state
            )
        )


def drop_attendance(conn: sa.Connection, meeting_id: int, code: str) -> None:
    """Take a unit off the list of a meeting."""
    is_it = sa.and_(attendance.c.meeting_id == meeting_id, attendance.c.unit_code == code)
    conn.execute(attendance.delete().where(is_it))


def meetings_naming(conn: sa.Connection, units: set[str]) -> set[int]:
    """Return the numbers of the meetings that name one of these units."""
    wanted = sa.select(attendance.c.meeting_id, attendance.c.unit_code).distinct()
    return {number for number, unit in conn.execute(wanted) if unit in units}


def load_decisions(conn: sa.Connection, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Return decisions that meet the conditions: `DECISION_COLUMNS`, in the order they were made.

    ``first_due_on`` is the day set when it was made.
    """
    one = decisions.c
    wanted: sa.Select[Any] = (
        sa.select(
            one.id, one.code, one.meeting_id, meetings.c.code, meetings.c.name, one.item_id,
            cases.c.code, one.text, one.owner_unit, one.owner_name, one.area, one.made_on,
            one.due_on,
        )
        .select_from(
            decisions.join(meetings, meetings.c.id == one.meeting_id).outerjoin(
                cases, cases.c.id == one.case_id
            )
        )
        .where(*where)
        .order_by(one.made_on, one.id)
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), DECISION_COLUMNS)


def add_decision(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add a decision and return its number."""
    made = conn.execute(decisions.insert().values(values).returning(decisions.c.id))
    bump(conn, "meetings")
    return int(made.scalar_one())


def load_flags(conn: sa.Connection, end: datetime, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Return the marks that stood right before a moment, in the order set: `FLAG_COLUMNS`.

    Those on cases that are void are left out.
    """
    one = case_flags.c
    stood = sa.and_(one.flagged_at < end, sa.or_(one.ended_at.is_(None), one.ended_at >= end))
    wanted: sa.Select[Any] = (
        sa.select(
            one.case_id, cases.c.code, one.flag, one.reason, one.flagged_at, cases.c.category,
            cases.c.address, cases.c.status, cases.c.unit_code, cases.c.grid_code, cases.c.due_at,
        )
        .join_from(case_flags, cases)
        .where(stood, cases.c.status != CaseStatus.VOID.value, *where)
        .order_by(one.flagged_at, one.id)
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), FLAG_COLUMNS)


def open_flag(conn: sa.Connection, case_id: int, flag: str) -> int | None:
    """Return the number of the mark of this kind that a case has, None where it has none."""
    one = case_flags.c
    wanted = sa.select(one.id).where(
        one.case_id == case_id, one.flag == flag, one.ended_at.is_(None)
    )
    return conn.scalar(wanted)


def add_flag(conn: sa.Connection, values: dict[str, Any]) -> None:
    """Add a mark to a case."""
    conn.execute(case_flags.insert().values(values))
    bump(conn, "meetings")


def end_flag(conn: sa.Connection, flag_id: int, by: str, now: datetime) -> None:
    """End a mark; it stays on record."""
    ended = case_flags.update().where(case_flags.c.id == flag_id)
    conn.execute(ended.values(ended_by=by, ended_at=now))
    bump(conn, "meetings")
