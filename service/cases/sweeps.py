"""Sweeps (排查): what was found up to a cut-off day, who settles it until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require, require_whole
from casework.sentence import Sentence, Term
from data.case_store import as_frame
from data.schema import cases, sweep_cases, sweeps
from data.settings_store import office_zone
from data.store import Store
from service.cases.keeping import Kept, fetch
from service.cases.noting import in_words, leave_note, office_day
from service.cases.sweep_count import PARTS, TABLE_COLUMNS, counted, end_of, part_of
from service.errors import ServiceError
from service.scoping import cases_in_part

__all__ = [
    "PARTS",
    "TABLE_COLUMNS",
    "Added",
    "Sweep",
    "add_cases",
    "end_sweep",
    "list_sweeps",
    "open_sweep",
    "sweep_table",
]


@dataclass(frozen=True)
class Sweep:
    """One sweep; it runs while ``ended_at`` is None."""

    id: int
    name: str
    cut_off_on: date
    owner: str
    deadline_on: date
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Added:
    """Which cases went into a sweep, which were in it before, and which were refused, why."""

    added: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    refused: list[tuple[str, Sentence]] = field(default_factory=list)


def open_sweep(
    viewer: Viewer,
    store: Store,
    name: str,
    cut_off_on: date,
    owner: str,
    deadline_on: date,
    now: datetime,
) -> Sweep:
    """Open a sweep of what was reported up to a day, and return it.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise, or sees a part only: a sweep is the district's.
    ServiceError
        When the name is taken, or the deadline lies before the cut-off or has passed.
    """
    require_whole(viewer, Action.SUPERVISE)
    name, owner = in_words(name, Term("name of the sweep")), in_words(owner, Term("owner"))
    with store.begin() as conn:
        if deadline_on < cut_off_on or deadline_on < office_day(conn, now):
            raise ServiceError(
                "The deadline {deadline} of a sweep cannot lie before its cut-off {cut_off} or"
                " before today: give a later day.",
                deadline=deadline_on,
                cut_off=cut_off_on,
            )
        if conn.scalar(sa.select(sweeps.c.id).where(sweeps.c.name == name)) is not None:
            raise ServiceError("There is a sweep {name} already: choose another name.", name=name)
        conn.execute(
            sweeps.insert().values(
                name=name, cut_off_on=cut_off_on, owner=owner, deadline_on=deadline_on,
                opened_at=now,
            )
        )  # fmt: skip
        return _sweep(conn, name)


def add_cases(
    viewer: Viewer, store: Store, sweep: str, codes: Sequence[str], now: datetime
) -> Added:
    """Put cases into a running sweep, and say of each whether it went in.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise.
    ServiceError
        When there is no such sweep, or it has ended.
    """
    require(viewer, Action.SUPERVISE)
    report = Added()
    with store.begin() as conn:
        found = _sweep(conn, sweep)
        _refuse_ended(found)
        inside = sa.select(sweep_cases.c.case_id).where(sweep_cases.c.sweep_id == found.id)
        there = set(conn.scalars(inside))
        for code in dict.fromkeys(codes):
            try:
                kept = fetch(conn, viewer, code)
                _refuse_late(conn, found, kept)
            except ServiceError as refusal:
                report.refused.append((code, Sentence(refusal.msgid, **refusal.params)))
                continue
            if kept.id in there:
                report.there.append(code)
                continue
            conn.execute(sweep_cases.insert().values(sweep_id=found.id, case_id=kept.id))
            details = {"sweep": found.name, "due_on": found.deadline_on.isoformat()}
            leave_note(conn, viewer, kept, "sweep_found", details, now)
            report.added.append(code)
    return report


def end_sweep(viewer: Viewer, store: Store, sweep: str, now: datetime) -> Sweep:
    """End a sweep and return it; no case goes in any more, its table stands as of now.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise, or sees a part only: a sweep is the district's.
    ServiceError
        When there is no such sweep, or it has ended already.
    """
    require_whole(viewer, Action.SUPERVISE)
    with store.begin() as conn:
        found = _sweep(conn, sweep)
        _refuse_ended(found)
        conn.execute(sweeps.update().where(sweeps.c.id == found.id).values(ended_at=now))
        return _sweep(conn, sweep)


def list_sweeps(viewer: Viewer, store: Store) -> list[Sweep]:
    """Return all sweeps, the newest first.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        wanted = _columns().order_by(sweeps.c.opened_at.desc(), sweeps.c.id.desc())
        return [Sweep(*row) for row in conn.execute(wanted)]


def sweep_table(viewer: Viewer, store: Store, sweep: str, now: datetime) -> pd.DataFrame:
    """Return the closing table of a sweep: one row per category and owner unit, the total last.

    Returns
    -------
    DataFrame
        `TABLE_COLUMNS`; ``found`` is the sum of `PARTS`, each case in exactly one of them.
        ``withdrawn`` are cases not accepted or void.  A merged case counts as the case that
        stands for it does.  The last row, with no category and unit, sums the ones above; there
        is none where nothing was found.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such sweep.

    Notes
    -----
    In time is settled (closed) by the end of the deadline's day in the office's time zone.
    Once the sweep has ended the table is as of that moment: what was closed later counts as open.
    """
    require(viewer, Action.VIEW_CASES)
    standing = cases.alias("standing")
    columns = (
        cases.c.category, cases.c.unit_code,
        sa.func.coalesce(standing.c.status, cases.c.status).label("status"),
        sa.case((standing.c.id.is_(None), cases.c.closed_at), else_=standing.c.closed_at)
        .label("closed_at"),
    )  # fmt: skip
    with store.read() as conn:
        found = _sweep(conn, sweep)
        joined = sweep_cases.join(cases, cases.c.id == sweep_cases.c.case_id).outerjoin(
            standing, standing.c.code == cases.c.merged_into
        )
        wanted = sa.select(*columns).select_from(joined)
        found_here = wanted.where(sweep_cases.c.sweep_id == found.id, *cases_in_part(conn, viewer))
        rows: list[sa.Row[Any]] = list(conn.execute(found_here))
        end = end_of(found.deadline_on, office_zone(conn))
    as_of = found.ended_at or now
    frame = as_frame(rows, ("category", "unit_code", "status", "closed_at"))
    frame["part"] = [part_of(row.status, row.closed_at, end, as_of) for row in rows]
    return counted(frame)


def _columns() -> sa.Select[Any]:
    return sa.select(*(sweeps.c[name] for name in Sweep.__dataclass_fields__))


def _sweep(conn: sa.Connection, name: str) -> Sweep:
    found = conn.execute(_columns().where(sweeps.c.name == name)).first()
    if found is None:
        known = conn.scalars(sa.select(sweeps.c.name).order_by(sweeps.c.id.desc()).limit(10))
        raise ServiceError(
            "There is no sweep {name}: the latest are {known}.",
            name=name,
            known=", ".join(known) or "-",
        )
    return Sweep(*found)


def _refuse_ended(sweep: Sweep) -> None:
    if sweep.ended_at is not None:
        raise ServiceError(
            "The sweep {name} ended at {at}: open another one.", name=sweep.name, at=sweep.ended_at
        )


def _refuse_late(conn: sa.Connection, sweep: Sweep, kept: Kept) -> None:
    day = office_day(conn, kept.case.reported_at)
    if day > sweep.cut_off_on:
        raise ServiceError(
            "Case {code} was reported on {day}, after the sweep's cut-off {cut_off}: put it into"
            " a later sweep.",
            code=kept.case.code,
            day=day,
            cut_off=sweep.cut_off_on,
        )
