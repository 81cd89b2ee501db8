"""The paper of what the roster records: the office's own, or a number given in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Viewer
from casework.sentence import Term
from data.order_store import OrderChange, OrderKind, add_order, mark_carried_out
from data.schema import orders
from service.cases.noting import in_words
from service.errors import ServiceError
from service.plans.order_paper import LAST_YEAR, OrderPaper, order_of

# What numbers given in turn begin with: leave (假), workers (员).
LEAVE_SIGN: Final = "假"
WORKER_SIGN: Final = "员"


def given_paper(
    conn: sa.Connection, viewer: Viewer, sign: str, number: str | None, on: date, reason: Term
) -> OrderPaper:
    """Return the paper of a record that needs no order of its own.

    Parameters
    ----------
    sign
        What a number given in turn begins with.
    number
        The office's own; None or blank for the next in turn, such as ``假〔2026〕0001``.
    on
        From which day it holds.
    reason
        What it records; never why somebody is away.
    """
    said = (number or "").strip()
    order_no = in_words(said, Term("order number")) if said else _in_turn(conn, sign, on.year)
    return OrderPaper(order_no, on, str(reason), viewer.name)


def keep_order(
    conn: sa.Connection,
    viewer: Viewer,
    kind: OrderKind,
    paper: OrderPaper,
    changes: Sequence[OrderChange],
    now: datetime,
) -> int:
    """Add an order whose whole effect stands in dated rows, and return its ``orders.id``.

    Raises
    ------
    DataError
        When an order of this number was entered already.
    ServiceError
        When the paper would hand cases over: that is done when a plan of coverage is approved.
    """
    if paper.open_cases != "keep":
        raise ServiceError(
            "The roster hands no cases over: keep them, and hand them over one by one, or with the"
            " plan that gives the grids to others."
        )
    order_id = add_order(conn, order_of(paper, kind, viewer.name, now, {}), changes)
    mark_carried_out(conn, order_id, now)
    return order_id


def refuse_past(day: date, today: date) -> None:
    """Do nothing when the day is today or later, and not of another century.

    Raises
    ------
    ServiceError
        When it lies before today, or too far off.
    """
    if day < today:
        raise ServiceError(
            "{day} lies before today ({today}), and the past never changes: choose today or a"
            " later day.",
            day=day,
            today=today,
        )
    if day.year > LAST_YEAR:
        raise ServiceError(
            "{day} is too far off: choose a day until {last}.", day=day, last=LAST_YEAR
        )


def _in_turn(conn: sa.Connection, sign: str, year: int) -> str:
    stem = f"{sign}〔{year}〕"
    numbers = set(
        conn.scalars(sa.select(orders.c.order_no).where(orders.c.order_no.startswith(stem)))
    )
    number = len(numbers) + 1
    while f"{stem}{number:04}" in numbers:
        number += 1
    return f"{stem}{number:04}"
