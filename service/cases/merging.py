"""Reports of one matter made one case: a person confirms, the earliest clock counts for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case
from casework.case_status import STATUS_TERMS
from casework.move import Move
from data.case_store import load_case
from data.rule_store import Rules, rules_of
from data.schema import case_clocks, cases, supervisions
from data.store import Store
from service.cases.clock import Clock, resumed, row_of, timed
from service.cases.clocks import adopt_stated, open_clocks, resolve_due
from service.cases.keeping import Kept, case_of, fetch, refuse_changed, stamp_of
from service.cases.noting import leave_note
from service.cases.steps import take_step
from service.cases.supervision import running_supervision
from service.errors import ServiceError

_SHARED: Final = ("reply", "resolve")


def merge_cases(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    into_code: str,
    into_version: int,
    now: datetime,
    *,
    acted_by: str | None = None,
    happened_at: datetime | None = None,
) -> Case:
    """Merge a case into another that stands for both from now on, and return that other one.

    Parameters
    ----------
    code, into_code
        The case that ends, and the one that stands.
    version, into_version
        Which versions of them were seen when it was decided.
    acted_by, happened_at
        Who decided it and when, where that is not the viewer now.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases, or the case that ends is not open.
    CaseChanged
        When one of them has changed since; nothing is written.
    ServiceError
        When there is no such case here, both are one, or the other is not open.

    Notes
    -----
    The standing case counts the reports of both.  Of their clocks of one name the one that is due
    first goes on, with its start, limit and extensions: nobody who reported earlier waits longer.
    Cases that were merged into the one that ends point to the standing one, and a supervision that
    runs goes on there unless that case has its own.  There is no way back: what was merged by
    mistake is registered again.
    """
    require(viewer, Action.MOVE_CASE)
    stamp = stamp_of(viewer, now, acted_by, happened_at)
    with store.begin() as conn:
        one, other = fetch(conn, viewer, code), fetch(conn, viewer, into_code)
        refuse_changed(conn, one, version)
        refuse_changed(conn, other, into_version)
        _refuse_standing(one.case, other.case)
        rules = rules_of(conn)
        brought = _clocks_of(conn, one)
        facts = {"merged_into": into_code}
        one = take_step(conn, rules, one, Move.MERGE, stamp, facts)
        other = _count_reports(conn, viewer, one, other, now)
        other = _hand_on_supervision(conn, viewer, one, other, now)
        _repoint(conn, viewer, one, other, now)
        return _share(conn, viewer, rules, brought, one, other, now).case


def _refuse_standing(one: Case, other: Case) -> None:
    if one.code == other.code:
        raise ServiceError("Case {code} cannot be merged into itself.", code=one.code)
    if other.merged_into is not None:
        raise ServiceError(
            "Case {code} was merged itself: merge into {standing}, which stands for it.",
            code=other.code,
            standing=other.merged_into,
        )
    if not other.is_open:
        raise ServiceError(
            "Case {code} is {status}, so it cannot stand for another: choose an open case, or"
            " reopen this one first if it was closed.",
            code=other.code,
            status=STATUS_TERMS[other.status],
        )


def _clocks_of(conn: sa.Connection, kept: Kept) -> Sequence[Clock]:
    """Return the running clocks that are shared, with the one a file stated."""
    adopt_stated(conn, kept.id, kept.case)
    return open_clocks(conn, kept.id, _SHARED)


def _count_reports(
    conn: sa.Connection, viewer: Viewer, one: Kept, other: Kept, now: datetime
) -> Kept:
    count = other.case.report_count + one.case.report_count
    details = {"merged": one.case.code, "report_count": count}
    return leave_note(conn, viewer, other, "merged", details, now, {"report_count": count})


def _hand_on_supervision(
    conn: sa.Connection, viewer: Viewer, one: Kept, other: Kept, now: datetime
) -> Kept:
    """Return the standing case with the running supervision of the one that ends, if any."""
    running = running_supervision(conn, one.id)
    if running is None or running_supervision(conn, other.id) is not None:
        return other
    is_it = supervisions.c.id == running["id"]
    conn.execute(supervisions.update().where(is_it).values(case_id=other.id))
    details = {
        "filing_no": running["filing_no"],
        "supervisor": running["supervisor"],
        "merged": one.case.code,
    }
    return leave_note(conn, viewer, other, "supervision_opened", details, now)


def _repoint(conn: sa.Connection, viewer: Viewer, one: Kept, other: Kept, now: datetime) -> None:
    """Let the cases that pointed to the one that ends point to the standing one."""
    pointing = sa.select(cases.c.code).where(cases.c.merged_into == one.case.code)
    for code in conn.scalars(pointing.order_by(cases.c.id)).all():
        row = load_case(conn, code)
        if row is not None:
            changes = {"merged_into": other.case.code}
            kept = Kept(int(row["id"]), case_of(row))
            leave_note(conn, viewer, kept, "merge_followed", changes, now, changes)


def _share(
    conn: sa.Connection,
    viewer: Viewer,
    rules: Rules,
    brought: Sequence[Clock],
    one: Kept,
    other: Kept,
    now: datetime,
) -> Kept:
    """Return the standing case with the earlier of both clocks, and an event where one changed."""
    adopt_stated(conn, other.id, other.case)
    shared = [clock.name for clock in brought if _share_clock(conn, rules, clock, other, now)]
    if not shared:
        return other
    due = resolve_due(conn, other.id, other.case)
    details = {
        "merged": one.case.code,
        "clock": shared,
        "due_before": other.case.due_at,
        "due_after": due,
    }
    return leave_note(conn, viewer, other, "clock_shared", details, now, {"due_at": due})


def _share_clock(
    conn: sa.Connection, rules: Rules, brought: Clock, other: Kept, now: datetime
) -> bool:
    """Give the standing case a clock of the other one when it is due earlier; say whether."""
    theirs = replace(resumed(brought, now), id=None, case_id=other.id, tier=other.case.tier)
    theirs = timed(rules.calendar, theirs)
    own = open_clocks(conn, other.id, (brought.name,))
    if not own:
        # Whoever reported later has still to be told, though the first one was.
        conn.execute(case_clocks.insert().values(row_of(theirs)))
        return True
    if not _is_earlier(theirs, timed(rules.calendar, resumed(own[-1], now))):
        return False
    if own[-1].is_paused:
        still = replace(theirs, pauses=(*theirs.pauses, (now, None)), is_paused=True)
        theirs = timed(rules.calendar, still)
    is_it = case_clocks.c.id == own[-1].id
    conn.execute(case_clocks.update().where(is_it).values(row_of(theirs)))
    return True


def _is_earlier(one: Clock, other: Clock) -> bool:
    if one.due_at is None:
        return False
    return other.due_at is None or one.due_at < other.due_at
