"""What an order changes in numbers, before and after, as whoever approved it was shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from casework.plan import Change
from data.case_store import is_open
from data.map_store import household_counts
from data.schema import cases
from service.plans.held import held_by
from service.plans.open_cases import moving_cases

Counts = Mapping[str, int]


def order_summary(conn: sa.Connection, changes: Mapping[str, Change], day: date) -> dict[str, Any]:
    """Return the numbers of an order as plain JSON values.

    Returns
    -------
    dict
        ``grids`` (``changed``, ``vacated``), ``open_cases_moving`` (those that would go to another
        worker), and ``workers``: by code ``grids``, ``households`` and ``open_cases`` of his area,
        each ``[before, after]``.
    """
    ends = {one.before for one in changes.values()} | {one.after for one in changes.values()}
    concerned = sorted(code for code in ends if code is not None)
    before = held_by(conn, concerned, day)
    after: dict[str, str | None] = {**before, **{grid: one.after for grid, one in changes.items()}}
    counts = {
        "grids": dict.fromkeys(after, 1),
        "households": household_counts(conn),
        "open_cases": open_cases_by_grid(conn),
    }
    return {
        "grids": {
            "changed": len(changes),
            "vacated": sum(one.after is None for one in changes.values()),
        },
        "open_cases_moving": len(moving_cases(conn, changes, day)),
        "workers": {
            worker: {
                name: [_sum(of, before, worker), _sum(of, after, worker)]
                for name, of in counts.items()
            }
            for worker in concerned
        },
    }


def open_cases_by_grid(conn: sa.Connection) -> dict[str, int]:
    """Return how many open cases lie in each grid that has any."""
    code = cases.c.grid_code
    counted = sa.select(code, sa.func.count()).where(is_open(), code.is_not(None)).group_by(code)
    return {str(grid): int(count) for grid, count in conn.execute(counted)}


def _sum(counts: Counts, holders: Mapping[str, str | None], worker: str) -> int:
    return sum(counts.get(grid, 0) for grid, has in holders.items() if has == worker)
