"""The days on which something about grids, units, duty or orders changes, counted."""

from __future__ import annotations

from collections import Counter
from datetime import date

import sqlalchemy as sa

from data.schema import grids, leaves, orders, org_units, postings, workers

# Both ends of what is dated, by what it is about; an end is the first day it no longer holds.
_DATED = {
    "grids": ((grids.c.valid_from, grids.c.valid_to),),
    "units": ((org_units.c.valid_from, org_units.c.valid_to),),
    "duty": ((postings.c.since, postings.c.until), (workers.c.valid_from, workers.c.valid_to)),
    "leaves": ((leaves.c.since, leaves.c.until),),
    "orders": ((orders.c.effective_on, orders.c.until),),
}


def turning_days(conn: sa.Connection, *topics: str) -> dict[date, Counter[str]]:
    """Return per day how many rows begin or end on it, by topic; of these topics or of all."""
    found: dict[date, Counter[str]] = {}
    for topic in topics or _DATED:
        for column in (one for ends in _DATED[topic] for one in ends):
            counted = sa.select(column, sa.func.count()).where(column.is_not(None))
            for day, number in conn.execute(counted.group_by(column)):
                found.setdefault(day, Counter())[topic] += int(number)
    return dict(sorted(found.items()))


def orders_of(conn: sa.Connection, day: date) -> list[str]:
    """Return the numbers of the orders in force from this day on."""
    wanted = sa.select(orders.c.order_no).where(orders.c.effective_on == day)
    return [str(number) for number in conn.scalars(wanted.order_by(orders.c.order_no))]


def mark_of_orders(conn: sa.Connection) -> int:
    """Return how many orders there are: none is ever altered or deleted."""
    return int(conn.scalar(sa.select(sa.func.count()).select_from(orders)) or 0)
