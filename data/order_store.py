"""Orders about coverage: written once, with what each changed, and the postings it ends and opens.

Nothing is deleted, and nothing that lies before the day of an order is written over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.errors import DataError
from data.rows import insert_rows, records, update_rows
from data.schema import order_changes, orders, postings
from data.store import bump

OrderKind = Literal["coverage", "cover", "worker", "reorganise"]
OpenCases = Literal["keep", "hand_over"]
Topic = Literal["primary", "cover", "grid", "unit", "worker", "leave"]


@dataclass(frozen=True)
class NewOrder:
    """An order as it is entered; `until` is the day after its last, None until further notice."""

    kind: OrderKind
    order_no: str
    effective_on: date
    reason: str
    approved_by: str
    entered_by: str
    approved_at: datetime
    open_cases: OpenCases = "keep"
    until: date | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderChange:
    """What an order changed about one grid, unit or worker.

    `before` and `after` are plain JSON values; for the topics ``primary`` and ``cover`` the code
    of the worker, None for nobody.
    """

    topic: Topic
    code: str
    before: Any
    after: Any


class DueOrder(NamedTuple):
    """An order whose day has come and that has not been carried out."""

    id: int
    kind: OrderKind
    order_no: str
    effective_on: date
    reason: str
    approved_by: str
    open_cases: OpenCases


def add_order(conn: sa.Connection, order: NewOrder, changes: Sequence[OrderChange]) -> int:
    """Add an order with what it changed and return its ``orders.id``.

    Raises
    ------
    DataError
        When an order of this number was entered already.
    """
    refuse_used(conn, order.order_no)
    row = {name: getattr(order, name) for name in NewOrder.__dataclass_fields__}
    made = conn.execute(orders.insert().values(row | {"summary": dict(order.summary)}))
    order_id = int(made.inserted_primary_key[0])  # type: ignore[index]
    said = [
        {name: getattr(one, name) for name in OrderChange.__dataclass_fields__} for one in changes
    ]
    if said:
        conn.execute(order_changes.insert(), [{"order_id": order_id, **one} for one in said])
    return order_id


def refuse_used(conn: sa.Connection, order_no: str) -> None:
    """Do nothing when no order of this number was entered.

    Raises
    ------
    DataError
        With who entered it and when.
    """
    table = orders.c
    wanted = sa.select(table.entered_by, table.approved_at, table.effective_on)
    found = conn.execute(wanted.where(table.order_no == order_no)).first()
    if found is not None:
        raise DataError(
            "Order {order_no} was entered already, by {name} at {at}, in force from {day}: give"
            " this decision the number of its own order.",
            order_no=order_no,
            name=found.entered_by,
            at=found.approved_at,
            day=found.effective_on,
        )


def load_orders(conn: sa.Connection, order_ids: Collection[int] | None = None) -> pd.DataFrame:
    """Return orders, all columns of the table, the newest decision first."""
    wanted = sa.select(orders).order_by(orders.c.approved_at.desc(), orders.c.id.desc())
    if order_ids is not None:
        wanted = wanted.where(orders.c.id.in_([int(one) for one in order_ids]))
    rows = conn.execute(wanted).mappings().all()
    return pd.DataFrame([dict(row) for row in rows], columns=list(orders.c.keys()), dtype=object)


def load_changes(
    conn: sa.Connection, order_id: int | None = None, *, code: str | None = None
) -> pd.DataFrame:
    """Return ``id, order_id, topic, code, before, after``: of an order, or about one code."""
    wanted = sa.select(order_changes).order_by(order_changes.c.id)
    if order_id is not None:
        wanted = wanted.where(order_changes.c.order_id == order_id)
    if code is not None:
        wanted = wanted.where(order_changes.c.code == code)
    rows = conn.execute(wanted).mappings().all()
    names = list(order_changes.c.keys())
    return pd.DataFrame([dict(row) for row in rows], columns=names, dtype=object)


def due_orders(conn: sa.Connection, today: date) -> list[DueOrder]:
    """Return the orders whose day has come and that were not carried out, in their order."""
    wanted = sa.select(*(orders.c[name] for name in DueOrder._fields)).where(
        orders.c.effective_on <= today, orders.c.carried_out_at.is_(None)
    )
    return [
        DueOrder(*row) for row in conn.execute(wanted.order_by(orders.c.effective_on, orders.c.id))
    ]


def mark_carried_out(conn: sa.Connection, order_id: int, at: datetime) -> None:
    """Keep the moment at which an order was carried out."""
    is_open = sa.and_(orders.c.id == order_id, orders.c.carried_out_at.is_(None))
    conn.execute(orders.update().where(is_open).values(carried_out_at=at))


def end_postings(conn: sa.Connection, ended: pd.DataFrame) -> None:
    """End postings earlier than they would; the duty revision counts up.

    Parameters
    ----------
    ended
        ``id, until, ended_by``: ``postings.id``, the first day it holds no more, ``orders.id``.

    Raises
    ------
    DataError
        When one begins on that day or later, or has ended by then: nothing is written.
    """
    wanted = {int(row["id"]): row for row in records(ended[["id", "until", "ended_by"]])}
    for posting in _postings_of(conn, list(wanted)):
        day = wanted[posting.id]["until"]
        is_empty = posting.since is not None and posting.since >= day
        if is_empty or (posting.until is not None and posting.until < day):
            raise DataError(
                "The posting of {worker} to grid {grid} ({since} - {until}) cannot end on {day}:"
                " choose a day within it.",
                worker=posting.worker_code,
                grid=posting.grid_code,
                since=posting.since or "…",
                until=posting.until or "…",
                day=day,
            )
    if wanted:
        update_rows(conn, postings, ended[["id", "until", "ended_by"]])
        bump(conn, "duty")


def open_postings(conn: sa.Connection, opened: pd.DataFrame) -> None:
    """Add postings an order makes; the duty revision counts up.

    Parameters
    ----------
    opened
        ``worker_code, grid_code, duty, since, order_no, order_id`` and, where they end,
        ``until``.
    """
    if len(opened):
        insert_rows(conn, postings, opened.astype(object))
        bump(conn, "duty")


def _postings_of(conn: sa.Connection, ids: Sequence[int]) -> list[sa.Row[Any]]:
    found: list[sa.Row[Any]] = []
    for start in range(0, len(ids), 500):
        part = postings.c.id.in_(ids[start : start + 500])
        found += conn.execute(sa.select(postings).where(part)).all()
    return found
