"""Substitutes for stated days (顶岗): posted, checked against their own leave, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from data.order_store import OrderChange, end_postings, open_postings
from data.schema import leaves, postings, workers
from data.store import bump
from service.errors import ServiceError
from service.roster.part import stands_after
from service.roster.stretches import Stretch, shared, stretch_of


@dataclass(frozen=True)
class Cover:
    """A substitute for a grid on some days: ``since <= day < until``."""

    grid: str
    worker: str
    since: date
    until: date


def primary_days(conn: sa.Connection, worker: str, days: Stretch) -> dict[str, list[Stretch]]:
    """Return on which of these days he is the primary worker, by grid."""
    table = postings.c
    wanted = sa.select(table.grid_code, table.since, table.until)
    wanted = wanted.where(table.worker_code == worker, table.duty == "primary")
    wanted = wanted.where(table.grid_code.in_(stands_after(date.fromordinal(days[0]))))
    found: dict[str, list[Stretch]] = {}
    for grid, since, until in conn.execute(wanted.order_by(table.grid_code, table.since)):
        own = shared([stretch_of(since, until)], [days])
        if own:
            found.setdefault(grid, []).extend(own)
    return found


def refuse_absent(conn: sa.Connection, cover: Cover) -> None:
    """Do nothing when the substitute is in service and not on leave on all these days.

    Raises
    ------
    ServiceError
        With the days on which he is not there.
    """
    who = conn.execute(sa.select(workers).where(workers.c.code == cover.worker)).mappings().one()
    served = stretch_of(who["valid_from"], who["valid_to"])
    if not (served[0] <= cover.since.toordinal() and cover.until.toordinal() <= served[1]):
        raise ServiceError(
            "{worker} is in service {since} - {until} only: choose another substitute for {grid},"
            " or other days.",
            worker=who["name"],
            since=who["valid_from"] or "…",
            until=who["valid_to"] or "…",
            grid=cover.grid,
        )
    table = leaves.c
    is_his = sa.and_(table.worker_code == cover.worker, table.since < table.until)
    overlaps = sa.and_(table.since < cover.until, table.until > cover.since)
    away = conn.execute(sa.select(table.since, table.until).where(is_his, overlaps)).first()
    if away is not None:
        raise ServiceError(
            "{worker} is away too ({since} - {until}): choose another substitute for {grid}, or"
            " cover these days in parts.",
            worker=who["name"],
            since=away.since,
            until=away.until,
            grid=cover.grid,
        )


def standing_covers(
    conn: sa.Connection, grids: Iterable[str], days: Stretch
) -> list[sa.RowMapping]:
    """Return the cover postings of these grids that hold on one of the days."""
    wanted = set(grids)
    table = postings.c
    rows = conn.execute(
        sa.select(postings).where(table.duty == "cover").order_by(table.grid_code, table.since)
    ).mappings()
    return [
        row
        for row in rows
        if row["grid_code"] in wanted and shared([stretch_of(row["since"], row["until"])], [days])
    ]


def covers_within(
    conn: sa.Connection, grid: str, stretches: Iterable[Stretch]
) -> list[sa.RowMapping]:
    """Return the cover postings of a grid that hold on a day of these stretches, each once."""
    found = [row for days in stretches for row in standing_covers(conn, [grid], days)]
    return list({row["id"]: row for row in found}.values())


def end_from(conn: sa.Connection, rows: Iterable[sa.RowMapping], day: date, order_id: int) -> None:
    """End postings on a day; what has not begun by then is taken off the roster.

    A posting that never began was never in force: what it was to be stands in its order.
    """
    rows = list(rows)
    begun = [row["id"] for row in rows if row["since"] is None or row["since"] < day]
    not_begun = [row["id"] for row in rows if row["id"] not in set(begun)]
    if begun:
        end_postings(conn, pd.DataFrame({"id": begun, "until": day, "ended_by": order_id}))
    if not_begun:
        conn.execute(postings.delete().where(postings.c.id.in_(not_begun)))
    if rows:
        bump(conn, "duty")


def replace_covers(
    conn: sa.Connection, covers: Iterable[Cover], order_no: str, order_id: int
) -> None:
    """Post the substitutes; who covered a grid on these days does so on the other days only."""
    names = ["worker_code", "grid_code", "since", "until"]
    for cover in covers:
        days = (cover.since.toordinal(), cover.until.toordinal())
        before = standing_covers(conn, [cover.grid], days)
        end_from(conn, before, cover.since, order_id)
        longer = [row for row in before if row["until"] is None or row["until"] > cover.until]
        opened = [(cover.worker, cover.grid, cover.since, cover.until)]
        opened += [(row["worker_code"], cover.grid, cover.until, row["until"]) for row in longer]
        frame = pd.DataFrame(opened, columns=names, dtype=object)
        open_postings(conn, frame.assign(duty="cover", order_no=order_no, order_id=order_id))


def cover_changes(conn: sa.Connection, covers: Iterable[Cover]) -> list[OrderChange]:
    """Return what these covers change: who was to stand in on the first day, and who is now."""
    changes = []
    for cover in covers:
        days = (cover.since.toordinal(), cover.since.toordinal() + 1)
        before = [row["worker_code"] for row in standing_covers(conn, [cover.grid], days)]
        changes.append(
            OrderChange("cover", cover.grid, before[0] if before else None, cover.worker)
        )
    return changes
