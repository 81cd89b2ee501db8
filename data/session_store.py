"""Statements about contact duties and sessions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import cases, contact_duties, grids, places, session_cases, sessions

DUTY_COLUMNS = (
    "id", "holder", "place_id", "place_code", "place_name", "unit_code", "rule", "weekday",
    "starts", "since", "until",
)  # fmt: skip
SESSION_COLUMNS = (
    "id", "place_id", "place_code", "place_name", "address", "unit_code", "duty_id", "holder",
    "held_on", "starts", "subject", "notice_posted_on", "state", "request_count", "reason",
    "version",
)  # fmt: skip
# Unit of a place: its own, else that of its grid.
_UNIT = sa.func.coalesce(
    places.c.unit_code,
    sa.select(grids.c.parent_code)
    .where(grids.c.code == places.c.grid_code)
    .order_by(grids.c.id.desc())
    .limit(1)
    .scalar_subquery(),
)


def load_duties(conn: sa.Connection) -> pd.DataFrame:
    """Return all contact duties that ever were: `DUTY_COLUMNS`, by holder and place."""
    duty = contact_duties.c
    wanted: sa.Select[Any] = (
        sa.select(
            duty.id, duty.holder, duty.place_id, places.c.code, places.c.name, _UNIT, duty.rule,
            duty.weekday, duty.starts, duty.since, duty.until,
        )
        .join_from(contact_duties, places)
        .order_by(duty.holder, places.c.code, duty.since, duty.id)
    )  # fmt: skip
    return as_frame(conn.execute(wanted).all(), DUTY_COLUMNS)


def load_sessions(
    conn: sa.Connection,
    since: date | None = None,
    until: date | None = None,
    *,
    session_id: int | None = None,
) -> pd.DataFrame:
    """Return the sessions of ``since <= held_on < until``: `SESSION_COLUMNS`, by day and place."""
    one = sessions.c
    wanted: sa.Select[Any] = (
        sa.select(
            one.id, one.place_id, places.c.code, places.c.name, places.c.address, _UNIT,
            one.duty_id, contact_duties.c.holder, one.held_on, one.starts, one.subject,
            one.notice_posted_on, one.state, one.request_count, one.reason, one.version,
        )
        .select_from(
            sessions.join(places, places.c.id == one.place_id).outerjoin(
                contact_duties, contact_duties.c.id == one.duty_id
            )
        )
        .order_by(one.held_on, one.starts, places.c.code, one.id)
    )  # fmt: skip
    if since is not None:
        wanted = wanted.where(one.held_on >= since)
    if until is not None:
        wanted = wanted.where(one.held_on < until)
    if session_id is not None:
        wanted = wanted.where(one.id == session_id)
    return as_frame(conn.execute(wanted).all(), SESSION_COLUMNS)


def duty_days(conn: sa.Connection, since: date, until: date, state: str) -> dict[int, list[date]]:
    """Return the days, ``since <= day < until``, of each duty's sessions in a state, in order."""
    one = sessions.c
    wanted = (
        sa.select(one.duty_id, one.held_on)
        .where(one.duty_id.is_not(None), one.state == state)
        .where(one.held_on >= since, one.held_on < until)
        .order_by(one.held_on)
    )
    found: dict[int, list[date]] = {}
    for duty_id, day in conn.execute(wanted):
        found.setdefault(duty_id, []).append(day)
    return found


def held_notices(
    conn: sa.Connection, since: date, until: date
) -> list[tuple[str | None, date, date | None]]:
    """Return of each session held ``since <= day < until`` its unit, its day and its notice's."""
    one = sessions.c
    wanted = (
        sa.select(_UNIT, one.held_on, one.notice_posted_on)
        .join_from(sessions, places)
        .where(one.state == "held", one.held_on >= since, one.held_on < until)
    )
    return [(unit, held_on, posted_on) for unit, held_on, posted_on in conn.execute(wanted)]


def case_codes_of(conn: sa.Connection, session_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the numbers of the cases that came of each session."""
    wanted = (
        sa.select(session_cases.c.session_id, cases.c.code)
        .join_from(session_cases, cases)
        .where(session_cases.c.session_id.in_(list(session_ids)))
        .order_by(cases.c.code)
    )
    found: dict[int, list[str]] = {}
    for session_id, code in conn.execute(wanted):
        found.setdefault(session_id, []).append(code)
    return found


def add_duty(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add a contact duty and return its number."""
    made = conn.execute(contact_duties.insert().values(values).returning(contact_duties.c.id))
    return int(made.scalar_one())


def add_session(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add a session and return its number."""
    made = conn.execute(sessions.insert().values(values).returning(sessions.c.id))
    return int(made.scalar_one())


def change_session(
    conn: sa.Connection, session_id: int, version: int, values: dict[str, Any]
) -> bool:
    """Set columns of a session that is still of this version; False when it no longer is."""
    changed = conn.execute(
        sessions.update()
        .where(sessions.c.id == session_id, sessions.c.version == version)
        .values(values | {"version": version + 1})
    )
    return changed.rowcount == 1


def link_cases(conn: sa.Connection, session_id: int, case_ids: Collection[int]) -> None:
    """Note that these cases came of a session; those that are noted already stay."""
    there = set(
        conn.scalars(
            sa.select(session_cases.c.case_id).where(session_cases.c.session_id == session_id)
        )
    )
    for case_id in dict.fromkeys(case_ids):
        if case_id not in there:
            conn.execute(session_cases.insert().values(session_id=session_id, case_id=case_id))
