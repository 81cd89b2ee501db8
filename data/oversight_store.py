"""Statements about oversight: who is assigned to which township, and what was found there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import oversight_duties, oversight_findings

DUTY_COLUMNS = ("id", "holder", "department", "unit_code", "since", "until")
FINDING_COLUMNS = (
    "id", "duty_id", "holder", "department", "unit_code", "area_key", "found_on", "text", "due_on",
    "rectified_on", "rectified_note",
)  # fmt: skip


def load_duties(conn: sa.Connection) -> pd.DataFrame:
    """Return all assignments that ever were: `DUTY_COLUMNS`, by township and holder."""
    duty = oversight_duties.c
    wanted: sa.Select[Any] = sa.select(*(duty[name] for name in DUTY_COLUMNS)).order_by(
        duty.unit_code, duty.holder, duty.since, duty.id
    )
    return as_frame(conn.execute(wanted).all(), DUTY_COLUMNS)


def load_findings(
    conn: sa.Connection, since: date | None = None, until: date | None = None
) -> pd.DataFrame:
    """Return what was found ``since <= found_on < until``: `FINDING_COLUMNS`, the newest first."""
    one, duty = oversight_findings.c, oversight_duties.c
    wanted: sa.Select[Any] = (
        sa.select(
            one.id, one.duty_id, duty.holder, duty.department, one.unit_code, one.area_key,
            one.found_on, one.text, one.due_on, one.rectified_on, one.rectified_note,
        )
        .join_from(oversight_findings, oversight_duties)
        .order_by(one.found_on.desc(), one.id.desc())
    )  # fmt: skip
    if since is not None:
        wanted = wanted.where(one.found_on >= since)
    if until is not None:
        wanted = wanted.where(one.found_on < until)
    return as_frame(conn.execute(wanted).all(), FINDING_COLUMNS)


def add_duty(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add an assignment and return its number."""
    made = conn.execute(oversight_duties.insert().values(values).returning(oversight_duties.c.id))
    return int(made.scalar_one())


def add_finding(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Add a finding and return its number."""
    wanted = oversight_findings.insert().values(values).returning(oversight_findings.c.id)
    return int(conn.execute(wanted).scalar_one())


def end_duty(conn: sa.Connection, duty_id: int, until: date) -> None:
    """Set the first day on which an assignment is no longer in force."""
    its = oversight_duties.c.id == duty_id
    conn.execute(oversight_duties.update().where(its).values(until=until))


def rectify(conn: sa.Connection, finding_id: int, values: dict[str, Any]) -> bool:
    """Note that an open finding was rectified; False when it is rectified already."""
    one = oversight_findings.c
    changed = conn.execute(
        oversight_findings.update()
        .where(one.id == finding_id, one.rectified_on.is_(None))
        .values(values)
    )
    return changed.rowcount == 1
