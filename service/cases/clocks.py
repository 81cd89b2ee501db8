"""The clocks of a case: started, met, stopped for a while, given more time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case
from casework.limit import Limit
from casework.work_calendar import WorkCalendar
from data.rule_store import Rules, rules_of
from data.schema import case_clocks, cases
from data.store import Store
from service.cases.clock import (
    STATED,
    Clock,
    Explained,
    clock_of,
    explained,
    resumed,
    row_of,
    timed,
)
from service.cases.clock_rows import clocks_for, recompute
from service.cases.limits import limit_of
from service.errors import ServiceError
from service.scoping import cases_in_part

__all__ = [
    "adopt_stated",
    "again",
    "clocks_for",
    "explain_clock",
    "extend",
    "new_clock",
    "open_clocks",
    "pause",
    "recompute",
    "resolve_due",
    "restate_resolve",
    "resume",
    "start",
    "stop",
]


def new_clock(rules: Rules, case_id: int, case: Case, name: str, moment: datetime) -> Clock | None:
    """Return a clock that starts at a moment, not yet written; None where no limit is stated."""
    ruled = limit_of(rules, name, case)
    if ruled is None:
        return None
    clock = Clock(
        case_id=case_id,
        name=name,
        tier=case.tier,
        limit_kind=ruled.limit.kind.value,
        limit_amount=ruled.limit.amount,
        rule_key=ruled.key,
        started_at=moment,
    )
    return timed(rules.calendar, clock)


def start(
    conn: sa.Connection, rules: Rules, case_id: int, case: Case, name: str, moment: datetime
) -> Clock | None:
    """Return the clock that was started and written, None where no limit is stated."""
    clock = new_clock(rules, case_id, case, name, moment)
    if clock is not None:
        conn.execute(case_clocks.insert().values(row_of(clock)))
    return clock


def open_clocks(
    conn: sa.Connection, case_id: int, names: Collection[str] = ()
) -> tuple[Clock, ...]:
    """Return the clocks of a case that still run: all, or those of these names."""
    wanted = sa.select(case_clocks).where(
        case_clocks.c.case_id == case_id, case_clocks.c.met_at.is_(None)
    )
    if names:
        wanted = wanted.where(case_clocks.c.name.in_(sorted(names)))
    rows = conn.execute(wanted.order_by(case_clocks.c.id)).mappings()
    return tuple(clock_of(row) for row in rows)


def stop(
    conn: sa.Connection,
    calendar: WorkCalendar,
    case_id: int,
    moment: datetime,
    names: Collection[str] = (),
    ended_by: str = "met",
) -> None:
    """End the open clocks of these names (of all by default) at a moment.

    Parameters
    ----------
    ended_by
        ``met`` when what they waited for was done; ``escalated``, ``bounced``, ``closed`` (without
        it), ``merged``, ``void``, ``rejected`` when nobody waits for it any more.
    """
    for clock in open_clocks(conn, case_id, names):
        ran = timed(calendar, resumed(clock, moment)) if clock.is_paused else clock
        _write(conn, replace(ran, met_at=moment, ended_by=ended_by))


def again(
    conn: sa.Connection, rules: Rules, case_id: int, case: Case, stage: str, moment: datetime
) -> None:
    """Start a stage that a case enters once more.

    Notes
    -----
    Where the rule book counts a stage single (单次) the whole limit counts anew; where it counts
    cumulative (累计) the stage's first clock goes on, and the time between counts as a pause.
    """
    rule = rules.profile.stages.get(stage)
    before = _last(conn, case_id, stage)
    is_going_on = rule is not None and rule.counting == "cumulative"
    if before is None or before.met_at is None or not is_going_on:
        start(conn, rules, case_id, case, stage, moment)
        return
    pauses = (*before.pauses, (before.met_at, max(before.met_at, moment)))
    goes_on = replace(before, pauses=pauses, met_at=None, ended_by=None)
    _write(conn, timed(rules.calendar, goes_on))


def restate_resolve(conn: sa.Connection, rules: Rules, case_id: int, case: Case) -> None:
    """Give the clock "resolve" the limit of another category, from the same start.

    Notes
    -----
    That is the start of the clock that runs: one shared by an earlier report began before this
    case was reported.
    """
    running = open_clocks(conn, case_id, ("resolve",))
    begun = running[-1].started_at if running else case.reported_at
    clock = new_clock(rules, case_id, case, "resolve", begun)
    if clock is None or any(one.limit is None for one in running):
        return
    if not running:
        conn.execute(case_clocks.insert().values(row_of(clock)))
        return
    old = running[-1]
    kept = replace(clock, id=old.id, pauses=old.pauses, extensions=old.extensions)
    _write(conn, timed(rules.calendar, kept))


def adopt_stated(conn: sa.Connection, case_id: int, case: Case) -> None:
    """Write the clock "resolve" of a case whose file said when it is due, where it has none."""
    if case.due_at is not None and _last(conn, case_id, "resolve") is None:
        hours = (case.due_at - case.reported_at) / timedelta(hours=1)
        stated = Clock(
            case_id, "resolve", case.tier, STATED, hours, STATED, case.reported_at, case.due_at
        )
        if not case.is_open:
            over = case.closed_at or case.moved_at or case.reported_at
            stated = replace(stated, met_at=over, ended_by="met")
        conn.execute(case_clocks.insert().values(row_of(stated)))


def pause(conn: sa.Connection, calendar: WorkCalendar, case_id: int, moment: datetime) -> None:
    """Let every open clock of a case stand still from a moment on."""
    for clock in open_clocks(conn, case_id):
        if not clock.is_paused:
            still = replace(clock, pauses=(*clock.pauses, (moment, None)), is_paused=True)
            _write(conn, timed(calendar, still))


def resume(conn: sa.Connection, calendar: WorkCalendar, case_id: int, moment: datetime) -> None:
    """Let every clock that stands still go on from a moment on."""
    for clock in open_clocks(conn, case_id):
        if clock.is_paused:
            _write(conn, timed(calendar, resumed(clock, moment)))


def extend(
    conn: sa.Connection,
    calendar: WorkCalendar,
    case_id: int,
    limit: Limit,
    names: Collection[str] = ("resolve", "handle"),
) -> None:
    """Add time to the open clocks of these names."""
    more = {"kind": limit.kind.value, "amount": limit.amount}
    for clock in open_clocks(conn, case_id, names):
        longer = replace(clock, extensions=(*clock.extensions, more))
        _write(conn, timed(calendar, longer))


def resolve_due(conn: sa.Connection, case_id: int, case: Case) -> datetime | None:
    """Return what ``cases.due_at`` has to be: when the last clock "resolve" is due, or was."""
    last = _last(conn, case_id, "resolve")
    if last is None:
        return case.due_at
    return None if case.is_open and last.met_at is not None else last.due_at


def explain_clock(viewer: Viewer, store: Store, clock_id: int) -> Explained:
    """Return when a clock is due, step by step; without a due time, why it has none.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such clock where this viewer sees into.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        joined = sa.select(case_clocks).join(cases).where(case_clocks.c.id == clock_id)
        row = conn.execute(joined.where(*cases_in_part(conn, viewer))).mappings().first()
        if row is None:
            raise ServiceError("There is no clock {id}: open the case again.", id=clock_id)
        return explained(rules_of(conn).calendar, clock_of(row))


def _last(conn: sa.Connection, case_id: int, name: str) -> Clock | None:
    is_it = sa.and_(case_clocks.c.case_id == case_id, case_clocks.c.name == name)
    wanted = sa.select(case_clocks).where(is_it).order_by(case_clocks.c.id.desc()).limit(1)
    row = conn.execute(wanted).mappings().first()
    return None if row is None else clock_of(row)


def _write(conn: sa.Connection, clock: Clock) -> None:
    conn.execute(case_clocks.update().where(case_clocks.c.id == clock.id).values(row_of(clock)))
