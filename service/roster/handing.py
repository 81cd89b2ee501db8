"""The hand-over list: grids, open cases and running clocks that pass from one worker to another.

Contacts of households and of those who reported are never in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data import case_store
from data.clock_store import clocks_and_cases, is_running, stands_still
from data.rows import select_in
from data.schema import case_clocks, cases, households, order_changes, orders, postings, workers
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.roster.answering import Approval, approval_of
from service.roster.part import grids_seen, stands_after
from service.scoping import cases_in_part

GRIDS: Final = (
    "grid_code", "grid_name", "community", "households", "occupied", "open_cases", "overdue",
    "gives", "gives_name", "takes", "takes_name", "from_on",
)  # fmt: skip
_CASES: Final = (
    "code", "category", "summary", "status", "due_at", "grid_code", "assigned_to", "is_overdue",
)  # fmt: skip
_CLOCKS: Final = ("case_code", "clock", "started_at", "due_at", "stands_still")
_STAND_INS: Final = ("grid_code", "duty", "worker", "worker_name", "since", "until", "order_no")
_Passing = tuple[str, str | None, str | None, date | None]


@dataclass(frozen=True)
class HandOverList:
    """What passes from one worker to another.

    Attributes
    ----------
    worker, worker_name
        Whose list it is; None for all workers of an order.
    order
        The order it was asked for.
    grids
        `GRIDS`: who gives and who takes each grid (codes and names; None where nobody does or the
        day is not known) and from which day; by code.
    cases
        Open cases in these grids, or with the worker: ``code, category, summary, status, due_at,
        grid_code, assigned_to, is_overdue``; the first due first.
    clocks
        Running clocks of these cases: ``case_code, clock, started_at, due_at, stands_still``.
    stand_ins
        Substitutes and standing backups of the grids, from today on: ``grid_code, duty, worker,
        worker_name, since, until, order_no``.
    """

    worker: str | None
    worker_name: str | None
    order: Approval | None
    grids: pd.DataFrame
    cases: pd.DataFrame
    clocks: pd.DataFrame
    stand_ins: pd.DataFrame


def hand_over_list(
    viewer: Viewer,
    store: Store,
    now: datetime,
    *,
    worker: str | None = None,
    order_no: str | None = None,
) -> HandOverList:
    """Return the list of a worker's grids, of an order, or of what he gives by an order.

    Only grids and cases of the viewer's part of the district are in it.

    Parameters
    ----------
    worker
        Code; his list holds the grids he is the primary worker of today or later.
    order_no
        Number of an order; with a worker, the grids he gives or takes by it.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When there is no such worker or order, or neither was named.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.read() as conn:
        today = office_day(conn, now)
        names = case_store.worker_names(conn)
        if worker is not None and worker not in names:
            raise ServiceError(
                "There is no worker {worker}: check the code, or enter the worker first.",
                worker=worker,
            )
        order = None if order_no is None else approval_of(conn, orders.c.order_no == order_no)
        passing = _passing(conn, worker, order, order_no, today)
        seen = grids_seen(conn, viewer).drop_duplicates("grid_code", keep="last")
        facts = seen.set_index("grid_code")
        passing = [one for one in passing if one[0] in facts.index]
        codes = sorted({one[0] for one in passing})
        found = _cases(conn, viewer, codes, worker, now)
        homes = _homes(conn, codes)
        rows = [_grid(one, facts, homes, found, names) for one in passing]
        return HandOverList(
            worker,
            names.get(worker) if worker else None,
            order,
            pd.DataFrame(rows, columns=list(GRIDS), dtype=object),
            found,
            _clocks(conn, list(found["code"])),
            _stand_ins(conn, codes, today),
        )


def _passing(
    conn: sa.Connection,
    worker: str | None,
    order: Approval | None,
    order_no: str | None,
    today: date,
) -> list[_Passing]:
    """Return grid, who gives it, who takes it, from which day."""
    if order_no is not None:
        if order is None:
            raise ServiceError(
                "There is no order {number}: check the number on its paper.", number=order_no
            )
        return _of_order(conn, order, worker)
    if worker is None:
        raise ServiceError("Name a worker or an order: a hand-over list is of one of them.")
    return _of_worker(conn, worker, today)


def _of_order(conn: sa.Connection, order: Approval, worker: str | None) -> list[_Passing]:
    table = order_changes.c
    wanted = (
        sa.select(table.code, table.before, table.after)
        .join(orders, orders.c.id == table.order_id)
        .where(orders.c.order_no == order.order_no, table.topic.in_(["primary", "cover"]))
        .order_by(table.code, table.id)
    )
    return [
        (code, before, after, order.effective_on)
        for code, before, after in conn.execute(wanted)
        if worker is None or worker in (before, after)
    ]


def _of_worker(conn: sa.Connection, worker: str, today: date) -> list[_Passing]:
    """Return his grids of today and later; who takes one is whoever is posted when he ends."""
    table = postings.c
    stays = sa.or_(table.until.is_(None), table.until > today)
    own = conn.execute(
        sa.select(table.grid_code, table.until)
        .where(table.worker_code == worker, table.duty == "primary", stays)
        .where(table.grid_code.in_(stands_after(today)))
        .order_by(table.grid_code, table.since)
    ).all()
    begun = conn.execute(
        sa.select(table.grid_code, table.since, table.worker_code).where(
            table.duty == "primary", table.since > today
        )
    )
    next_one = {(grid, since): code for grid, since, code in begun}
    return [(grid, worker, next_one.get((grid, until)), until) for grid, until in own]


def _grid(
    passing: _Passing,
    facts: pd.DataFrame,
    homes: dict[str, tuple[int, int]],
    found: pd.DataFrame,
    names: dict[str, str],
) -> tuple[object, ...]:
    code, gives, takes, from_on = passing
    inside = found.loc[found["grid_code"] == code]
    return (
        code,
        facts.at[code, "grid_name"],
        facts.at[code, "community"],
        *homes.get(code, (0, 0)),
        len(inside),
        int(inside["is_overdue"].sum()),
        gives,
        names.get(gives or ""),
        takes,
        names.get(takes or ""),
        from_on,
    )


def _homes(conn: sa.Connection, codes: list[str]) -> dict[str, tuple[int, int]]:
    """Return households and occupied ones by grid."""
    frame = select_in(conn, households, "grid_code", codes, "grid_code", "is_occupied")
    counted = frame.groupby("grid_code")["is_occupied"].agg(["size", "sum"])
    return {str(code): (int(all_), int(lived)) for code, all_, lived in counted.itertuples()}


def _cases(
    conn: sa.Connection, viewer: Viewer, codes: list[str], worker: str | None, now: datetime
) -> pd.DataFrame:
    late = sa.case((case_store.is_overdue(now), 1), else_=0)
    wanted: sa.Select[Any] = sa.select(*(cases.c[name] for name in _CASES[:-1]), late)
    is_in = cases.c.grid_code.in_(codes)
    is_meant = is_in if worker is None else sa.or_(is_in, cases.c.assigned_to == worker)
    wanted = wanted.where(case_store.is_open(), is_meant, *cases_in_part(conn, viewer))
    rows = conn.execute(wanted.order_by(cases.c.due_at.is_(None), cases.c.due_at, cases.c.id)).all()
    frame = case_store.as_frame(rows, _CASES)
    return frame.assign(is_overdue=frame["is_overdue"].astype(bool))


def _clocks(conn: sa.Connection, codes: list[str]) -> pd.DataFrame:
    still = sa.case((stands_still(), 1), else_=0)
    clock = case_clocks.c
    wanted: sa.Select[Any] = (
        sa.select(cases.c.code, clock.name, clock.started_at, clock.due_at, still)
        .select_from(clocks_and_cases())
        .where(is_running())
        .order_by(clock.due_at, clock.id)
    )
    rows = [
        row
        for start in range(0, len(codes), 500)
        for row in conn.execute(wanted.where(cases.c.code.in_(codes[start : start + 500])))
    ]
    frame = case_store.as_frame(rows, _CLOCKS)
    return frame.assign(stands_still=frame["stands_still"].astype(bool))


def _stand_ins(conn: sa.Connection, codes: list[str], today: date) -> pd.DataFrame:
    table = postings.c
    stays = sa.or_(table.until.is_(None), table.until > today)
    wanted: sa.Select[Any] = (
        sa.select(
            table.grid_code, table.duty, table.worker_code, workers.c.name, table.since,
            table.until, table.order_no,
        )
        .join(workers, workers.c.code == table.worker_code)
        .where(table.duty != "primary", stays, table.grid_code.in_(codes))
        .order_by(table.grid_code, table.duty.desc(), table.since)
    )  # fmt: skip
    return case_store.as_frame(conn.execute(wanted).all(), _STAND_INS)
