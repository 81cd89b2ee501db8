"""Cases: a page of the list, counted in the database, and everything about one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from casework import columns
from casework.case_status import CaseStatus
from casework.move import Move
from casework.viewer import codes_of
from data.event_words import with_words
from data.schema import case_events, cases, grids, org_units, workers
from data.sql_columns import SqlColumns

LIST_COLUMNS = (
    "code", "status", "category", "summary", "address", "grid_code", "assigned_to", "reported_at",
    "due_at", "closed_at", "why_no_grid", "lon", "lat", "tier", "unit_code", "urgency", "version",
)  # fmt: skip
_CASE = SqlColumns(dict(cases.c.items()))


class CaseCounts(NamedTuple):
    """How many cases a list holds, and how many of them are open, overdue and in no grid."""

    total: int
    open: int
    overdue: int
    without_grid: int


def as_frame(rows: Sequence[sa.Row[Any]], names: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame of objects, column by column: pandas is slow to unpack rows."""
    values = zip(*rows, strict=True) if rows else [()] * len(names)
    made = zip(names, values, strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in made})


def is_open() -> sa.ColumnElement[bool]:
    """Return the condition that a case is open."""
    condition: sa.ColumnElement[bool] = columns.is_open(_CASE)
    return condition


def is_overdue(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a case is open and its due time has passed."""
    condition: sa.ColumnElement[bool] = columns.is_overdue(_CASE, now)
    return condition


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that a case is not void: a void one is kept, and counts nowhere."""
    return cases.c.status != CaseStatus.VOID.value


def was_not_withdrawn() -> sa.ColumnElement[bool]:
    """Return the condition that nobody here made a case void: by hand, or by undoing its import.

    A case that its own file calls void is as the file has it, and goes out again with it.
    """
    by_step = sa.and_(case_events.c.case_id == cases.c.id, case_events.c.kind == Move.VOID.value)
    return sa.or_(stands(), ~sa.exists(sa.select(case_events.c.id).where(by_step)))


def has_text(text: str) -> sa.ColumnElement[bool]:
    """Return the condition that the number, address, summary or category holds this text."""
    searched = (cases.c.code, cases.c.address, cases.c.summary, cases.c.category)
    return sa.or_(*(column.icontains(text, autoescape=True) for column in searched))


def units_below(conn: sa.Connection, code: str) -> set[str]:
    """Return the codes of an organisation unit and of every unit below it, of all times.

    A grid has none below it; of `casework.access.OwnGrids` they are its grids.
    """
    children: dict[str, set[str]] = {}
    for child, parent in conn.execute(sa.select(org_units.c.code, org_units.c.parent_code)):
        children.setdefault(parent, set()).add(child)
    inside: set[str] = set()
    waiting = set(codes_of(code))
    while waiting:
        inside |= waiting
        waiting = {child for one in waiting for child in children.get(one, ())} - inside
    return inside


def in_units(column: sa.Column[Any], units: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a grid code is of one of these units, or is one of these codes."""
    codes = sorted(units)
    of_units = sa.select(grids.c.code).where(
        sa.or_(grids.c.parent_code.in_(codes), grids.c.code.in_(codes))
    )
    return column.in_(of_units)


def grids_within(conn: sa.Connection, units: Collection[str]) -> set[str]:
    """Return the codes of all grids, of all times, of these units."""
    return set(conn.scalars(sa.select(grids.c.code).where(in_units(grids.c.code, units))))


def count_cases(
    conn: sa.Connection, where: Sequence[sa.ColumnElement[bool]], now: datetime
) -> CaseCounts:
    """Return how many cases meet the conditions."""
    counted = sa.select(
        sa.func.count(),
        *(
            sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
            for condition in (is_open(), is_overdue(now), cases.c.grid_code.is_(None))
        ),
    ).select_from(cases)
    return CaseCounts(*(int(number) for number in conn.execute(counted.where(*where)).one()))


def list_cases(
    conn: sa.Connection,
    where: Sequence[sa.ColumnElement[bool]],
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """Return one page of the list: overdue first, then open by due time, then the newest.

    Returns
    -------
    DataFrame
        `LIST_COLUMNS`; times as aware UTC.
    """
    wanted = (
        sa.select(*(cases.c[name] for name in LIST_COLUMNS))
        .where(*where)
        .order_by(*_overdue_first(now))
        .limit(limit)
        .offset(offset)
    )
    frame = pd.DataFrame(conn.execute(wanted).all(), columns=list(LIST_COLUMNS))
    for name in ("reported_at", "due_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def place_in_list(
    conn: sa.Connection, where: Sequence[sa.ColumnElement[bool]], now: datetime, code: str
) -> int | None:
    """Return at which place of the list (from 0) a case stands, None when it is not in it."""
    place = sa.func.row_number().over(order_by=_overdue_first(now)).label("place")
    listed = sa.select(cases.c.code, place).where(*where).subquery()
    found = conn.scalar(sa.select(listed.c.place).where(listed.c.code == code))
    return None if found is None else int(found) - 1


def load_case(
    conn: sa.Connection, code: str, where: Sequence[sa.ColumnElement[bool]] = ()
) -> sa.RowMapping | None:
    """Return all that is stored of one case, None where there is none that meets the conditions."""
    return conn.execute(sa.select(cases).where(cases.c.code == code, *where)).mappings().first()


def load_cases(
    conn: sa.Connection, codes: Sequence[str], where: Sequence[sa.ColumnElement[bool]] = ()
) -> list[sa.RowMapping]:
    """Return all that is stored of the cases of these numbers that meet the conditions."""
    found: list[sa.RowMapping] = []
    for start in range(0, len(codes), 500):
        is_one = cases.c.code.in_(codes[start : start + 500])
        found += conn.execute(sa.select(cases).where(is_one, *where)).mappings()
    return found


def load_events(conn: sa.Connection, case_id: int) -> list[dict[str, Any]]:
    """Return what happened to a case, in the order in which it happened, with people's words."""
    wanted = (
        sa.select(case_events)
        .where(case_events.c.case_id == case_id)
        .order_by(case_events.c.happened_at, case_events.c.id)
    )
    return with_words(conn, conn.execute(wanted).mappings())


def category_counts(
    conn: sa.Connection, where: Sequence[sa.ColumnElement[bool]]
) -> list[tuple[str, int]]:
    """Return the categories and how many cases each has, the largest first."""
    number = sa.func.count()
    wanted = (
        sa.select(cases.c.category, number)
        .where(cases.c.category.is_not(None), stands(), *where)
        .group_by(cases.c.category)
        .order_by(number.desc(), cases.c.category)
    )
    return [(str(name), int(count)) for name, count in conn.execute(wanted)]


def worker_names(conn: sa.Connection, codes: Collection[str] | None = None) -> dict[str, str]:
    """Return names of workers by code: of these codes, or of all."""
    wanted = sa.select(workers.c.code, workers.c.name).order_by(workers.c.code)
    if codes is not None:
        wanted = wanted.where(workers.c.code.in_(sorted(codes)))
    return {str(code): str(name) for code, name in conn.execute(wanted)}


def grid_names(conn: sa.Connection, codes: Collection[str] | None = None) -> dict[str, str]:
    """Return the newest names of grids by code: of these codes, or of all."""
    wanted = sa.select(grids.c.code, grids.c.name).order_by(grids.c.code, grids.c.id)
    if codes is not None:
        wanted = wanted.where(grids.c.code.in_(sorted(codes)))
    return {str(code): str(name) for code, name in conn.execute(wanted)}


def _overdue_first(now: datetime) -> list[sa.ColumnElement[Any]]:
    late_first = sa.case((is_overdue(now), 0), (is_open(), 1), else_=2)
    has_due = sa.case((sa.and_(is_open(), cases.c.due_at.is_not(None)), 0), else_=1)
    due = sa.case((is_open(), cases.c.due_at))
    return [late_first, has_due, due, cases.c.reported_at.desc(), cases.c.id]
