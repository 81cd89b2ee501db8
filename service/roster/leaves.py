"""Who is away when, and who answers for each of his grids meanwhile; never why he is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.roster import DutyRoster
from data.schema import leaves, postings, workers
from data.store import Store
from service.coverage import roster_in
from service.roster.duty import NOBODY, Duties
from service.roster.kept import kept
from service.roster.part import grids_seen
from service.roster.uncovered import refuse_backwards


@dataclass(frozen=True)
class StandIn:
    """Who answers for a grid on some days of a leave: ``since <= day < until``; None for nobody."""

    grid_code: str
    grid_name: str
    since: date
    until: date
    worker: str | None
    worker_name: str | None
    duty: str
    order_no: str | None


@dataclass(frozen=True)
class LeaveLine:
    """A leave, and who answers for each grid of the worker meanwhile.

    Attributes
    ----------
    id
        What `cover_leave` and `end_leave_early` ask for.
    grids
        Codes of the grids whose primary worker he is on any day of the leave.
    stand_ins
        By grid and day, all days of the leave on which the grid would be his.
    """

    id: int
    worker: str
    worker_name: str
    since: date
    until: date
    grids: tuple[str, ...]
    stand_ins: tuple[StandIn, ...]

    @property
    def uncovered_days(self) -> int:
        """Return the grid-days of the leave on which nobody answers."""
        return self._days(NOBODY)

    @property
    def backup_days(self) -> int:
        """Return the grid-days on which a standing backup answers and no substitute."""
        return self._days("backup")

    def _days(self, duty: str) -> int:
        return sum((one.until - one.since).days for one in self.stand_ins if one.duty == duty)


def leaves_of(viewer: Viewer, store: Store, since: date, until: date) -> list[LeaveLine]:
    """Return the leaves with a day in ``since <= day < until``, by first day and worker.

    Those of workers posted to a grid the viewer sees, with these grids only; a leave of somebody
    without grids is shown to whoever sees the whole district.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When the days end before they begin.
    """
    require(viewer, Action.KEEP_ROSTER)
    refuse_backwards(since, until)
    with store.read() as conn:
        question = ("leaves", since, until)
        return kept(conn, viewer, question, lambda: _lines(conn, viewer, since, until))


def _lines(conn: sa.Connection, viewer: Viewer, since: date, until: date) -> list[LeaveLine]:
    rows = conn.execute(_leaves(since, until)).all()
    own = _primary_grids(conn, {row.worker_code for row in rows})
    seen = grids_seen(conn, viewer)
    roster, duties = roster_in(conn), Duties.of(conn)
    names = dict(zip(seen["grid_code"], seen["grid_name"], strict=True))
    found = []
    for row in rows:
        his = [one for one in own.get(row.worker_code, ()) if one[0] in names]
        stand_ins = tuple(
            part
            for one in his
            for part in _stand_ins(roster, duties, names, one, (row.since, row.until))
        )
        if viewer.scope is None or his:
            codes = tuple(sorted({one.grid_code for one in stand_ins}))
            line = LeaveLine(
                row.id, row.worker_code, row.name, row.since, row.until, codes, stand_ins
            )
            found.append(line)
    return found


def _leaves(since: date, until: date) -> sa.Select[tuple[int, str, str, date, date]]:
    table = leaves.c
    return (
        sa.select(table.id, table.worker_code, workers.c.name, table.since, table.until)
        .join(workers, workers.c.code == table.worker_code)
        # A leave that was taken back has no day left.
        .where(table.since < until, table.until > since, table.since < table.until)
        .order_by(table.since, table.worker_code, table.id)
    )


_Own = tuple[str, date | None, date | None]


def _primary_grids(conn: sa.Connection, codes: set[str]) -> dict[str, list[_Own]]:
    """Return for each worker the grids he is the primary worker of, and on which days."""
    table = postings.c
    wanted = sa.select(table.worker_code, table.grid_code, table.since, table.until)
    wanted = wanted.where(table.duty == "primary").order_by(table.grid_code, table.since)
    found: dict[str, list[_Own]] = {}
    for worker, grid, since, until in conn.execute(wanted):
        if worker in codes:
            found.setdefault(worker, []).append((grid, since, until))
    return found


def _stand_ins(
    roster: DutyRoster, duties: Duties, names: dict[str, str], own: _Own, days: tuple[date, date]
) -> Iterator[StandIn]:
    """Give who answers for one of his grids on the days of a leave, days on end as one."""
    grid, since, until = own
    day = max(days[0], since or days[0])
    end = min(days[1], until or days[1])
    line: StandIn | None = None
    while day < end:
        found, tomorrow = roster.responsible_on(grid, day), day + timedelta(days=1)
        duty, worker = duties.of_answer(grid, found, day), found.worker
        code, name = (worker.code, worker.name) if worker else (None, None)
        seen = StandIn(grid, names[grid], day, tomorrow, code, name, duty, found.order_no)
        if line is not None and replace(seen, since=line.since) == replace(line, until=tomorrow):
            line = replace(line, until=tomorrow)
        else:
            if line is not None:
                yield line
            line = seen
        day = tomorrow
    if line is not None:
        yield line
