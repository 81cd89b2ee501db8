"""Primary postings as they are kept: who has which grid from when, and by which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from casework.roster import Worker
from data.grid_store import valid_on
from data.schema import grids, orders, postings, workers


@dataclass(frozen=True)
class Held:
    """A primary posting with the days its worker is in service.

    `ended_by` is the order that ended it, of the kind `ended_kind`.
    """

    id: int
    grid_code: str
    worker_code: str
    since: date | None
    until: date | None
    order_id: int | None
    ended_by: int | None
    import_id: int | None
    valid_from: date | None
    valid_to: date | None
    ended_kind: str | None

    def is_in_force(self, day: date) -> bool:
        """Return True when the day lies in it."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or self.until > day)

    def holder_on(self, day: date) -> str | None:
        """Return the code of the worker, None on a day on which he is not in service."""
        worker = Worker(self.worker_code, "", valid_from=self.valid_from, valid_to=self.valid_to)
        return self.worker_code if worker.serves_on(day.toordinal()) else None


def primaries(conn: sa.Connection, grids: Collection[str]) -> dict[str, list[Held]]:
    """Return the primary postings of these grids, of all times, by their days."""
    codes = sorted(grids)
    found: dict[str, list[Held]] = {}
    for start in range(0, len(codes), 500):
        for held in _load(conn, postings.c.grid_code.in_(codes[start : start + 500])):
            found.setdefault(held.grid_code, []).append(held)
    return found


def held_by(conn: sa.Connection, worker_codes: Collection[str], day: date) -> dict[str, str]:
    """Return grid code to worker of the grids that these workers have on a day."""
    return _on(conn, day, postings.c.worker_code.in_(sorted(worker_codes)))


def holders_on(conn: sa.Connection, day: date) -> dict[str, str]:
    """Return grid code to primary worker on a day; a grid that nobody has is not in it."""
    return _on(conn, day, sa.true())


def in_force(posted: Sequence[Held], day: date) -> Held | None:
    """Return the posting of one grid that is in force on a day."""
    return next((one for one in posted if one.is_in_force(day)), None)


def _on(conn: sa.Connection, day: date, condition: sa.ColumnElement[bool]) -> dict[str, str]:
    # A posting may outlast its grid: what was given up nobody has.
    is_there = postings.c.grid_code.in_(sa.select(grids.c.code).where(valid_on(grids, day)))
    return {
        one.grid_code: one.worker_code
        for one in _load(conn, sa.and_(condition, is_there))
        if one.is_in_force(day) and one.holder_on(day) is not None
    }


def _load(conn: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Held]:
    table, people = postings.c, workers.c
    names = ("id", "grid_code", "worker_code", "since", "until", "order_id", "ended_by")
    wanted = (
        sa.select(
            *(table[name] for name in names),
            table.import_id,
            people.valid_from,
            people.valid_to,
            orders.c.kind,
        )
        .join(workers, people.code == table.worker_code)
        .outerjoin(orders, orders.c.id == table.ended_by)
        .where(table.duty == "primary", condition)
        .order_by(table.grid_code, table.since.nulls_first(), table.id)
    )
    rows: Sequence[tuple[Any, ...]] = [tuple(row) for row in conn.execute(wanted)]
    return [Held(*row) for row in rows]
