"""A case handed to another worker, sent up a level, told about, handled by several units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case
from casework.case_status import STATUS_TERMS
from casework.lifecycle import Stamp, note
from casework.move import FACT_TERMS
from casework.plain_text import is_blank, seen_text
from casework.tier import Tier
from data.case_store import is_open
from data.rule_store import Rules, rules_of
from data.schema import case_units, cases, workers
from data.settings_store import office_zone
from data.store import Store
from service.cases import clocks
from service.cases.keeping import Kept, case_of, fetch, keep, refuse_changed, stamp_of
from service.cases.noting import refuse_long
from service.cases.tiers import enter_tier, leave_tier
from service.errors import ServiceError, unknown_unit
from service.scoping import cases_in_part


def hand_over(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    worker_code: str,
    reason: str,
    now: datetime,
) -> Case:
    """Return the case with its new worker; the first handler stays who he was (首办责任).

    The event holds from whom to whom, so that both find the case while it is open.

    Raises
    ------
    CaseworkError
        When the viewer may not hand cases over.
    ServiceError
        When the case is done, has changed, or there is no such worker.
    """
    require(viewer, Action.HAND_OVER)
    with store.begin() as conn:
        kept = _opened(conn, viewer, code, version)
        return _give(conn, kept, worker_code, _said(reason), stamp_of(viewer, now)).case


def hand_over_all(
    viewer: Viewer, store: Store, from_worker: str, to_worker: str, reason: str, now: datetime
) -> list[str]:
    """Return the numbers of the open cases that one worker had and another has now.

    For a worker who leaves or changes grids: all of his open cases that the viewer sees, each
    with its event, in one transaction.

    Raises
    ------
    CaseworkError
        When the viewer may not hand cases over.
    ServiceError
        When there is no such worker to take them, or both are one.
    """
    require(viewer, Action.HAND_OVER)
    with store.begin() as conn:
        his = sa.and_(cases.c.assigned_to == from_worker, is_open())
        found = sa.select(cases).where(his, *cases_in_part(conn, viewer)).order_by(cases.c.id)
        rows = conn.execute(found).mappings().all()
        for row in rows:
            kept = Kept(int(row["id"]), case_of(row))
            _give(conn, kept, to_worker, _said(reason), stamp_of(viewer, now))
    return [row["code"] for row in rows]


def send_up(
    viewer: Viewer, store: Store, code: str, version: int, reason: str, now: datetime
) -> Case:
    """Return the case at the next level, with that level's own clock for telling the person.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When the case is done, has changed, or is with the city already.
    """
    require(viewer, Action.MOVE_CASE)
    with store.begin() as conn:
        kept = _opened(conn, viewer, code, version)
        return raise_tier(conn, rules_of(conn), kept, stamp_of(viewer, now), _said(reason)).case


def raise_tier(conn: sa.Connection, rules: Rules, kept: Kept, stamp: Stamp, reason: str) -> Kept:
    """Return the case one level up, in the running transaction.

    Raises
    ------
    ServiceError
        When it is with the city already: from there is no up.
    """
    case, at = kept.case, stamp.happened_at
    above: Tier | None = case.tier.above
    if above is None:
        raise ServiceError(
            "Case {code} is with the city, and there is no level above: settle it there.",
            code=case.code,
        )
    details = {"tier_from": int(case.tier), "tier_to": int(above), "reason": reason}
    raised = _noted(conn, kept, "sent_up", stamp, details, {"tier": above})
    clocks.stop(conn, rules.calendar, kept.id, at, ("reply",), "escalated")
    clocks.start(conn, rules, kept.id, raised.case, "reply", at)
    leave_tier(conn, kept.id, at)
    enter_tier(conn, kept.id, above, at, reason)
    return raised


def tell_progress(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    text: str,
    now: datetime,
    *,
    acted_by: str | None = None,
    happened_at: datetime | None = None,
) -> Case:
    """Return the case after the person was told about progress; the level's reply clock is met.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases, or the time cannot be.
    ServiceError
        When the case is done or has changed.
    """
    require(viewer, Action.MOVE_CASE)
    stamp = stamp_of(viewer, now, acted_by, happened_at)
    with store.begin() as conn:
        kept = _opened(conn, viewer, code, version)
        told = _noted(conn, kept, "told", stamp, {"text": _said(text, "text")})
        running = clocks.open_clocks(conn, kept.id, ("reply",))
        # What was told before a level had the case does not meet that level's clock.
        if running and running[-1].started_at <= stamp.happened_at:
            clocks.stop(conn, rules_of(conn).calendar, kept.id, stamp.happened_at, ("reply",))
        return told.case


def join_unit(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    unit_code: str,
    reason: str,
    now: datetime,
) -> Case:
    """Return the case after one more unit has joined in handling it; the owner unit leads.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When the case is done or has changed, the unit is not in the catalogue or has it already.
    """
    require(viewer, Action.MOVE_CASE)
    with store.begin() as conn:
        kept = _opened(conn, viewer, code, version)
        units = rules_of(conn).catalogue.units
        if unit_code not in units:
            raise unknown_unit(unit_code, units)
        if unit_code == kept.case.unit_code or conn.execute(_joined(kept.id, unit_code)).first():
            raise ServiceError("Unit {unit} handles this case already.", unit=unit_code)
        conn.execute(case_units.insert().values(case_id=kept.id, unit_code=unit_code, since=now))
        details = {"unit": unit_code, "reason": _said(reason)}
        return _noted(conn, kept, "unit_joined", stamp_of(viewer, now), details).case


def leave_unit(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    unit_code: str,
    reason: str,
    now: datetime,
) -> Case:
    """Return the case after a unit that had joined is done with it.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When the case is done or has changed, or the unit had not joined.
    """
    require(viewer, Action.MOVE_CASE)
    with store.begin() as conn:
        kept = _opened(conn, viewer, code, version)
        joined = conn.execute(_joined(kept.id, unit_code)).first()
        if joined is None:
            raise ServiceError("Unit {unit} had not joined this case.", unit=unit_code)
        conn.execute(case_units.update().where(case_units.c.id == joined.id).values(until=now))
        details = {"unit": unit_code, "reason": _said(reason)}
        return _noted(conn, kept, "unit_left", stamp_of(viewer, now), details).case


def _opened(conn: sa.Connection, viewer: Viewer, code: str, version: int) -> Kept:
    kept = fetch(conn, viewer, code)
    refuse_changed(conn, kept, version)
    if not kept.case.is_open:
        raise ServiceError(
            "Case {code} is {status}: nobody has it in hand. Reopen it first.",
            code=code,
            status=STATUS_TERMS[kept.case.status],
        )
    return kept


def _give(conn: sa.Connection, kept: Kept, worker_code: str, reason: str, stamp: Stamp) -> Kept:
    case = kept.case
    _refuse_worker(conn, case, worker_code, stamp.recorded_at)
    details = {"from": case.assigned_to, "to": worker_code, "reason": reason}
    changes: dict[str, Any] = {"assigned_to": worker_code}
    if case.first_handler is None:
        changes["first_handler"] = worker_code
    return _noted(conn, kept, "handed_over", stamp, details, changes)


def _noted(
    conn: sa.Connection,
    kept: Kept,
    kind: str,
    stamp: Stamp,
    details: Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
) -> Kept:
    noted, event = note(kept.case, kind, stamp, details, changes)
    return keep(conn, kept, noted, event)


def _refuse_worker(conn: sa.Connection, case: Case, worker_code: str, now: datetime) -> None:
    today = now.astimezone(office_zone(conn)).date()
    is_here = sa.or_(workers.c.valid_to.is_(None), workers.c.valid_to > today)
    if conn.scalar(sa.select(workers.c.id).where(workers.c.code == worker_code, is_here)) is None:
        raise ServiceError(
            "There is no worker {worker} in service today: choose another.", worker=worker_code
        )
    if worker_code == case.assigned_to:
        raise ServiceError(
            "Case {code} is with {worker} already.", code=case.code, worker=worker_code
        )


def _joined(case_id: int, unit_code: str) -> sa.Select[Any]:
    table = case_units.c
    is_it = sa.and_(table.case_id == case_id, table.unit_code == unit_code, table.until.is_(None))
    return sa.select(table.id).where(is_it)


def _said(text: str, what: str = "reason") -> str:
    said = seen_text(text).strip()
    if is_blank(said):
        raise ServiceError("Something is missing: say in a few words what or why.")
    refuse_long(said, FACT_TERMS[what])
    return said
