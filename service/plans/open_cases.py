"""Open cases that go with their grids from one worker to another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.plan import Change
from data.case_store import is_open
from data.event_store import add_events
from data.order_store import DueOrder
from data.schema import cases, workers
from data.store import bump

_PORTION = 500


def workers_on(conn: sa.Connection, day: date) -> dict[str, str]:
    """Return the names of the workers in service on a day, by code."""
    table = workers.c
    begun = sa.or_(table.valid_from.is_(None), table.valid_from <= day)
    stays = sa.or_(table.valid_to.is_(None), table.valid_to > day)
    found = sa.select(table.code, table.name).where(begun, stays).order_by(table.code)
    return {str(code): str(name) for code, name in conn.execute(found)}


def moving_cases(
    conn: sa.Connection,
    changes: Mapping[str, Change],
    day: date,
    names: Sequence[str] = (),
    *,
    is_locking: bool = False,
) -> pd.DataFrame:
    """Return the open cases that go to another worker when these grids change hands on a day.

    Of a grid that goes from one worker to another, those that the first one has; of a grid that
    nobody had, those that nobody has or somebody who is no longer in service.  Cases of a grid
    that nobody is to have stay where they are, and so do those whose new worker is not in service.

    Parameters
    ----------
    changes
        By grid code.
    names
        Further columns of `cases`.
    is_locking
        Whether nobody else may change these cases until the transaction ends.

    Returns
    -------
    DataFrame
        ``id, grid_code, assigned_to, to`` and the further columns, by ``id``.
    """
    serving = workers_on(conn, day)
    taken = {grid: one for grid, one in changes.items() if one.after in serving}
    columns = list(dict.fromkeys(("id", "grid_code", "assigned_to", *names)))
    rows: list[tuple[Any, ...]] = []
    for part in _portions(sorted(taken)):
        wanted = sa.select(*(cases.c[name] for name in columns)).where(
            is_open(), cases.c.grid_code.in_(part)
        )
        for row in conn.execute(wanted.with_for_update() if is_locking else wanted):
            change = taken[row.grid_code]
            if _goes(change, row.assigned_to, serving):
                rows.append((*row, change.after))
    return _frame(sorted(rows), [*columns, "to"])


def hand_over_with_grids(
    conn: sa.Connection,
    order: DueOrder,
    changes: Mapping[str, Change],
    viewer: Viewer,
    day: date,
    now: datetime,
) -> int:
    """Give the open cases of these grids to their new workers and return how many went.

    Each has its event in the ledger, by whoever approved the order.  Who had the case first, and
    who answered for the grid when it was reported, stay what they are.
    """
    moving = moving_cases(conn, changes, day, is_locking=True)
    if moving.empty:
        return 0
    for worker, of_worker in moving.groupby("to"):
        for part in _portions([int(one) for one in of_worker["id"]]):
            given = {
                "assigned_to": str(worker),
                # Nobody had it until now: whoever takes it on first is its first handler.
                "first_handler": sa.func.coalesce(cases.c.first_handler, str(worker)),
                "version": cases.c.version + 1,
            }
            conn.execute(cases.update().where(cases.c.id.in_(part)).values(given))
    said = {"reason": order.reason, "order": order.order_no}
    add_events(
        conn,
        [int(one) for one in moving["id"]],
        "handed_over",
        acted_by=order.approved_by,
        entered_by=viewer.name,
        recorded_at=now,
        details=[
            {"from": had, "to": takes, **said}
            for had, takes in zip(moving["assigned_to"], moving["to"], strict=True)
        ],
    )
    bump(conn, "cases")
    return len(moving)


def _goes(change: Change, has: str | None, serving: Collection[str]) -> bool:
    if change.before is None:
        return has is None or (has != change.after and has not in serving)
    return has == change.before


def _frame(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _portions(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + _PORTION] for start in range(0, len(values), _PORTION)]
