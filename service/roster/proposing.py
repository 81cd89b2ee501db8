"""Substitutes proposed for a leave: neighbours who are there on all its days; nobody is posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from casework.sentence import Sentence
from data.schema import leaves, workers
from data.store import Store
from service.cases.noting import office_day
from service.plans.proposing import Ask, propose_plan
from service.roster.covers import primary_days
from service.roster.part import leave_in_part


@dataclass(frozen=True)
class Substitutes:
    """Who could stand in for which grid of a leave, and what the proposal says of itself."""

    worker_of: dict[str, str]
    sentences: tuple[Sentence, ...]


def propose_substitutes(
    viewer: Viewer, store: Store, leave_id: int, now: datetime, *, seconds: float = 3.0
) -> Substitutes:
    """Return a proposal for the grids of a leave, from today or its first day on.

    Those who are away, or not in service, on any of its days take nothing.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster or may not plan coverage.
    ServiceError
        When there is no such leave, or nobody can take its grids.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.read() as conn:
        today = office_day(conn, now)
        leave = leave_in_part(conn, viewer, leave_id, today)
        since, until = max(leave["since"], today), leave["until"]
        absent = _absent(conn, since, until) - {leave["worker_code"]}
        days = (since.toordinal(), until.toordinal())
        grids = primary_days(conn, leave["worker_code"], days)
    plan = CoveragePlan(since, locked_workers=frozenset(absent))
    ask = Ask(kind="cover", workers=(leave["worker_code"],), seconds=seconds)
    found = propose_plan(viewer, store, plan, ask, now)
    taken = {grid: change.after for grid, change in found.plan.changes.items() if grid in grids}
    return Substitutes({grid: code for grid, code in taken.items() if code}, found.sentences)


def _absent(conn: sa.Connection, since: date, until: date) -> set[str]:
    """Return the workers who are away or not in service on any of these days."""
    away = sa.select(leaves.c.worker_code).where(
        leaves.c.since < until, leaves.c.until > since, leaves.c.since < leaves.c.until
    )
    late = sa.or_(workers.c.valid_from > since, workers.c.valid_to < until)
    return {*conn.scalars(away), *conn.scalars(sa.select(workers.c.code).where(late))}
