"""Plans of visits: made, ended, and those a viewer sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from casework.visit import Every, PlanKind, VisitPlan
from data.schema import grids, org_units, visit_plans
from data.store import Store, bump
from data.visit_store import columns_of_plan, load_plans
from service.cases.noting import in_words, office_day
from service.errors import ServiceError
from service.scoping import codes_within


@dataclass(frozen=True)
class NewPlan:
    """What is said when a plan is made: the fields of `casework.visit.VisitPlan`."""

    name: str
    purpose: str
    since: date
    until: date | None = None
    kind: PlanKind = PlanKind.STANDING
    every: Every | None = None
    area_codes: tuple[str, ...] = ()
    question: str | None = None
    options: tuple[str, ...] = ()


def plan_visits(viewer: Viewer, store: Store, new: NewPlan, now: datetime) -> VisitPlan:
    """Return the plan that was made.

    Raises
    ------
    CaseworkError
        When the viewer may not plan visits.
    ServiceError
        When it has no name, no end where it needs one, ends before it begins, or means an area
        that is not known or lies outside the viewer's part.
    """
    require(viewer, Action.PLAN_VISITS)
    _refuse_impossible(new)
    with store.begin() as conn:
        today = office_day(conn, now)
        plan = VisitPlan(
            code=_free_code(conn, today),
            name=in_words(new.name, Term("name of the plan")),
            kind=new.kind,
            purpose=in_words(new.purpose, Term("purpose of the plan")),
            since=new.since,
            until=new.until,
            every=new.every,
            area_codes=_areas(conn, viewer, new.area_codes),
            question=in_words(new.question, Term("question")) if new.question else None,
            options=tuple(in_words(one, Term("answer")) for one in new.options),
            made_by=viewer.name,
            made_on=today,
        )
        conn.execute(visit_plans.insert().values(columns_of_plan(plan)))
        bump(conn, "visits")
    return plan


def end_plan(viewer: Viewer, store: Store, code: str, ended_on: date, now: datetime) -> VisitPlan:
    """Return the plan, which from this day on counts no more; what was counted before stays.

    Raises
    ------
    CaseworkError
        When the viewer may not plan visits.
    ServiceError
        When there is no such plan in his part, it has ended, or the day lies before today.
    """
    require(viewer, Action.PLAN_VISITS)
    with store.begin() as conn:
        plan = known_plan(conn, viewer, code)
        today = office_day(conn, now)
        if ended_on < today:
            raise ServiceError(
                "{plan} cannot end on {day}, which is over: choose today or a later day.",
                plan=plan.name,
                day=ended_on,
            )
        if plan.end is not None and plan.end <= ended_on:
            raise ServiceError(
                "{plan} ends on {end} already: there is nothing to end.",
                plan=plan.name,
                end=plan.end,
            )
        _refuse_wider(conn, viewer, plan)
        ended = replace(plan, ended_on=ended_on, version=plan.version + 1)
        conn.execute(
            visit_plans.update()
            .where(visit_plans.c.code == code)
            .values(ended_on=ended_on, version=ended.version)
        )
        bump(conn, "visits")
    return ended


def plans_of(viewer: Viewer, store: Store, on: date | None = None) -> tuple[VisitPlan, ...]:
    """Return the plans that mean something in the viewer's part, by code.

    Parameters
    ----------
    on
        Only those that run on this day; None for all that ever were.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        seen = _seen(conn, viewer, load_plans(conn))
    return tuple(plan for plan in seen if on is None or plan.runs_on(on))


def seen_plan(viewer: Viewer, store: Store, code: str) -> VisitPlan:
    """Return the plan of this code, among those the viewer sees.

    Raises
    ------
    ServiceError
        When there is none.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        return known_plan(conn, viewer, code)


def known_plan(conn: sa.Connection, viewer: Viewer, code: str) -> VisitPlan:
    """Return the plan as `seen_plan` does, inside an act."""
    found = {plan.code: plan for plan in _seen(conn, viewer, load_plans(conn))}
    if code not in found:
        raise ServiceError(
            "There is no plan {plan} in the part of the district you see: choose one from the"
            " list.",
            plan=code,
        )
    return found[code]


def _refuse_impossible(new: NewPlan) -> None:
    if new.until is not None and new.until <= new.since:
        raise ServiceError(
            "The plan would end on {until}, before it begins on {since}: exchange the two days.",
            since=new.since,
            until=new.until,
        )
    if new.until is None and (new.kind is PlanKind.CAMPAIGN or new.every is None):
        raise ServiceError(
            "Say until when every household is met: a last day, or how often for a standing plan."
        )
    if new.question and len(set(new.options)) < 2:
        raise ServiceError(
            "The question needs two answers or more to choose from, not {count}: add them.",
            count=len(set(new.options)),
        )


def _free_code(conn: sa.Connection, today: date) -> str:
    taken = set(conn.scalars(sa.select(visit_plans.c.code)))
    codes = (f"V{today.year}-{number:02d}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _areas(conn: sa.Connection, viewer: Viewer, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the areas that were named, the viewer's own part where none was."""
    if not codes:
        return () if viewer.scope is None else (viewer.scope,)
    known = {*conn.scalars(sa.select(org_units.c.code)), *conn.scalars(sa.select(grids.c.code))}
    seen = known if viewer.scope is None else codes_within(conn, viewer.scope)
    for code in codes:
        if code not in known & seen:
            raise ServiceError(
                "There is no unit or grid {area} in the part of the district you see: choose one"
                " from the list.",
                area=code,
            )
    return tuple(dict.fromkeys(codes))


def _seen(
    conn: sa.Connection, viewer: Viewer, plans: tuple[VisitPlan, ...]
) -> tuple[VisitPlan, ...]:
    """Return the plans that mean households of the viewer's part."""
    if viewer.scope is None:
        return plans
    inside = codes_within(conn, viewer.scope)
    return tuple(
        plan
        for plan in plans
        if not plan.area_codes
        or any(
            code in inside or not inside.isdisjoint(codes_within(conn, code))
            for code in plan.area_codes
        )
    )


def _refuse_wider(conn: sa.Connection, viewer: Viewer, plan: VisitPlan) -> None:
    """Do nothing when all of the plan lies in the viewer's part."""
    if viewer.scope is None:
        return
    inside = codes_within(conn, viewer.scope)
    if not plan.area_codes or not inside.issuperset(plan.area_codes):
        raise ServiceError(
            "{plan} means more than {scope}, which is all you see: ask who made it, {maker}.",
            plan=plan.name,
            scope=viewer.scope,
            maker=plan.made_by,
        )
