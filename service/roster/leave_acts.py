"""Leave entered and ended early.  Why somebody is away is never asked: it may be his health."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.order_store import OrderChange
from data.schema import leaves
from data.store import Store, bump
from service.cases.noting import office_day
from service.errors import ServiceError
from service.roster.covers import covers_within, end_from, primary_days
from service.roster.papers import LEAVE_SIGN, given_paper, keep_order, refuse_past
from service.roster.part import leave_in_part, worker_in_part


@dataclass(frozen=True)
class LeaveKept:
    """A leave as it was entered: its id, and the number it is recorded under."""

    id: int
    order_no: str


def enter_leave(
    viewer: Viewer,
    store: Store,
    worker: str,
    since: date,
    until: date,
    now: datetime,
    *,
    order_no: str | None = None,
) -> LeaveKept:
    """Enter that a worker is away, ``since <= day < until``.

    Parameters
    ----------
    order_no
        The number of the paper that grants it; None for the next in turn.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When the worker is none of his, the days cannot be, or he is away on one of them already.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        today = office_day(conn, now)
        who = worker_in_part(conn, viewer, worker, today)
        _refuse_days(since, until, today)
        _refuse_second(conn, worker, str(who["name"]), since, until)
        paper = given_paper(conn, viewer, LEAVE_SIGN, order_no, since, Term("leave"))
        paper = replace(paper, until=until)
        change = OrderChange("leave", worker, None, _as_json(since, until))
        keep_order(conn, viewer, "cover", paper, [change], now)
        row = {"worker_code": worker, "since": since, "until": until}
        made = conn.execute(leaves.insert().values(row))
        return LeaveKept(int(made.inserted_primary_key[0]), paper.order_no)  # type: ignore[index]


def end_leave_early(
    viewer: Viewer,
    store: Store,
    leave_id: int,
    back_on: date,
    now: datetime,
    *,
    order_no: str | None = None,
) -> LeaveKept:
    """Enter that a worker is back on a day before his leave would end; covers end on that day.

    A day not later than the first of the leave takes the whole leave back.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When there is no such leave, the worker is none of his, or the day has passed or lies
        after the leave.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        today = office_day(conn, now)
        leave = leave_in_part(conn, viewer, leave_id, today)
        refuse_past(back_on, today)
        if back_on >= leave["until"]:
            raise ServiceError(
                "This leave ends on {until}: choose an earlier day, or enter another leave that"
                " begins there.",
                until=leave["until"],
            )
        back = max(back_on, leave["since"])
        paper = given_paper(conn, viewer, LEAVE_SIGN, order_no, back_on, Term("leave ended early"))
        days = (back.toordinal(), leave["until"].toordinal())
        own = primary_days(conn, leave["worker_code"], days)
        covers = [row for grid, his in own.items() for row in covers_within(conn, grid, his)]
        changes = [
            OrderChange(
                "leave",
                leave["worker_code"],
                _as_json(leave["since"], leave["until"]),
                _as_json(leave["since"], back),
            ),
            *(OrderChange("cover", row["grid_code"], row["worker_code"], None) for row in covers),
        ]
        order_id = keep_order(conn, viewer, "cover", paper, changes, now)
        conn.execute(leaves.update().where(leaves.c.id == leave_id).values(until=back))
        end_from(conn, covers, back, order_id)
        return LeaveKept(leave_id, paper.order_no)


def _refuse_days(since: date, until: date, today: date) -> None:
    refuse_past(since, today)
    refuse_past(until, today)
    if until <= since:
        raise ServiceError(
            "The leave would end ({until}) before it begins ({since}): the day of return is the"
            " first on which the worker is back.",
            since=since,
            until=until,
        )


def _refuse_second(conn: sa.Connection, worker: str, name: str, since: date, until: date) -> None:
    table = leaves.c
    overlaps = sa.and_(table.since < until, table.until > since, table.since < table.until)
    found = conn.execute(
        sa.select(table.since, table.until).where(table.worker_code == worker, overlaps)
    ).first()
    if found is not None:
        raise ServiceError(
            "{worker} is away already ({since} - {until}): enter the days before or after it, or"
            " end that leave first.",
            worker=name,
            since=found.since,
            until=found.until,
        )


def _as_json(since: date, until: date) -> dict[str, Any]:
    return {"since": since.isoformat(), "until": until.isoformat()}
