"""Clocks of many cases at once: for new ones, and again after the calendar has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import SYSTEM, Viewer
from casework.case import Case
from casework.deadlines import due_after
from casework.request import RequestKind, Urgency
from casework.rulebook import RuledLimit
from casework.tier import Tier
from casework.work_calendar import WorkCalendar
from data.event_store import add_events
from data.rows import CHUNK, records, update_rows
from data.rule_store import Rules
from data.schema import case_clocks, cases
from data.store import bump
from service.cases.clock import STATED, clock_of, due_or_trouble, limit_from, timed
from service.cases.limits import reply_limit, resolve_limit

LimitFor = Callable[[str, Any, Any, Any, Any], RuledLimit | None]


def clocks_for(rules: Rules, new: pd.DataFrame) -> pd.DataFrame:
    """Return the clocks of many new cases, as rows of ``case_clocks`` without their ids.

    Parameters
    ----------
    new
        ``case_id, category, kind, urgency, tier, reported_at, due_at``; a ``due_at`` is what a
        file stated and goes before any rule.  With ``replied_at, closed_at`` (both or none) the
        clocks of what is over are met.

    Notes
    -----
    A limit is looked up once for each kind of request, so that a million cases ask the rule book
    a few hundred times.
    """
    limit_for = _limits(rules)
    plain = new.assign(**{n: None for n in ("replied_at", "closed_at") if n not in new})
    rows = [
        row
        for one in records(plain)
        for name in ("reply", "resolve")
        if (row := _new_row(rules, limit_for, name, one)) is not None
    ]
    names = [column.name for column in case_clocks.c if column.name != "id"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def recompute(
    conn: sa.Connection, rules: Rules, now: datetime, by: Viewer = SYSTEM
) -> dict[str, int]:
    """Return how many clocks were looked at, how many of how many cases have another due time.

    Every clock that runs is timed again on the calendar of ``rules``, with the limit it was
    started with; what a file stated stays.  Each changed due time leaves an event
    ``clock_recomputed`` and counts as a change of its case.
    """
    is_counted = sa.and_(case_clocks.c.met_at.is_(None), case_clocks.c.limit_kind != STATED)
    rows = conn.execute(sa.select(case_clocks).where(is_counted).order_by(case_clocks.c.id)).all()
    changed = [new for row in rows if (new := _timed_again(rules.calendar, row)) is not None]
    moved = [one for one in changed if one["due_at"] != one["due_before"]]
    _write(conn, changed)
    _tell(conn, moved, now, by)
    return {
        "clocks": len(rows),
        "changed": len(moved),
        "cases": len({one["case_id"] for one in moved}),
    }


def _limits(rules: Rules) -> LimitFor:
    @cache
    def limit_for(
        name: str, category: str | None, kind: str | None, urgency: str | None, tier: int
    ) -> RuledLimit | None:
        if name == "reply":
            return reply_limit(rules, Tier(tier))
        asked = Case(
            "",
            datetime.min,  # noqa: DTZ901
            category=category,
            kind=RequestKind(kind) if kind else None,
            urgency=Urgency(urgency or Urgency.ORDINARY),
        )
        return resolve_limit(rules, asked)

    return limit_for


def _new_row(
    rules: Rules, limit_for: LimitFor, name: str, case: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the row of a clock; half the time of making a `Clock` of it first."""
    started, tier = case["reported_at"], int(case["tier"])
    met = case["closed_at"] if name == "resolve" else case["replied_at"] or case["closed_at"]
    row = {
        "case_id": case["case_id"],
        "name": name,
        "tier": tier,
        "started_at": started,
        "trouble": None,
        "pauses": [],
        "extensions": [],
        "is_paused": False,
        "met_at": met,
        "ended_by": "met" if met else None,
    }
    stated = case["due_at"] if name == "resolve" else None
    if stated is not None:
        hours = (stated - started) / timedelta(hours=1)
        named = {"limit_kind": STATED, "limit_amount": hours, "rule_key": STATED}
        return row | named | {"due_at": stated}
    ruled = limit_for(name, case["category"], case["kind"], case["urgency"], tier)
    if ruled is None:
        return None
    limit = ruled.limit
    row |= {"limit_kind": limit.kind.value, "limit_amount": limit.amount, "rule_key": ruled.key}
    due, trouble = due_or_trouble(lambda: due_after(rules.calendar, started, limit))
    return row | {"due_at": due, "trouble": trouble}


def _timed_again(calendar: WorkCalendar, row: sa.Row[Any]) -> dict[str, Any] | None:
    """Return what changes in a clock on this calendar, None where nothing does."""
    if row.pauses or row.extensions:
        clock = timed(calendar, clock_of(row._mapping))
        due, trouble = clock.due_at, clock.trouble
    else:
        limit = limit_from(row.limit_kind, row.limit_amount)
        due, trouble = due_or_trouble(lambda: due_after(calendar, row.started_at, limit))
    if (due, trouble) == (row.due_at, row.trouble):
        return None
    same = {"id": row.id, "case_id": row.case_id, "name": row.name, "due_before": row.due_at}
    return same | {"due_at": due, "trouble": trouble}


def _write(conn: sa.Connection, changed: list[dict[str, Any]]) -> None:
    if changed:
        columns = ["id", "due_at", "trouble"]
        update_rows(conn, case_clocks, pd.DataFrame(changed, columns=columns, dtype=object))


def _tell(conn: sa.Connection, moved: list[dict[str, Any]], now: datetime, by: Viewer) -> None:
    if not moved:
        return
    add_events(
        conn,
        [one["case_id"] for one in moved],
        "clock_recomputed",
        acted_by=by.name,
        entered_by=by.name,
        recorded_at=now,
        details=[_told(one) for one in moved],
    )
    due = [
        {"id": one["case_id"], "due_at": one["due_at"]} for one in moved if one["name"] == "resolve"
    ]
    if due:
        update_rows(conn, cases, pd.DataFrame(due, dtype=object))
    ids = sorted({one["case_id"] for one in moved})
    for start in range(0, len(ids), CHUNK):
        is_one = cases.c.id.in_(ids[start : start + CHUNK])
        conn.execute(cases.update().where(is_one).values(version=cases.c.version + 1))
    bump(conn, "cases")


def _told(moved: dict[str, Any]) -> dict[str, object]:
    before, after = moved["due_before"], moved["due_at"]
    return {
        "clock": moved["name"],
        "due_before": None if before is None else before.isoformat(),
        "due_after": None if after is None else after.isoformat(),
    }
