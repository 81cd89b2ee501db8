"""Statements about checks of a round."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import cases, places, round_checks
from data.store import bump

# What a check is, besides the point (``place_code``) and the case made of it (``case_code``).
CHECK: Final = (
    "id", "uid", "place_id", "due_on", "checked_on", "result", "note", "photo", "rectified_on",
    "rectified_note", "rectified_photo", "entered_by", "voided_on", "void_reason",
)  # fmt: skip
COLUMNS: Final = (*CHECK, "place_code", "case_code")


def load_checks(conn: sa.Connection, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Return checks that meet the conditions, void ones too, newest first: `COLUMNS`."""
    wanted = _checks().where(*where)
    ordered = wanted.order_by(round_checks.c.checked_on.desc(), round_checks.c.id.desc())
    return as_frame(conn.execute(ordered).all(), COLUMNS)


def find_check(conn: sa.Connection, condition: sa.ColumnElement[bool]) -> sa.RowMapping | None:
    """Return the one check that meets a condition: `COLUMNS`."""
    return conn.execute(_checks().where(condition)).mappings().first()


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that a check is not void."""
    return round_checks.c.voided_on.is_(None)


def last_checks(conn: sa.Connection, on: date) -> dict[int, date]:
    """Return the last day up to this one on which each point was checked, by its row number."""
    wanted = (
        sa.select(round_checks.c.place_id, sa.func.max(round_checks.c.checked_on))
        .where(stands(), round_checks.c.checked_on <= on)
        .group_by(round_checks.c.place_id)
    )
    return {row[0]: row[1] for row in conn.execute(wanted)}


def check_results(conn: sa.Connection, first: date, last: date) -> pd.DataFrame:
    """Return ``place_id, checked_on, result, rectified_on`` of standing checks, both days in."""
    names = ("place_id", "checked_on", "result", "rectified_on")
    wanted = sa.select(*(round_checks.c[name] for name in names)).where(
        stands(), round_checks.c.checked_on >= first, round_checks.c.checked_on <= last
    )
    return as_frame(conn.execute(wanted).all(), names)


def add_check(conn: sa.Connection, values: dict[str, Any]) -> int:
    """Save a check and return its number."""
    added = conn.execute(round_checks.insert().values(values).returning(round_checks.c.id))
    bump(conn, "rounds")
    return int(added.scalar_one())


def change_check(
    conn: sa.Connection, number: int, condition: sa.ColumnElement[bool], values: dict[str, Any]
) -> bool:
    """Change a check that meets a condition; return whether it did."""
    changed = conn.execute(
        round_checks.update().where(round_checks.c.id == number, condition).values(values)
    )
    bump(conn, "rounds")
    return changed.rowcount == 1


def _checks() -> sa.Select[Any]:
    return (
        sa.select(
            *(round_checks.c[name] for name in CHECK),
            places.c.code.label("place_code"),
            cases.c.code.label("case_code"),
        )
        .join(places, places.c.id == round_checks.c.place_id)
        .outerjoin(cases, cases.c.id == round_checks.c.case_id)
    )
