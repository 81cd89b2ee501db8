"""What an order changes in numbers, before and after: kept with it for whoever asks later."""

from __future__ import annotations

from collections import Counter
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
    was = {name: _by_worker(of, before) for name, of in counts.items()}
    will_be = {name: _by_worker(of, after) for name, of in counts.items()}
    return {
        "grids": {
            "changed": len(changes),
            "vacated": sum(one.after is None for one in changes.values()),
        },
        "open_cases_moving": len(moving_cases(conn, changes, day)),
        "workers": {
            worker: {name: [was[name][worker], will_be[name][worker]] for name in counts}
            for worker in concerned
        },
    }


def open_cases_by_grid(conn: sa.Connection) -> dict[str, int]:
    """Return how many open cases lie in each grid that has any."""
    code = cases.c.grid_code
    counted = sa.select(code, sa.func.count()).where(is_open(), code.is_not(None)).group_by(code)
    return {str(grid): int(count) for grid, count in conn.execute(counted)}


def _by_worker(counts: Counts, holders: Mapping[str, str | None]) -> Counter[str | None]:
    found: Counter[str | None] = Counter()
    for grid, has in holders.items():
        found[has] += counts.get(grid, 0)
    return found
