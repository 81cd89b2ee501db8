"""Grid-days for which nobody answers, computed from stretches of days rather than day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.duty_store import load_leaves, load_postings, load_workers
from data.rows import records
from data.store import Store
from service.errors import ServiceError
from service.roster.kept import kept
from service.roster.part import grids_seen
from service.roster.stretches import Stretch, joined, length, shared, stretch_of, without

_COLUMNS: Final = ("grid_code", "grid_name", "community", "days", "stretches", "why")


@dataclass(frozen=True)
class OpenDays:
    """Days on end on which nobody answers for a grid: ``since <= day < until``.

    `why` is vacancy (no primary worker is posted and in service) or leave (he is away and nobody
    stands in).
    """

    since: date
    until: date
    why: str


@dataclass(frozen=True)
class Uncovered:
    """The grid-days for which nobody answers.

    Attributes
    ----------
    frame
        ``grid_code, grid_name, community, days, stretches`` (tuple of `OpenDays`), ``why``
        (vacancy, leave or both); grids with at least one such day, the most days first.
    days
        Sum of the grid-days without anybody.
    grid_days
        All grid-days: each grid counts the days of the stretch on which it is in force.
    """

    frame: pd.DataFrame
    days: int
    grid_days: int

    @property
    def share(self) -> float | None:
        """Return the part of all grid-days, None when there is none at all."""
        return self.days / self.grid_days if self.grid_days else None


def uncovered_days(viewer: Viewer, store: Store, since: date, until: date) -> Uncovered:
    """Return the grid-days of ``since <= day < until`` for which nobody answers.

    Raises
    ------
    CaseworkError
        When the viewer may not ask.
    ServiceError
        When the days end before they begin.
    """
    require(viewer, Action.LOCATE)
    refuse_backwards(since, until)
    with store.read() as conn:
        question = ("uncovered", since, until)
        return kept(conn, viewer, question, lambda: _uncovered(conn, viewer, since, until))


def _uncovered(conn: sa.Connection, viewer: Viewer, since: date, until: date) -> Uncovered:
    asked = [stretch_of(since, until)]
    seen = grids_seen(conn, viewer)
    served = _served(conn)
    present = _present(conn, served)
    posted = records(load_postings(conn)[["worker_code", "grid_code", "duty", "since", "until"]])
    of_grid: dict[str, list[dict[str, Any]]] = {}
    for row in posted:
        of_grid.setdefault(row["grid_code"], []).append(row)
    versions: dict[str, list[Any]] = {}
    for version in seen.itertuples(index=False):
        versions.setdefault(str(version.grid_code), []).append(version)
    rows, total = [], 0
    for code, grids in versions.items():
        in_force = shared((stretch_of(one.valid_from, one.valid_to) for one in grids), asked)
        total += length(in_force)
        open_days = tuple(_open(in_force, of_grid.get(code, []), served, present))
        if open_days:
            rows.append(_row(grids[-1], open_days))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame = frame.sort_values(["days", "grid_code"], ascending=[False, True], ignore_index=True)
    return Uncovered(frame, int(frame["days"].sum()), total)


def refuse_backwards(since: date, until: date) -> None:
    """Do nothing when the first day lies before the last.

    Raises
    ------
    ServiceError
        When it does not.
    """
    if since >= until:
        raise ServiceError(
            "These days end on {until}, which is not after {since}: give a later day, the first"
            " that no longer counts.",
            since=since,
            until=until,
        )


def _row(grid: Any, open_days: tuple[OpenDays, ...]) -> tuple[object, ...]:  # noqa: ANN401
    causes = {one.why for one in open_days}
    days = sum((one.until - one.since).days for one in open_days)
    why = causes.pop() if len(causes) == 1 else "both"
    return (grid.grid_code, grid.grid_name, grid.community, days, open_days, why)


def _open(
    in_force: list[Stretch],
    posted: list[dict[str, Any]],
    served: dict[str, list[Stretch]],
    present: dict[str, list[Stretch]],
) -> Iterator[OpenDays]:
    """Give the days on which nobody answers for a grid, in order."""
    answered = [day for row in posted for day in _days(row, present)]
    has_own = [day for row in posted if row["duty"] == "primary" for day in _days(row, served)]
    left = without(in_force, answered)
    found = [(*one, "leave") for one in shared(left, joined(has_own))]
    found += [(*one, "vacancy") for one in without(left, has_own)]
    for start, end, why in sorted(found):
        yield OpenDays(date.fromordinal(start), date.fromordinal(end), why)


def _days(row: dict[str, Any], of_worker: dict[str, list[Stretch]]) -> list[Stretch]:
    return shared([stretch_of(row["since"], row["until"])], of_worker[row["worker_code"]])


def _served(conn: sa.Connection) -> dict[str, list[Stretch]]:
    """Return on which days each worker is in service."""
    rows = records(load_workers(conn)[["code", "valid_from", "valid_to"]])
    return {row["code"]: [stretch_of(row["valid_from"], row["valid_to"])] for row in rows}


def _present(conn: sa.Connection, served: dict[str, list[Stretch]]) -> dict[str, list[Stretch]]:
    """Return on which days each worker is in service and not on leave."""
    away: dict[str, list[Stretch]] = {}
    for row in records(load_leaves(conn)[["worker_code", "since", "until"]]):
        away.setdefault(row["worker_code"], []).append(stretch_of(row["since"], row["until"]))
    return {code: without(days, away.get(code, ())) for code, days in served.items()}
