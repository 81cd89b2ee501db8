"""Substitutes posted for a leave: on its days, by an order, from today on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.store import Store, bump
from service.cases.noting import office_day
from service.errors import ServiceError
from service.plans.order_paper import OrderPaper, checked
from service.roster.covers import (
    Cover,
    cover_changes,
    primary_days,
    refuse_absent,
    replace_covers,
)
from service.roster.papers import keep_order
from service.roster.part import leave_in_part, worker_in_part
from service.roster.stretches import Stretch, stretch_of


@dataclass(frozen=True)
class Covered:
    """Substitutes as they were posted, and the order they rest on."""

    order_id: int
    order_no: str
    covers: tuple[Cover, ...]


def cover_leave(
    viewer: Viewer,
    store: Store,
    leave_id: int,
    substitutes: Mapping[str, str],
    paper: OrderPaper,
    now: datetime,
) -> Covered:
    """Post substitutes for the grids of a worker who is away.

    Parameters
    ----------
    substitutes
        Grid code to worker code; grids that are left out stay with their standing backup.
    paper
        The order.  The covers hold on those days of the leave that lie within it, from today on;
        the open cases stay with who has them.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When there is no such leave, a worker is none of his, a grid is not the absent worker's on
        these days, or a substitute is away himself.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        today = office_day(conn, now)
        leave = leave_in_part(conn, viewer, leave_id, today)
        paper = checked(paper, today)
        days = _days(leave, paper)
        covers = tuple(_covers(conn, viewer, leave, substitutes, days, today))
        if not covers:
            raise ServiceError(
                "No substitute was named: choose one for at least one grid of {worker}.",
                worker=leave["name"],
            )
        paper = replace(
            paper, effective_on=date.fromordinal(days[0]), until=date.fromordinal(days[1])
        )
        order_id = keep_order(conn, viewer, "cover", paper, cover_changes(conn, covers), now)
        replace_covers(conn, covers, paper.order_no, order_id)
    return Covered(order_id, paper.order_no, covers)


def _covers(
    conn: sa.Connection,
    viewer: Viewer,
    leave: sa.RowMapping,
    substitutes: Mapping[str, str],
    days: Stretch,
    today: date,
) -> list[Cover]:
    own = primary_days(conn, leave["worker_code"], days)
    found = []
    for grid, worker in sorted(substitutes.items()):
        if grid not in own:
            raise ServiceError(
                "Grid {grid} is not one of {worker} on the days of this leave: choose among"
                " {grids}.",
                grid=grid,
                worker=leave["name"],
                grids=", ".join(sorted(own)) or "-",
            )
        if worker == leave["worker_code"]:
            raise ServiceError(
                "{worker} is the one who is away: choose another substitute.", worker=leave["name"]
            )
        worker_in_part(conn, viewer, worker, today)
        for start, end in own[grid]:
            cover = Cover(grid, worker, date.fromordinal(start), date.fromordinal(end))
            refuse_absent(conn, cover)
            found.append(cover)
    return found


def _days(leave: sa.RowMapping, paper: OrderPaper) -> Stretch:
    """Return the days of the leave that lie within the order."""
    begin, end = stretch_of(paper.effective_on, paper.until)
    start, stop = max(leave["since"].toordinal(), begin), min(leave["until"].toordinal(), end)
    if start >= stop:
        raise ServiceError(
            "The leave of {worker} ({since} - {until}) has no day within this order: choose days"
            " within the leave, from today on.",
            worker=leave["name"],
            since=leave["since"],
            until=leave["until"],
        )
    return start, stop
