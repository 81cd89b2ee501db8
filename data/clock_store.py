"""Clocks that run, those whose time has passed, and what is written when a case goes up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from casework.case import CaseStatus
from data.case_store import is_open
from data.rows import insert_rows
from data.schema import case_clocks, case_notices, case_tiers, cases

_PORTION = 1000


class LateClock(NamedTuple):
    """A running clock whose due time has passed, and the level that has its case now."""

    id: int
    case_id: int
    name: str
    tier: int
    due_at: datetime
    case_tier: int


def is_running() -> sa.ColumnElement[bool]:
    """Return the condition that a clock has not been met and its case is open."""
    return sa.and_(case_clocks.c.met_at.is_(None), is_open())


def stands_still() -> sa.ColumnElement[bool]:
    """Return the condition that a clock is paused, by itself or because its case is suspended."""
    suspended = cases.c.status == CaseStatus.SUSPENDED.value
    return sa.or_(case_clocks.c.is_paused, suspended)


def is_late(moment: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a clock's due time has passed and it does not stand still."""
    return sa.and_(case_clocks.c.due_at < moment, sa.not_(stands_still()))


def is_not_computed() -> sa.ColumnElement[bool]:
    """Return the condition that a clock should have a due time and has none."""
    return sa.and_(case_clocks.c.due_at.is_(None), sa.not_(stands_still()))


def clocks_and_cases() -> sa.FromClause:
    """Return clocks joined with their cases, what all conditions here are about."""
    return sa.join(case_clocks, cases, cases.c.id == case_clocks.c.case_id)


def late_clock_ids(conn: sa.Connection, moment: datetime) -> list[int]:
    """Return the ids of the running clocks whose due time has passed, in order."""
    wanted = (
        sa.select(case_clocks.c.id)
        .select_from(clocks_and_cases())
        .where(is_running(), is_late(moment))
        .order_by(case_clocks.c.id)
    )
    return [int(one) for one in conn.scalars(wanted)]


def count_without_due(conn: sa.Connection) -> int:
    """Return how many running clocks have no due time because it cannot be computed."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(clocks_and_cases())
        .where(is_running(), is_not_computed())
    )
    return int(conn.scalar(wanted) or 0)


def late_clocks(conn: sa.Connection, moment: datetime, first: int, last: int) -> list[LateClock]:
    """Return the running clocks of a range of ids (both included) whose due time has passed."""
    clock = case_clocks.c
    wanted = (
        sa.select(clock.id, clock.case_id, clock.name, clock.tier, clock.due_at, cases.c.tier)
        .select_from(clocks_and_cases())
        .where(clock.id.between(first, last), is_running(), is_late(moment))
        .order_by(clock.id)
    )
    return [LateClock(*row) for row in conn.execute(wanted)]


def notices_raised(conn: sa.Connection, first: int, last: int) -> set[tuple[int, str]]:
    """Return clock and kind of the notices raised for a range of clock ids (both included)."""
    notice = case_notices.c
    wanted = sa.select(notice.clock_id, notice.kind).where(notice.clock_id.between(first, last))
    return {(int(clock_id), str(kind)) for clock_id, kind in conn.execute(wanted)}


def add_notices(conn: sa.Connection, notices: pd.DataFrame) -> None:
    """Add notices: columns as in the table `case_notices`, without its id."""
    insert_rows(conn, case_notices, notices)


def add_clocks(conn: sa.Connection, clocks: pd.DataFrame) -> None:
    """Add clocks: columns as in the table `case_clocks`, without its id."""
    insert_rows(conn, case_clocks, clocks)


def end_clocks(
    conn: sa.Connection, case_ids: Sequence[int], name: str, ended_by: str, now: datetime
) -> None:
    """End the running clocks of this name of these cases now."""
    clock = case_clocks.c
    ended = case_clocks.update().values(met_at=now, ended_by=ended_by)
    runs = ended.where(clock.name == name, clock.met_at.is_(None))
    for part in _portions(case_ids):
        conn.execute(runs.where(clock.case_id.in_(part)))


def change_tier(
    conn: sa.Connection, case_ids: Sequence[int], tier: int, reason: str, now: datetime
) -> None:
    """Give cases to another level: its open row ends, a new one begins, the version counts up."""
    left = case_tiers.update().values(left_at=now)
    moved = cases.update().values(tier=tier, version=cases.c.version + 1)
    for part in _portions(case_ids):
        conn.execute(left.where(case_tiers.c.case_id.in_(part), case_tiers.c.left_at.is_(None)))
        conn.execute(moved.where(cases.c.id.in_(part)))
    entered = pd.DataFrame({"case_id": list(case_ids)}).assign(
        tier=tier, entered_at=pd.Timestamp(now), reason=reason
    )
    insert_rows(conn, case_tiers, entered)


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _PORTION] for start in range(0, len(ids), _PORTION)]
