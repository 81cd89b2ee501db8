"""Statements about promises, resolutions and public works; `progress_store` has their events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import (
    cases,
    decisions,
    project_areas,
    project_cases,
    projects,
    promises,
    resolutions,
)
from data.store import bump

Kind = Literal["promise", "resolution", "project"]
_TABLES: Final[Mapping[str, sa.Table]] = {
    "promise": promises,
    "resolution": resolutions,
    "project": projects,
    "decision": decisions,
}
# The first letter of a code, and the day from which something of the kind is there.
LETTERS: Final[Mapping[Kind, str]] = {"promise": "P", "resolution": "R", "project": "W"}
BEGINS: Final = {
    "promise": "made_on",
    "resolution": "resolved_on",
    "project": "planned_on",
    "decision": "made_on",
}


class Linked(NamedTuple):
    """A case that a project is to settle; ``closed_on`` is when the project closed it."""

    project_id: int
    case_id: int
    code: str
    status: str
    grid_code: str | None
    category: str | None
    address: str | None
    linked_on: date
    closed_on: date | None


def load_kept(conn: sa.Connection, kind: Kind | Literal["decision"], on: date) -> pd.DataFrame:
    """Return all of a kind that were there on a day, by code: the columns of its table."""
    table = _TABLES[kind]
    names = tuple(column.name for column in table.c)
    wanted = sa.select(table).where(table.c[BEGINS[kind]] <= on).order_by(table.c.code)
    return as_frame(conn.execute(wanted).all(), names)


def find_kept(conn: sa.Connection, kind: Kind, code: str) -> dict[str, Any] | None:
    """Return the row of this code, None where there is none."""
    table = _TABLES[kind]
    found = conn.execute(sa.select(table).where(table.c.code == code)).mappings().first()
    return dict(found) if found else None


def add_kept(conn: sa.Connection, kind: Kind, values: Mapping[str, Any]) -> int:
    """Save one and return its row's number."""
    table = _TABLES[kind]
    made = conn.execute(table.insert().values(dict(values)).returning(table.c.id))
    bump(conn, "promises")
    return int(made.scalar_one())


def next_code(conn: sa.Connection, kind: Kind, year: int) -> str:
    """Return the next code of a kind in a year, such as ``P2026-001``."""
    start = f"{LETTERS[kind]}{year}-"
    table = _TABLES[kind]
    taken = conn.scalars(sa.select(table.c.code).where(table.c.code.startswith(start)))
    numbers = [int(code[len(start) :]) for code in taken if code[len(start) :].isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:03}"


def load_project_areas(
    conn: sa.Connection, ids: Collection[int] | None = None
) -> list[tuple[int, str, date | None]]:
    """Return project, code of the area to be reached and the day it was, by project and code."""
    table = project_areas.c
    wanted = sa.select(table.project_id, table.area_code, table.done_on)
    if ids is not None:
        wanted = wanted.where(table.project_id.in_([int(one) for one in ids]))
    rows = conn.execute(wanted.order_by(table.project_id, table.area_code))
    return [(int(project), code, done_on) for project, code, done_on in rows]


def add_project_areas(conn: sa.Connection, project_id: int, codes: Collection[str]) -> None:
    """Save areas a project is to reach."""
    rows = [{"project_id": project_id, "area_code": code, "done_on": None} for code in codes]
    if rows:
        conn.execute(project_areas.insert(), rows)
        bump(conn, "promises")


def mark_project_areas(
    conn: sa.Connection, project_id: int, codes: Collection[str], done_on: date | None
) -> None:
    """Save the day on which areas were reached; None takes it back."""
    table = project_areas
    wanted = sorted(codes)
    for start in range(0, len(wanted), 500):
        is_one = table.c.area_code.in_(wanted[start : start + 500])
        conn.execute(
            table.update().where(table.c.project_id == project_id, is_one).values(done_on=done_on)
        )
    bump(conn, "promises")


def load_linked(
    conn: sa.Connection,
    project_id: int | None = None,
    where: Collection[sa.ColumnElement[bool]] = (),
) -> list[Linked]:
    """Return the cases of a project, or of all, that meet the conditions, by project and number."""
    table = project_cases.c
    wanted = (
        sa.select(
            table.project_id, table.case_id, cases.c.code, cases.c.status, cases.c.grid_code,
            cases.c.category, cases.c.address, table.linked_on, table.closed_on,
        )
        .select_from(project_cases.join(cases, cases.c.id == table.case_id))
        .where(*where)
        .order_by(table.project_id, cases.c.code)
    )  # fmt: skip
    if project_id is not None:
        wanted = wanted.where(table.project_id == project_id)
    return [Linked(*row) for row in conn.execute(wanted)]


def link_case(
    conn: sa.Connection, project_id: int, case_id: int, linked_by: str, linked_on: date
) -> None:
    """Save that a project is to settle a case."""
    conn.execute(
        project_cases.insert().values(
            project_id=project_id, case_id=case_id, linked_by=linked_by, linked_on=linked_on
        )
    )
    bump(conn, "promises")


def unlink_case(conn: sa.Connection, project_id: int, case_id: int) -> None:
    """Take back that a project is to settle a case."""
    is_it = _is_link(project_id, case_id)
    conn.execute(project_cases.delete().where(is_it))
    bump(conn, "promises")


def note_closed(conn: sa.Connection, project_id: int, case_id: int, closed_on: date) -> None:
    """Save the day on which a project closed a case."""
    is_it = _is_link(project_id, case_id)
    conn.execute(project_cases.update().where(is_it).values(closed_on=closed_on))
    bump(conn, "promises")


def _is_link(project_id: int, case_id: int) -> sa.ColumnElement[bool]:
    table = project_cases.c
    return sa.and_(table.project_id == project_id, table.case_id == case_id)
