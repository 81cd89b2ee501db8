"""What the deadlines page asks: clocks counted and listed by condition, notices likewise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.clock_name import STAGES
from data.case_store import as_frame, is_open
from data.clock_store import clocks_and_cases, is_running
from data.schema import case_clocks, case_notices, cases

Conditions = Sequence[sa.ColumnElement[bool]]
_CASE_NAMES = ("code", "tier", "unit_code", "assigned_to", "grid_code")
DUE_ROWS = (*_CASE_NAMES, "clock", "due_at", "trouble")
NOTICE_ROWS = (*_CASE_NAMES, "clock", "falls_due_at", "raised_at")


def is_of(due: str) -> sa.ColumnElement[bool]:
    """Return the condition that a clock is of a kind: ``reply``, ``resolve`` or ``stage``."""
    name = case_clocks.c.name
    return name.in_(STAGES) if due == "stage" else name == due


def count_clocks(
    conn: sa.Connection, where: Conditions, bands: Mapping[str, sa.ColumnElement[bool]]
) -> pd.DataFrame:
    """Return how many running clocks meet each condition, by name, level and owner unit.

    Returns
    -------
    DataFrame
        ``due, tier, unit_code, running`` and one column per key of `bands`; ``due`` is the
        clock's name, ``stage`` for those of stages, which have a row each.
    """
    sums = [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in bands.values()]
    keys = (case_clocks.c.name, cases.c.tier, cases.c.unit_code)
    wanted = (
        sa.select(*keys, sa.func.count(), *sums)
        .select_from(clocks_and_cases())
        .where(is_running(), *where)
        .group_by(*keys)
    )
    counted = as_frame(conn.execute(wanted).all(), ("due", "tier", "unit_code", "running", *bands))
    return counted.assign(due=counted["due"].replace(dict.fromkeys(STAGES, "stage")))


def list_clocks(conn: sa.Connection, where: Conditions, limit: int | None = None) -> pd.DataFrame:
    """Return the running clocks that meet the conditions (`DUE_ROWS`), the earliest due first."""
    clock = case_clocks.c
    wanted = (
        sa.select(*_columns(clock.name, clock.due_at, clock.trouble))
        .select_from(clocks_and_cases())
        .where(is_running(), *where)
        .order_by(clock.due_at, clock.id)
        .limit(limit)
    )
    return as_frame(conn.execute(wanted).all(), DUE_ROWS)


def is_in_force() -> sa.ColumnElement[bool]:
    """Return the condition that a notice still stands.

    A reminder or bulletin line stands while its clock runs, a sending-up while the case is open.
    """
    is_up = case_notices.c.kind == "sent_up"
    return sa.and_(is_open(), sa.or_(is_up, case_clocks.c.met_at.is_(None)))


def count_notices(
    conn: sa.Connection, where: Conditions, since: datetime
) -> dict[str, tuple[int, int]]:
    """Return how many notices of each kind were raised since a time, and how many stand."""
    lately = case_notices.c.raised_at >= since
    sums = [sa.func.sum(sa.case((one, 1), else_=0)) for one in (lately, is_in_force())]
    wanted = (
        sa.select(case_notices.c.kind, *sums)
        .select_from(_notices_and_cases())
        .where(*where)
        .group_by(case_notices.c.kind)
    )
    return {str(kind): (int(new), int(old)) for kind, new, old in conn.execute(wanted)}


def list_notices(conn: sa.Connection, where: Conditions, limit: int | None = None) -> pd.DataFrame:
    """Return the notices that meet the conditions (`NOTICE_ROWS`), the newest first."""
    notice = case_notices.c
    wanted = (
        sa.select(*_columns(case_clocks.c.name, notice.falls_due_at, notice.raised_at))
        .select_from(_notices_and_cases())
        .where(*where)
        .order_by(notice.raised_at.desc(), notice.id.desc())
        .limit(limit)
    )
    return as_frame(conn.execute(wanted).all(), NOTICE_ROWS)


def _columns(*more: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [*(cases.c[name] for name in _CASE_NAMES), *more]


def _notices_and_cases() -> sa.Join[Any]:
    return sa.join(clocks_and_cases(), case_notices, case_notices.c.clock_id == case_clocks.c.id)
