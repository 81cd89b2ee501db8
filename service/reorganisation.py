"""A reorganisation approved: one transaction ends what was, begins what is, and says which order.

It stands beside its room because orders carry themselves out there (`service.plans`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.access import SYSTEM, Action, Viewer, require
from casework.sentence import Sentence
from data.order_store import DueOrder, NewOrder, add_order, refuse_used
from data.settings_store import office_zone
from data.store import Store, bump
from service.errors import ServiceError
from service.plans.carrying_out import carry_out_due, carry_out_order
from service.plans.order_paper import OrderPaper, checked
from service.reorganise.changed_since import (
    changed_since,
    decided_for_later,
    filled_later,
    given_up_later,
)
from service.reorganise.counting import differences, totals
from service.reorganise.district import touched
from service.reorganise.outlook import Outlook, outlook
from service.reorganise.plan import ReorganisationPlan
from service.reorganise.writing import (
    changes_of,
    write_crosswalk,
    write_map,
    write_overrides,
    write_postings,
)


class ReorganisationConflict(ServiceError):
    """Something a plan rests on has changed since; `lines` names each, and nothing was done."""

    def __init__(self, lines: Sequence[Sentence]) -> None:
        self.lines = tuple(lines)
        super().__init__(
            "Nothing was put in force, since {count} units or grids are not what the plan was made"
            " on: {first} Look at the preview again.",
            count=len(self.lines),
            first=self.lines[0],
        )


@dataclass(frozen=True)
class Reorganised:
    """An approved reorganisation.

    Attributes
    ----------
    order_id
        ``orders.id``.
    grids, units
        How many codes were given up.
    settled
        ``households``, ``cases``, ``handed_over`` when its day is today; empty before.
    """

    order_id: int
    grids: int
    units: int
    settled: Mapping[str, int] = field(default_factory=dict)


def approve_reorganisation(
    viewer: Viewer, store: Store, plan: ReorganisationPlan, paper: OrderPaper, now: datetime
) -> Reorganised:
    """Put a plan in force from the day on the paper, all of it or nothing.

    Raises
    ------
    ReorganisationConflict
        When grids or units it concerns were changed since, or by an order for a later day.
    CaseworkError, GeoError, ServiceError
        As `preview`, and when the paper cannot stand.
    DataError
        When the order's number was used already.
    """
    require(viewer, Action.REORGANISE)
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    paper = checked(paper, today)
    _refuse_days(plan, paper)
    if paper.effective_on == today:
        carry_out_due(SYSTEM, store, now)
    with store.begin() as conn:
        # Counted first: of two who approve at the same time, the second waits here.
        bump(conn, "grids", "duty")
        refuse_used(conn, paper.order_no)
        _refuse(changed_since(conn, plan))
        seen = outlook(conn, plan)
        changed = touched(seen.before, seen.after)
        if plan.seen is not None:
            _refuse(_new_since(changed, plan.seen))
        _refuse(decided_for_later(conn, changed, plan.on))
        _refuse(given_up_later(conn, seen.before, seen.after))
        _refuse(filled_later(conn, seen.before, seen.after, plan.on))
        order_id = _write(conn, seen, paper, viewer, now)
        settled: Mapping[str, int] = {}
        if paper.effective_on == today:
            due = DueOrder(
                order_id, "reorganise", paper.order_no, today, paper.reason, paper.approved_by,
                paper.open_cases,
            )  # fmt: skip
            settled = carry_out_order(conn, due, viewer, now).settled
    gone = [len(then.keys() - now_.keys()) for then, now_ in _codes(seen)]
    return Reorganised(order_id, gone[1], gone[0], dict(settled))


def _write(
    conn: sa.Connection, seen: Outlook, paper: OrderPaper, viewer: Viewer, now: datetime
) -> int:
    day = paper.effective_on
    order = NewOrder(
        kind="reorganise",
        order_no=paper.order_no,
        effective_on=day,
        reason=paper.reason,
        approved_by=paper.approved_by,
        entered_by=viewer.name,
        approved_at=now,
        open_cases=paper.open_cases,
        summary=_summary(seen),
    )
    order_id = add_order(conn, order, changes_of(seen.before, seen.after))
    write_map(conn, seen.before, seen.after, day)
    write_crosswalk(conn, seen.walk, order_id, day)
    write_postings(conn, seen.covering, order_id, paper.order_no, day)
    write_overrides(conn, seen, day)
    return order_id


def _refuse_days(plan: ReorganisationPlan, paper: OrderPaper) -> None:
    if plan.on != paper.effective_on:
        raise ServiceError(
            "The plan was looked at for {on} and the order is in force from {day}: look at the"
            " preview for that day first.",
            on=plan.on,
            day=paper.effective_on,
        )
    if paper.until is not None:
        raise ServiceError(
            "A reorganisation holds until further notice, and this order ends on {until}: leave"
            " the end out.",
            until=paper.until,
        )


def _refuse(lines: Sequence[Sentence]) -> None:
    if lines:
        raise ReorganisationConflict(lines)


def _new_since(changed: Mapping[str, int], seen: Mapping[str, int]) -> list[Sentence]:
    """Return what the plan would change now and did not when it was looked at."""
    return [
        Sentence(
            "{code} would change too, and was not there when the plan was made.",
            code=key.partition(":")[2],
        )
        for key in sorted(changed.keys() - seen.keys())
    ]


def _codes(seen: Outlook) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]:
    return (seen.before.units, seen.after.units), (seen.before.grids, seen.after.grids)


def _summary(seen: Outlook) -> dict[str, Any]:
    """Return the totals before and after and what was not the same, as they were decided on."""
    people = {"households": seen.homes, "cases": seen.matters}
    told = totals(seen.before, seen.after, seen.homes, seen.matters, seen.workers)
    lines = differences(seen.ground, seen.before, seen.after, people, seen.workers)
    return {
        "totals": [[str(what), before, after] for what, before, after in told.to_numpy().tolist()],
        "differences": [str(line) for line in lines],
    }
