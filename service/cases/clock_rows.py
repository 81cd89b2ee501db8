"""Clocks of many cases at once: for new ones, and again after the calendar has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import SYSTEM, Viewer
from casework.case import Case
from casework.request import RequestKind, Urgency
from casework.rulebook import RuledLimit
from casework.tier import Tier
from data.event_store import add_events
from data.rows import CHUNK, records, update_rows
from data.rule_store import Rules
from data.schema import case_clocks, cases
from data.store import bump
from service.cases.clock import STATED, Clock, clock_of, row_of, timed
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
        row_of(clock)
        for one in records(plain)
        for name in ("reply", "resolve")
        if (clock := _new_clock(rules, limit_for, name, one)) is not None
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
    rows = conn.execute(sa.select(case_clocks).where(is_counted).order_by(case_clocks.c.id))
    old = [clock_of(row) for row in rows.mappings()]
    pairs = [(one, timed(rules.calendar, one)) for one in old]
    _write(conn, [new for before, new in pairs if new != before])
    moved = [(before, new) for before, new in pairs if new.due_at != before.due_at]
    _tell(conn, moved, now, by)
    return {
        "clocks": len(old),
        "changed": len(moved),
        "cases": len({new.case_id for _, new in moved}),
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


def _new_clock(rules: Rules, limit_for: LimitFor, name: str, row: dict[str, Any]) -> Clock | None:
    started, tier = row["reported_at"], int(row["tier"])
    met = row["closed_at"] if name == "resolve" else row["replied_at"] or row["closed_at"]
    ending = {"met_at": met, "ended_by": "met" if met else None}
    if name == "resolve" and row["due_at"] is not None:
        hours = (row["due_at"] - started) / timedelta(hours=1)
        stated = Clock(row["case_id"], name, Tier(tier), STATED, hours, STATED, started)
        return replace(stated, due_at=row["due_at"], **ending)
    ruled = limit_for(name, row["category"], row["kind"], row["urgency"], tier)
    if ruled is None:
        return None
    limit = ruled.limit
    clock = Clock(
        row["case_id"], name, Tier(tier), limit.kind.value, limit.amount, ruled.key, started
    )
    return replace(timed(rules.calendar, clock), **ending)


def _write(conn: sa.Connection, changed: list[Clock]) -> None:
    if changed:
        rows = [{"id": one.id, "due_at": one.due_at, "trouble": one.trouble} for one in changed]
        update_rows(conn, case_clocks, pd.DataFrame(rows, dtype=object))


def _tell(conn: sa.Connection, moved: list[tuple[Clock, Clock]], now: datetime, by: Viewer) -> None:
    if not moved:
        return
    add_events(
        conn,
        [new.case_id for _, new in moved],
        "clock_recomputed",
        acted_by=by.name,
        entered_by=by.name,
        recorded_at=now,
        details=[_told(before, new) for before, new in moved],
    )
    due = [{"id": new.case_id, "due_at": new.due_at} for _, new in moved if new.name == "resolve"]
    if due:
        update_rows(conn, cases, pd.DataFrame(due, dtype=object))
    ids = sorted({new.case_id for _, new in moved})
    for start in range(0, len(ids), CHUNK):
        is_one = cases.c.id.in_(ids[start : start + CHUNK])
        conn.execute(cases.update().where(is_one).values(version=cases.c.version + 1))
    bump(conn, "cases")


def _told(before: Clock, new: Clock) -> dict[str, object]:
    told: dict[str, object] = {"clock": new.name}
    for name, clock in (("due_before", before), ("due_after", new)):
        told[name] = None if clock.due_at is None else clock.due_at.isoformat()
    return told
