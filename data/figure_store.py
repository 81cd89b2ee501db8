"""What figures count: the sheets as statements, counted in one pass, or their rows read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd
import sqlalchemy as sa

from casework.columns import Flag
from casework.indicator import Indicator, Sheet, Window
from data.case_store import as_frame
from data.schema import case_clocks, case_events, cases, households, mediations, supervisions
from data.sql_columns import SqlColumns

# The event that gave a case to another worker by a person's decision, not by a file or new grids.
HANDED_OVER: Final = "handed_over"
_THEN: Final = case_events.c.happened_at
_OF_CASE: Final = (
    "code", "status", "category", "channel", "urgency", "voice", "wish", "tier", "unit_code",
    "grid_code", "reported_at", "accepted_at",
)  # fmt: skip


class SheetRows(NamedTuple):
    """Where the rows of a sheet come from, and its columns by name."""

    source: sa.FromClause
    columns: dict[str, sa.ColumnElement[Any]]


class Counted(NamedTuple):
    """Rows that count, of how many, or what a column adds up to; and how many are not yet due."""

    n: int
    m: int
    not_yet_due: int


NOTHING: Final = Counted(0, 0, 0)


def sheet_rows(sheet: Sheet) -> SheetRows:
    """Return a sheet as the database sees it."""
    return _SHEETS[sheet]


def count_rows(
    conn: sa.Connection,
    indicators: Sequence[Indicator],
    window: Window,
    where: Sequence[sa.ColumnElement[bool]],
    by: str | None = None,
) -> dict[Any, dict[str, Counted]]:
    """Return the counts of figures by group and key, in one pass per sheet.

    Parameters
    ----------
    where
        Conditions on ``cases`` that keep the viewer to his part and to what he asks for.
    by
        A column every sheet has, or ``id`` for the case's, one group per value; None puts
        everything under None.  Clocks are grouped by the level they ran for, not by the one that
        has the case today.
    """
    found: dict[Any, dict[str, Counted]] = {}
    for sheet in dict.fromkeys(one.sheet for one in indicators):
        rows = sheet_rows(sheet)
        of_sheet = [one for one in indicators if one.sheet is sheet]
        group = _group(rows, by)
        sums = [column for one in of_sheet for column in _sums(one, rows, window)]
        wanted = sa.select(group, *sums).select_from(rows.source).where(*where)
        for key, *numbers in conn.execute(wanted if by is None else wanted.group_by(group)):
            counts = [int(number or 0) for number in numbers]
            told = (Counted(*counts[at : at + 3]) for at in range(0, len(counts), 3))
            keys = (one.key for one in of_sheet)
            found.setdefault(key, {}).update(zip(keys, told, strict=True))
    return found


def read_rows(
    conn: sa.Connection, indicator: Indicator, window: Window, where: Sequence[Flag]
) -> pd.DataFrame:
    """Return the sheet's rows of a figure's denominator, by their time and the case's number.

    Returns
    -------
    DataFrame
        The sheet's columns; times as aware UTC.
    """
    rows = sheet_rows(indicator.sheet)
    among = indicator.is_among(SqlColumns(rows.columns), window)
    order = (rows.columns[indicator.belongs], rows.columns["code"])
    wanted = (
        sa.select(*(column.label(name) for name, column in rows.columns.items()))
        .select_from(rows.source)
        .where(among, *where)
        .order_by(*order)
    )
    frame = as_frame(conn.execute(wanted).all(), list(rows.columns)).infer_objects()
    for name in frame.columns:
        if name.endswith("_at"):
            frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def homes_by_grid(conn: sa.Connection) -> dict[str | None, int]:
    """Return how many households each grid holds, under None those in no grid."""
    code = households.c.grid_code
    counted = sa.select(code, sa.func.count()).group_by(code)
    return {grid: int(number) for grid, number in conn.execute(counted)}


def _group(rows: SheetRows, by: str | None) -> sa.ColumnElement[Any]:
    if by is None:
        return sa.literal(None)
    if by == "id":
        return cases.c.id
    return rows.columns.get(f"clock_{by}", rows.columns[by])


def _sums(indicator: Indicator, rows: SheetRows, window: Window) -> list[sa.ColumnElement[Any]]:
    row = SqlColumns(rows.columns)
    amount = rows.columns[indicator.adds] if indicator.adds else 1
    return [
        sa.func.sum(sa.case((condition, value), else_=0))
        for condition, value in (
            (indicator.is_counted(row, window), amount),
            (indicator.is_among(row, window), 1),
            (indicator.is_pending(row, window), 1),
        )
    ]


def _of_case() -> dict[str, sa.ColumnElement[Any]]:
    return {name: cases.c[name] for name in _OF_CASE}


def _with_time(name: str, kind: str, first_or_last: sa.ColumnElement[Any]) -> SheetRows:
    """Return all cases that have an event of this kind, with its first or last time."""
    events = (
        sa.select(case_events.c.case_id, first_or_last.label("at"))
        .where(case_events.c.kind == kind)
        .group_by(case_events.c.case_id)
        .subquery(f"events_{name}")
    )
    joined = cases.join(events, events.c.case_id == cases.c.id)
    return SheetRows(joined, {**_every_case(), name: events.c.at})


def _every_case() -> dict[str, sa.ColumnElement[Any]]:
    return dict(cases.c.items())


def _closed() -> SheetRows:
    given = (
        sa.select(sa.func.count())
        .where(case_events.c.case_id == cases.c.id, case_events.c.kind == HANDED_OVER)
        .scalar_subquery()
    )
    return SheetRows(cases, {**_every_case(), "handover_count": given})


def _checks() -> SheetRows:
    kind = case_events.c.kind
    is_check = (case_events.c.case_id == cases.c.id) & kind.in_(("pass_check", "fail_check"))
    own = {"checked_at": case_events.c.happened_at, "is_passed": kind == "pass_check"}
    return SheetRows(cases.join(case_events, is_check), {**_of_case(), **own})


def _clocks() -> SheetRows:
    names = ("name", "started_at", "due_at", "met_at", "ended_by", "is_paused", "rule_key")
    own = {name: case_clocks.c[name] for name in names} | {"clock_tier": case_clocks.c.tier}
    return SheetRows(
        cases.join(case_clocks, case_clocks.c.case_id == cases.c.id), {**_of_case(), **own}
    )


def _beside(table: sa.Table, *names: str) -> SheetRows:
    """Return the rows of a table about cases, with their case."""
    own = {name: table.c[name] for name in names}
    return SheetRows(cases.join(table, table.c.case_id == cases.c.id), {**_of_case(), **own})


_SHEETS: Final[dict[Sheet, SheetRows]] = {
    Sheet.CASES: SheetRows(cases, _every_case()),
    Sheet.DISPATCHED: _with_time("dispatched_at", "dispatch", sa.func.min(_THEN)),
    Sheet.VISITED: _with_time("visited_at", "visit_back", sa.func.max(_THEN)),
    Sheet.CLOSED: _closed(),
    Sheet.CHECKS: _checks(),
    Sheet.CLOCKS: _clocks(),
    Sheet.SUPERVISIONS: _beside(
        supervisions, "filing_no", "supervisor", "opened_at", "due_at", "ended_at"
    ),
    Sheet.MEDIATIONS: _beside(mediations, "mediator", "opened_at", "outcome", "ended_at"),
}
