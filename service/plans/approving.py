"""A plan approved: one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from casework.access import SYSTEM, Action, Viewer, require
from casework.plan import Change, CoveragePlan
from data.order_store import (
    DueOrder,
    OrderChange,
    add_order,
    end_postings,
    open_postings,
    refuse_used,
)
from data.store import Store, bump
from service.cases.noting import office_day
from service.errors import ServiceError
from service.plans.carrying_out import carry_out_due, carry_out_order
from service.plans.conflict import PlanConflict, conflicts
from service.plans.drafts import keep_approved
from service.plans.grids_seen import named, refuse_unseen
from service.plans.held import in_force, primaries
from service.plans.open_cases import workers_on
from service.plans.order_paper import OrderPaper, checked, order_of
from service.plans.order_summary import order_summary


@dataclass(frozen=True)
class Approved:
    """An approved plan.

    Attributes
    ----------
    order_id
        ``orders.id``.
    grids
        How many grids change hands.
    cases_handed_over
        How many open cases another worker has now.
    is_carried_out
        False for an order whose day is still to come.
    """

    order_id: int
    grids: int
    cases_handed_over: int
    is_carried_out: bool


def approve_plan(
    viewer: Viewer,
    store: Store,
    plan: CoveragePlan,
    paper: OrderPaper,
    now: datetime,
    *,
    draft_id: int | None = None,
) -> Approved:
    """Return what the order did; the old postings end and the new ones begin on its day.

    Parameters
    ----------
    plan
        Its changes hold from the day of the paper on, whatever day it was made for.
    draft_id
        The draft it was kept as: from now on that draft is of the past.

    Raises
    ------
    CaseworkError
        When the viewer may not approve, or the plan changes what it has locked.
    DataError
        When the order number was used.
    PlanConflict
        When a grid has another worker on that day than the plan starts from, or something is
        decided for later: with each of these grids, and nothing was applied.
    ServiceError
        When the paper is not in order, the plan changes nothing, or a grid or worker is not there
        on that day.
    """
    require(viewer, Action.APPROVE_COVERAGE)
    with store.read() as conn:
        today = office_day(conn, now)
    paper = checked(paper, today)
    _refuse_end(paper)
    if paper.effective_on == today:
        # What was decided before comes first: its cases have to be where it put them.
        carry_out_due(SYSTEM, store, now)
    with store.begin() as conn:
        # Counted first: of two who approve at the same time, the second waits here.
        bump(conn, "duty")
        refuse_used(conn, paper.order_no)
        changes = _in_order(plan)
        refuse_unseen(conn, viewer, changes, paper.effective_on)
        _refuse_workers(conn, changes, paper.effective_on)
        lines = conflicts(conn, changes, paper.effective_on)
        if lines:
            raise PlanConflict(paper.effective_on, lines)
        order_id = _enter(conn, viewer, changes, paper, now)
        if draft_id is not None:
            keep_approved(conn, viewer, draft_id, plan, order_id, now)
        count = 0
        if paper.effective_on == today:
            due = DueOrder(
                order_id, "coverage", paper.order_no, today, paper.reason, paper.approved_by,
                paper.open_cases,
            )  # fmt: skip
            count = carry_out_order(conn, due, viewer, now).cases_handed_over
    return Approved(order_id, len(changes), count, paper.effective_on == today)


def _enter(
    conn: sa.Connection,
    viewer: Viewer,
    changes: Mapping[str, Change],
    paper: OrderPaper,
    now: datetime,
) -> int:
    """Write the order and what it changed; end the postings of its day and open the new ones."""
    summary = order_summary(conn, changes, paper.effective_on)
    order = order_of(paper, "coverage", viewer.name, now, summary)
    said = [OrderChange("primary", grid, one.before, one.after) for grid, one in changes.items()]
    order_id = add_order(conn, order, said)
    _change_postings(conn, changes, paper, order_id)
    return order_id


def _change_postings(
    conn: sa.Connection, changes: Mapping[str, Change], paper: OrderPaper, order_id: int
) -> None:
    day = paper.effective_on
    posted = [in_force(of_grid, day) for of_grid in primaries(conn, changes).values()]
    ended = [one.id for one in posted if one is not None]
    end_postings(conn, pd.DataFrame({"id": ended}).assign(until=day, ended_by=order_id))
    taken = {grid: one.after for grid, one in changes.items() if one.after is not None}
    opened = pd.DataFrame({"grid_code": list(taken), "worker_code": list(taken.values())})
    opened = opened.assign(duty="primary", since=day, order_no=paper.order_no, order_id=order_id)
    open_postings(conn, opened)


def _in_order(plan: CoveragePlan) -> dict[str, Change]:
    """Return the changes by grid, those that change nothing left out and its locks respected."""
    made = replace(plan, changes={})
    holders = {grid: change.before for grid, change in plan.changes.items()}
    by_worker: dict[str | None, list[str]] = {}
    for grid, change in plan.changes.items():
        by_worker.setdefault(change.after, []).append(grid)
    for worker, grids in by_worker.items():
        made = made.assign(grids, worker, holders)
    if not made.changes:
        raise ServiceError(
            "The plan changes nothing, so there is nothing to approve: give a grid to another"
            " worker first."
        )
    return dict(sorted(made.changes.items()))


def _refuse_end(paper: OrderPaper) -> None:
    if paper.until is not None:
        raise ServiceError(
            "A plan holds until further notice, and this order ends on {until}: leave the end out,"
            " or enter a substitute for these days in the roster.",
            until=paper.until,
        )


def _refuse_workers(conn: sa.Connection, changes: Mapping[str, Change], day: date) -> None:
    taking = {change.after for change in changes.values() if change.after is not None}
    absent = sorted(taking - workers_on(conn, day).keys())
    if absent:
        raise ServiceError(
            "Worker {workers} is not in service on {day} and can take no grids: choose another"
            " worker, or another day.",
            workers=named(absent),
            day=day,
        )
