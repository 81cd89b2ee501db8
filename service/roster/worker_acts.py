"""Workers in and out, and the capacity of a post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plain_text import is_blank, seen_text
from casework.sentence import Term
from data.case_store import is_open
from data.order_store import OrderChange, Topic
from data.schema import cases, postings, workers
from data.store import Store, bump
from service.cases.noting import in_words, office_day, refuse_long
from service.coverage import roster_of
from service.errors import ServiceError
from service.plans.order_paper import OrderPaper, checked
from service.roster.covers import end_from
from service.roster.papers import WORKER_SIGN, given_paper, keep_order, refuse_past
from service.roster.part import stands_after, worker_in_part
from service.scoping import cases_in_part

_LONGEST_CODE = 40


@dataclass(frozen=True)
class LeftBehind:
    """What a worker leaves: his grids, those nobody answers for from then on, his open cases.

    Attributes
    ----------
    order_id, order_no
        The order.
    gone_from
        The first day on which he is gone.
    grids
        Codes of the grids he was the primary worker of.
    vacant
        Those of them that have no primary worker on that day.
    open_cases
        Numbers of the open cases he has, of those the viewer sees.
    """

    order_id: int
    order_no: str
    gone_from: date
    grids: tuple[str, ...]
    vacant: tuple[str, ...]
    open_cases: tuple[str, ...]


def hire_worker(
    viewer: Viewer,
    store: Store,
    code: str,
    name: str,
    phone: str | None,
    capacity: float,
    valid_from: date,
    now: datetime,
    *,
    order_no: str | None = None,
) -> str:
    """Enter a worker into service and return the number it is recorded under.

    Parameters
    ----------
    capacity
        His working time as a part of a full post.
    order_no
        The number of the paper; None for the next in turn.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When something is blank, the code was ever given to somebody, or the day has passed.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    code, name = in_words(code, Term("worker's code")), in_words(name, Term("worker's name"))
    refuse_long(code, Term("worker's code"), _LONGEST_CODE)
    phone, capacity = _phone(phone), _capacity(capacity)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        refuse_past(valid_from, office_day(conn, now))
        taken = conn.scalar(sa.select(workers.c.name).where(workers.c.code == code))
        if taken is not None:
            raise ServiceError(
                "The code {code} is that of {name}, and a code is never given twice: choose"
                " another.",
                code=code,
                name=taken,
            )
        paper = given_paper(conn, viewer, WORKER_SIGN, order_no, valid_from, Term("entry"))
        after = {"name": name, "capacity": capacity, "valid_from": valid_from.isoformat()}
        keep_order(conn, viewer, "worker", paper, [OrderChange("worker", code, None, after)], now)
        conn.execute(
            workers.insert().values(
                code=code, name=name, phone=phone, capacity=capacity, valid_from=valid_from
            )
        )
    return paper.order_no


def set_capacity(
    viewer: Viewer,
    store: Store,
    worker: str,
    capacity: float,
    now: datetime,
    *,
    order_no: str | None = None,
) -> str:
    """Change the capacity of a worker's post from today on; return the number of the record.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When the worker is none of his, or it cannot be or is so already.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    capacity = _capacity(capacity)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        today = office_day(conn, now)
        who = worker_in_part(conn, viewer, worker, today)
        if who["capacity"] == capacity:
            raise ServiceError(
                "The capacity of {worker} is {capacity} already.",
                worker=who["name"],
                capacity=capacity,
            )
        paper = given_paper(conn, viewer, WORKER_SIGN, order_no, today, Term("capacity"))
        before, after = {"capacity": who["capacity"]}, {"capacity": capacity}
        change = OrderChange("worker", worker, before, after)
        keep_order(conn, viewer, "worker", paper, [change], now)
        conn.execute(workers.update().where(workers.c.code == worker).values(capacity=capacity))
    return paper.order_no


def let_go(
    viewer: Viewer, store: Store, worker: str, last_day: date, paper: OrderPaper, now: datetime
) -> LeftBehind:
    """Enter the last day of a worker and return what he leaves.

    His postings end with that day.  A grid stays without a primary worker from then on unless an
    order has given it to somebody; its standing backup answers meanwhile.

    Parameters
    ----------
    paper
        The order; it holds from the day after the last one, whatever day it names.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When the worker is none of his, or was to go no later anyway, or the day lies before today.
    DataError
        When an order of this number was entered already.
    """
    require(viewer, Action.KEEP_ROSTER)
    with store.begin() as conn:
        bump(conn, "duty")  # counted first: of two who act at once, the second waits here
        today = office_day(conn, now)
        who = worker_in_part(conn, viewer, worker, today)
        _refuse_last_day(who, last_day, today)
        gone_from = last_day + timedelta(days=1)
        paper = checked(replace(paper, effective_on=gone_from, until=None), today)
        rows = _postings_after(conn, worker, gone_from)
        order_id = keep_order(conn, viewer, "worker", paper, _changes(who, rows, gone_from), now)
        end_from(conn, rows, gone_from, order_id)
        conn.execute(workers.update().where(workers.c.code == worker).values(valid_to=gone_from))
        stands = set(conn.scalars(stands_after(gone_from)))
        own = {row["grid_code"] for row in rows if row["duty"] == "primary"}
        grids = sorted(own & stands)
        roster = roster_of(conn)
        vacant = [one for one in grids if roster.responsible_on(one, gone_from).how != "primary"]
        left = _open_cases(conn, viewer, worker)
    return LeftBehind(order_id, paper.order_no, gone_from, tuple(grids), tuple(vacant), left)


def _refuse_last_day(who: sa.RowMapping, last_day: date, today: date) -> None:
    refuse_past(last_day, today)
    if who["valid_from"] is not None and last_day < who["valid_from"]:
        raise ServiceError(
            "{worker} enters the service on {day}: the last day cannot lie before.",
            worker=who["name"],
            day=who["valid_from"],
        )
    if who["valid_to"] is not None and last_day >= who["valid_to"] - timedelta(days=1):
        raise ServiceError(
            "{worker} leaves the service on {day} already: only an earlier last day can be"
            " entered.",
            worker=who["name"],
            day=who["valid_to"],
        )


def _postings_after(conn: sa.Connection, worker: str, day: date) -> list[sa.RowMapping]:
    """Return the postings of a worker that hold on this day or later, of any duty."""
    table = postings.c
    stays = sa.or_(table.until.is_(None), table.until > day)
    wanted = sa.select(postings).where(table.worker_code == worker, stays)
    return list(conn.execute(wanted.order_by(table.grid_code, table.id)).mappings())


def _changes(who: sa.RowMapping, rows: list[sa.RowMapping], gone_from: date) -> list[OrderChange]:
    before = None if who["valid_to"] is None else who["valid_to"].isoformat()
    changes = [
        OrderChange(
            "worker", who["code"], {"valid_to": before}, {"valid_to": gone_from.isoformat()}
        )
    ]
    topics: dict[str, Topic] = {"primary": "primary", "cover": "cover"}
    changes += [
        OrderChange(topics[row["duty"]], row["grid_code"], who["code"], None)
        for row in rows
        if row["duty"] in topics
    ]
    return changes


def _open_cases(conn: sa.Connection, viewer: Viewer, worker: str) -> tuple[str, ...]:
    is_his = sa.and_(cases.c.assigned_to == worker, is_open(), *cases_in_part(conn, viewer))
    return tuple(conn.scalars(sa.select(cases.c.code).where(is_his).order_by(cases.c.id)))


def _phone(said: str | None) -> str | None:
    phone = seen_text(said or "").strip()
    refuse_long(phone, Term("telephone"), _LONGEST_CODE)
    return None if is_blank(phone) else phone


def _capacity(said: Any) -> float:  # noqa: ANN401
    try:
        capacity = float(said)
    except (TypeError, ValueError):
        capacity = 0.0
    if not 0 < capacity <= 1:
        raise ServiceError(
            "A capacity of {seen} cannot be: 1 is a full post, 0.5 a half one; give a number above"
            " 0 and up to 1.",
            seen=said,
        )
    return capacity
