"""What a list of cases is asked for, as conditions in the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.access import Viewer
from casework.case import CaseStatus
from data import case_store
from data.schema import case_events, case_units, cases, supervisions
from data.settings_store import office_zone
from service.clock import midnight
from service.map_filter import CaseFilter
from service.scoping import cases_in_part

WHY_NO_GRID = ("outside", "gap", "no_coordinate")
Saved = Literal["mine", "due_today", "overdue", "waiting", "supervised"]
SAVED: Final[tuple[Saved, ...]] = get_args(Saved)
# With the owner unit, or stood still: somebody else has to do something next.  What was bounced or
# replied is with the office again, which dispatches anew or checks.
WAITING: Final = (
    CaseStatus.DISPATCHED,
    CaseStatus.HANDLING,
    CaseStatus.EXTENDED,
    CaseStatus.SUSPENDED,
)


@dataclass(frozen=True)
class CaseQuery:
    """What the list is asked for; every part narrows.

    Attributes
    ----------
    filter
        Area, category, status and days, the same as on the map.
    grid, worker
        Code of a grid; of the worker who has the case today.
    text
        Anything in number, address, summary or category.
    without_grid
        ``any``, or one of `WHY_NO_GRID`; None does not ask.
    unit
        Code of the owner unit, or of one that has joined in.
    handed_from
        Code of a worker: the open cases that he handed over, whoever has them now.
    saved
        ``mine``: open, and `me` has it or handed it over; ``due_today``: open, due by the end of
        the office's day and not late yet; ``overdue``; ``waiting``: with a unit or stood
        still (`WAITING`); ``supervised``: under a supervision that has not ended.
    me
        Code of the worker whose own cases ``mine`` are; `worker` where nothing is said.
    """

    filter: CaseFilter = field(default_factory=CaseFilter)
    grid: str | None = None
    worker: str | None = None
    text: str | None = None
    without_grid: str | None = None
    unit: str | None = None
    handed_from: str | None = None
    saved: Saved | None = None
    me: str | None = None


def conditions(
    conn: sa.Connection, viewer: Viewer, query: CaseQuery, now: datetime
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the cases asked for, among those this viewer may see."""
    where = cases_in_part(conn, viewer)
    wanted = query.filter
    if wanted.area is not None:
        units = case_store.units_below(conn, wanted.area)
        where.append(case_store.in_units(cases.c.grid_code, units))
    is_own = query.saved == "mine" and query.me in (None, query.worker)
    for column, value in (
        (cases.c.category, wanted.category),
        (cases.c.grid_code, query.grid),
        (cases.c.assigned_to, None if is_own else query.worker),
    ):
        if value is not None:
            where.append(column == value)
    if query.text and query.text.strip():
        where.append(case_store.has_text(query.text.strip()))
    if query.saved is not None:
        where.append(saved_condition(conn, query.saved, query, now))
    return [
        *where,
        *_by_hands(query),
        *_by_status(wanted.status, now),
        *_by_days(wanted),
        *_by_cause(query.without_grid),
    ]


def saved_condition(
    conn: sa.Connection, saved: Saved, query: CaseQuery, now: datetime
) -> sa.ColumnElement[bool]:
    """Return the condition of a saved filter (`CaseQuery.saved`)."""
    if saved == "mine":
        return _own(query.me or query.worker)
    if saved == "due_today":
        is_today = sa.between(cases.c.due_at, now, end_of_day(conn, now))
        return sa.and_(case_store.is_open(), is_today)
    if saved == "overdue":
        return case_store.is_overdue(now)
    if saved == "waiting":
        return cases.c.status.in_([status.value for status in WAITING])
    supervised = sa.select(supervisions.c.case_id).where(supervisions.c.ended_at.is_(None))
    return cases.c.id.in_(supervised) & case_store.stands()


def _own(me: str | None) -> sa.ColumnElement[bool]:
    if me is None:
        return sa.false()
    has_it = sa.or_(cases.c.assigned_to == me, cases.c.id.in_(_handed_over_by(me)))
    return sa.and_(case_store.is_open(), has_it)


def _by_hands(query: CaseQuery) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if query.unit is not None:
        joined = sa.select(case_units.c.case_id).where(
            case_units.c.unit_code == query.unit, case_units.c.until.is_(None)
        )
        where.append(sa.or_(cases.c.unit_code == query.unit, cases.c.id.in_(joined)))
    if query.handed_from is not None:
        where += [case_store.is_open(), cases.c.id.in_(_handed_over_by(query.handed_from))]
    return where


def _handed_over_by(worker: str) -> sa.Select[tuple[int]]:
    """Return the ids of the cases that somebody had and that another was given."""
    told = case_events.c
    by_hand = sa.and_(told.kind == "handed_over", told.details["from"].as_string() == worker)
    # Changed grids give a case to the worker of another grid.
    had_it = told.details[("changes", "assigned_to", 0)].as_string() == worker
    return sa.select(told.case_id).where(sa.or_(by_hand, sa.and_(told.kind == "placed", had_it)))


def end_of_day(conn: sa.Connection, now: datetime) -> datetime:
    """Return the midnight that ends the office's day, as a time that is still of this day."""
    zone = office_zone(conn)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return midnight(tomorrow, zone)


def _by_status(status: str, now: datetime) -> list[sa.ColumnElement[bool]]:
    groups = {
        "all": [case_store.stands()],
        "open": [case_store.is_open()],
        "done": [sa.not_(case_store.is_open()), case_store.stands()],
        "overdue": [case_store.is_overdue(now)],
    }
    return groups.get(status, [cases.c.status == status])


def _by_days(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    zone = ZoneInfo(wanted.zone)
    where = []
    if wanted.reported_from is not None:
        start = midnight(wanted.reported_from, zone)
        where.append(cases.c.reported_at >= start)
    if wanted.reported_to is not None:
        end = midnight(wanted.reported_to + timedelta(days=1), zone)
        where.append(cases.c.reported_at < end)
    return where


def _by_cause(cause: str | None) -> list[sa.ColumnElement[bool]]:
    if cause is None:
        return []
    return [cases.c.grid_code.is_(None) if cause == "any" else cases.c.why_no_grid == cause]
