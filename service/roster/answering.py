"""Who was responsible for a grid on any day, by which order, and what became of the grid since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.posting import DUTY_ORDER
from casework.roster import Worker
from casework.sentence import Sentence
from data.case_store import worker_names
from data.grid_store import valid_on
from data.schema import crosswalk, grids, order_changes, orders, postings
from data.store import Store
from service.coverage import roster_on
from service.errors import ServiceError
from service.roster.duty import NOBODY

_ORDERS: Final = (
    "effective_on", "until", "topic", "before", "after", "order_no", "approved_by", "reason",
    "before_name", "after_name",
)  # fmt: skip


@dataclass(frozen=True)
class Approval:
    """The order an answer rests on: who decided it, when, from which day, and why."""

    order_no: str
    kind: str
    effective_on: date
    until: date | None
    reason: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True)
class Successor:
    """A grid that took over ground or people of a retired one, and the order that said so."""

    code: str
    name: str | None
    kind: str
    since: date
    order_no: str


@dataclass(frozen=True)
class ResponsibleAnswer:
    """Who answers for a grid on a day.

    Attributes
    ----------
    grid_code, grid_name, on
        What was asked; the name is the one of that day, else the newest.
    is_in_force
        False when there was no such grid on that day: not yet, or no longer.
    worker, backup
        None for nobody.
    duty
        primary, cover, backup or nobody.
    why
        The sentence that explains it.
    since, until
        Half-open days of the posting, or of this very answer for a stand-in.
    order_no
        The number the posting carries, also when its order is none of ours.
    approval
        The order behind the answer: the one that made the posting; for nobody, the one that entered
        the leave of the primary worker, or that ended the last posting.
    successors
        Of a grid that is retired on the day.
    """

    grid_code: str
    grid_name: str | None
    on: date
    is_in_force: bool
    worker: Worker | None
    backup: Worker | None
    duty: str
    why: Sentence
    since: date | None
    until: date | None
    order_no: str | None
    approval: Approval | None
    successors: tuple[Successor, ...]


def responsible_on(viewer: Viewer, store: Store, grid: str, day: date) -> ResponsibleAnswer:
    """Return who answers for a grid on a day, past or future, and the order behind it.

    Raises
    ------
    CaseworkError
        When the viewer may not ask.
    ServiceError
        When there never was a grid of this code.
    """
    require(viewer, Action.LOCATE)
    roster = roster_on(store)
    with store.read() as conn:
        name, is_in_force = _grid(conn, grid, day)
        successors = () if is_in_force else _successors(conn, grid, day)
        if not is_in_force:
            why = _no_grid(grid, successors)
            return ResponsibleAnswer(
                grid, name, day, False, None, None, NOBODY, why, None, None, None, None, successors
            )
        found = roster.responsible_on(grid, day)
        code = found.worker.code if found.worker else None
        posting = _posting(conn, grid, code, day)
        approval = approval_of(conn, _behind(conn, grid, code, posting, day))
    duty = posting["duty"] if posting and found.worker else NOBODY
    return ResponsibleAnswer(
        grid, name, day, True, found.worker, found.backup, duty, found.reason, found.since,
        found.until, found.order_no, approval, (),
    )  # fmt: skip


def orders_about(viewer: Viewer, store: Store, grid: str) -> pd.DataFrame:
    """Return the orders that changed who answers for a grid, the newest first.

    Returns
    -------
    DataFrame
        ``effective_on, until, topic`` (primary, cover or grid), ``before, after`` (worker codes;
        None for nobody, and for the topic grid), ``order_no, approved_by, reason, before_name,
        after_name``.

    Raises
    ------
    CaseworkError
        When the viewer may not ask.
    """
    require(viewer, Action.LOCATE)
    changes, table = order_changes.c, orders.c
    wanted = (
        sa.select(
            table.effective_on, table.until, changes.topic, changes.before, changes.after,
            table.order_no, table.approved_by, table.reason,
        )
        .join(orders, table.id == changes.order_id)
        .where(changes.code == grid, changes.topic.in_(["primary", "cover", "grid"]))
        .order_by(table.effective_on.desc(), changes.id.desc())
    )  # fmt: skip
    with store.read() as conn:
        rows = conn.execute(wanted).all()
        names: dict[object, str] = dict(worker_names(conn).items())
    plain = [
        tuple(None if isinstance(value, dict | list) else value for value in row) for row in rows
    ]
    named = [(*row, names.get(row[3]), names.get(row[4])) for row in plain]
    return pd.DataFrame(named, columns=list(_ORDERS), dtype=object)


def _grid(conn: sa.Connection, code: str, day: date) -> tuple[str | None, bool]:
    """Return the name of a grid and whether it is in force on the day."""
    table = grids.c
    named = sa.select(table.name).where(table.code == code).order_by(table.id.desc())
    today = conn.execute(named.where(valid_on(grids, day))).first()
    if today is not None:
        return today.name, True
    ever = conn.execute(named).first()
    if ever is None:
        raise ServiceError("There never was a grid {grid}: check the code.", grid=code)
    return ever.name, False


def _posting(conn: sa.Connection, grid: str, worker: str | None, day: date) -> sa.RowMapping | None:
    """Return the posting by which a worker answers; for nobody, that of the absent primary."""
    table = postings.c
    is_on = sa.and_(
        sa.or_(table.since.is_(None), table.since <= day),
        sa.or_(table.until.is_(None), table.until > day),
    )
    is_it = table.duty == "primary" if worker is None else table.worker_code == worker
    wanted = sa.select(postings).where(table.grid_code == grid, is_it, is_on)
    rows = conn.execute(wanted).mappings().all()
    return min(rows, key=lambda row: (DUTY_ORDER.index(row["duty"]), row["id"]), default=None)


def _behind(
    conn: sa.Connection, grid: str, worker: str | None, posting: sa.RowMapping | None, day: date
) -> sa.ColumnElement[bool]:
    """Return which order is behind an answer: that of the posting, of the leave, or of its end."""
    is_it: sa.ColumnElement[bool] = orders.c.order_no == (posting["order_no"] if posting else None)
    if posting is None:
        is_it = orders.c.id == _ended_by(conn, grid, day)
    elif worker is None:
        is_it = orders.c.id == _leave_order(conn, posting["worker_code"], day)
    elif posting["order_id"] is not None:
        is_it = orders.c.id == posting["order_id"]
    return is_it


def _leave_order(conn: sa.Connection, worker: str, day: date) -> int | None:
    """Return the id of the order that entered the leave of this day, or ended it early."""
    table = order_changes.c
    wanted = sa.select(table.order_id, table.after).where(
        table.topic == "leave", table.code == worker
    )
    found = None
    for order_id, after in conn.execute(wanted.order_by(table.id)):
        if after["since"] <= day.isoformat() < after["until"]:
            found = order_id
    return found


def _ended_by(conn: sa.Connection, grid: str, day: date) -> int | None:
    """Return the id of the order that ended the last primary posting before this day."""
    table = postings.c
    return conn.scalar(
        sa.select(table.ended_by)
        .where(table.grid_code == grid, table.duty == "primary", table.until <= day)
        .order_by(table.until.desc(), table.id.desc())
    )


def approval_of(conn: sa.Connection, is_it: sa.ColumnElement[bool]) -> Approval | None:
    """Return the order that meets a condition, None where there is none."""
    names = ("order_no", "kind", "effective_on", "until", "reason", "approved_by", "approved_at")
    found = conn.execute(sa.select(*(orders.c[name] for name in names)).where(is_it)).first()
    return None if found is None else Approval(*found)


def _successors(conn: sa.Connection, code: str, day: date) -> tuple[Successor, ...]:
    """Return the grids in which a retired one goes on: those of the last order before the day."""
    table = crosswalk.c
    name = (
        sa.select(grids.c.name)
        .where(grids.c.code == table.new_code)
        .order_by(grids.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        sa.select(table.new_code, name, table.kind, table.effective_on, orders.c.order_no)
        .join(orders, orders.c.id == table.order_id)
        .where(table.level == "grid", table.old_code == code, table.new_code != code)
        .where(table.effective_on <= day)
        .order_by(table.area_m2.desc(), table.new_code)
    )
    return tuple(Successor(*row) for row in conn.execute(wanted))


def _no_grid(code: str, successors: tuple[Successor, ...]) -> Sentence:
    if not successors:
        return Sentence(
            "Grid {grid} was not in force on this day: ask about a day on which it was.", grid=code
        )
    return Sentence(
        "Grid {grid} was retired on {day} by order {order}; its ground is now in {grids}.",
        grid=code,
        day=min(one.since for one in successors),
        order=successors[0].order_no,
        grids=", ".join(one.code for one in successors),
    )
