"""What came to a worker lately: grids by an order, and the unfinished cases given to him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from casework.access import Viewer
from data.case_store import grid_names, is_open
from data.event_words import with_words
from data.schema import case_events, cases, order_changes, orders
from service.cases.noting import office_day
from service.coverage import roster_in
from service.day.own_grids import has_grid
from service.scoping import cases_in_part, in_part

# For so long what was handed over is told as new; our choice.
_LATELY: Final = timedelta(days=14)
_NOBODYS: Final = ("", None)


@dataclass(frozen=True)
class GridCame:
    """A grid that came to a worker by an order; `gave` is the worker who had it."""

    grid_code: str
    grid_name: str | None
    order_no: str
    since: date
    gave: str | None


@dataclass(frozen=True)
class CaseCame:
    """An unfinished case that was given to a worker; `is_seen` when he has looked at it."""

    code: str
    gave: str | None
    at: datetime
    reason: str | None
    is_seen: bool


@dataclass(frozen=True)
class CameOver:
    """What came to a worker in the last two weeks."""

    grids: tuple[GridCame, ...]
    cases: tuple[CaseCame, ...]


def came_over(conn: sa.Connection, viewer: Viewer, worker_code: str, now: datetime) -> CameOver:
    """Return what came to this worker in the last 14 days and is still his, the newest first.

    Only what lies in the viewer's part is told.
    """
    today = office_day(conn, now)
    return CameOver(
        tuple(_grids(conn, viewer, worker_code, today)),
        tuple(_cases(conn, viewer, worker_code, now)),
    )


def is_seen(conn: sa.Connection, case_id: int, worker_code: str) -> bool:
    """Return True when this worker has looked at a case since it was last handed over."""
    table = case_events.c
    last = conn.execute(
        sa.select(table.kind, table.details)
        .where(table.case_id == case_id, table.kind.in_(["handed_over", "hand_over_seen"]))
        .order_by(table.id.desc())
        .limit(1)
    ).first()
    return (
        last is not None
        and last.kind == "hand_over_seen"
        and last.details.get("worker") == worker_code
    )


def _grids(conn: sa.Connection, viewer: Viewer, worker_code: str, today: date) -> list[GridCame]:
    change, order = order_changes.c, orders.c
    came = (
        sa.select(change.code, change.before, change.after, order.order_no, order.effective_on)
        .join(orders, order.id == change.order_id)
        .where(
            change.topic.in_(["primary", "cover"]),
            order.effective_on > today - _LATELY,
            order.effective_on <= today,
            *in_part(conn, viewer, change.code),
        )
        .order_by(order.effective_on.desc(), order.id.desc(), change.code)
    )
    roster = roster_in(conn)
    rows = [
        row
        for row in conn.execute(came)
        if row.after == worker_code and has_grid(roster, worker_code, row.code, today)
    ]
    names = grid_names(conn, {row.code for row in rows})
    return [
        GridCame(
            row.code,
            names.get(row.code),
            row.order_no,
            row.effective_on,
            None if row.before in _NOBODYS else str(row.before),
        )
        for row in rows
    ]


def _cases(conn: sa.Connection, viewer: Viewer, worker_code: str, now: datetime) -> list[CaseCame]:
    told = case_events.c
    given = (
        sa.select(cases.c.id, cases.c.code, told.number, told.details, told.happened_at)
        .join(case_events, told.case_id == cases.c.id)
        .where(
            told.kind == "handed_over",
            told.happened_at > now - _LATELY,
            cases.c.assigned_to == worker_code,
            is_open(),
            *cases_in_part(conn, viewer),
        )
        .order_by(told.id.desc())
    )
    found: dict[str, CaseCame] = {}
    for row in with_words(conn, conn.execute(given).mappings()):
        code, details = row["code"], row["details"]
        if details.get("to") == worker_code and code not in found:
            seen = is_seen(conn, row["id"], worker_code)
            found[code] = _came(code, details, row["happened_at"], seen)
    return list(found.values())


def _came(code: str, details: Mapping[str, object], at: datetime, seen: bool) -> CaseCame:
    gave, reason = details.get("from"), details.get("reason")
    return CaseCame(code, str(gave) if gave else None, at, str(reason) if reason else None, seen)
