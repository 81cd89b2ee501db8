"""A demonstration district with as many cases as wanted, for benches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from casework.access import OPERATOR
from data.schema import case_clocks, case_events, cases, grids, households
from data.store import Store, bump
from service.demonstration import fill_demonstration


def fill(store: Store, lives: int, copies: int, homes: int, cells: int) -> None:
    """Let some cases live, and keep each of them, its events and clocks several times."""
    now = datetime.now(UTC)
    fill_demonstration(OPERATOR, store, now, households=homes, grids=cells, cases=lives)
    with store.begin() as conn:
        step = conn.scalar(sa.select(sa.func.max(cases.c.id))) or 0
        for number in range(1, copies):
            code = cases.c.code + f"-{number}"
            _copy(
                conn, cases, {"id": cases.c.id + number * step, "code": code, "serial": None}, step
            )
            for table in (case_events, case_clocks):
                own: dict[str, Any] = {"case_id": table.c.case_id + number * step}
                if table is case_events:
                    own["number"] = None
                _copy(conn, table, own, step)
        bump(conn, "cases")


def _copy(conn: sa.Connection, table: sa.Table, own: dict[str, Any], step: int) -> None:
    """Add the rows of the first cases once more, with some columns of their own."""
    names = [one.name for one in table.c if one.name != "id" or "id" in own]
    values = {name: own.get(name, table.c[name]) for name in names}
    picked = [sa.null().label(name) if one is None else one for name, one in values.items()]
    of_first = table.c.id if table is cases else table.c.case_id
    conn.execute(table.insert().from_select(names, sa.select(*picked).where(of_first <= step)))


def tell_sizes(store: Store) -> None:
    """Print how much there is."""
    with store.read() as conn:
        for table in (cases, case_events, households, grids):
            number = conn.scalar(sa.select(sa.func.count()).select_from(table))
            print(f"{table.name}: {number:,}", end="; ")
    print()
