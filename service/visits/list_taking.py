"""A list of visits taken in: what can be read is added once, the rest is refused with reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.visit import VisitResult
from data.case_store import worker_names
from data.issues import RowIssue, refuse_row
from data.rows import insert_rows, records, select_in
from data.schema import households, visits
from data.settings_store import office_zone
from data.store import Store, bump
from service.cases.noting import office_day
from service.coverage import roster_of
from service.end_demonstration import refuse_real_data
from service.visits.list_reading import read_visits
from service.visits.moving import FIRST_YEAR, settle_visit

_KEPT: Final = (
    "uid", "household_id", "worker_code", "visited_on", "day_part", "result", "has_consent",
    "entered_by", "entered_on",
)  # fmt: skip


@dataclass(frozen=True)
class TakenList:
    """What became of the rows of a list: `added`, `known` and `refused` add up to `rows`."""

    rows: int
    added: int
    known: int
    refused: int
    issues: tuple[RowIssue, ...]


def take_list(
    viewer: Viewer,
    store: Store,
    path: Path,
    now: datetime,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> TakenList:
    """Return what became of every row of a list of visits; the same rows again add nothing.

    Parameters
    ----------
    columns
        ``household, address, visited_on, result, day_part, worker`` to the column of the file,
        where its heading does not say so.

    Notes
    -----
    A household is found by its code, else by its address, which must be that of one household
    only.  Where the list names no worker, the visit was made by whoever answered for the grid on
    that day.  Where it says nothing of the part of the day, it was the morning.

    Raises
    ------
    CaseworkError
        When the viewer may not import files.
    DataError, ServiceError
        When the file cannot be used at all.
    """
    require(viewer, Action.IMPORT_FILES)
    with store.begin() as conn:
        refuse_real_data(conn)
        zone = str(office_zone(conn))
        reading, told, issues = read_visits(path, columns or {}, sheet, zone)
        told, refused = _found(conn, told, now)
        issues += refused
        fresh = told.drop_duplicates("uid")
        known = set(select_in(conn, visits, "uid", fresh["uid"].tolist(), "uid")["uid"])
        fresh = fresh.loc[~fresh["uid"].isin(known)]
        made = fresh.assign(
            has_consent=False, entered_by=viewer.name, entered_on=office_day(conn, now)
        )
        insert_rows(conn, visits, made[list(_KEPT)])
        _settle(conn, made)
        if len(made):
            bump(conn, "visits")
    rows = len(reading.rows)
    return TakenList(rows, len(made), len(told) - len(made), rows - len(told), tuple(issues))


def _found(
    conn: sa.Connection, told: pd.DataFrame, now: datetime
) -> tuple[pd.DataFrame, list[RowIssue]]:
    """Return the rows with their household, worker and mark, and why the others cannot go in."""
    finder = _Finder(conn, now)
    kept, issues = [], []
    for row in records(told):
        found = finder.found(row)
        if isinstance(found, RowIssue):
            issues.append(found)
        else:
            kept.append(row | found)
    names = [*told.columns, "household_id", "worker_code", "uid"]
    return pd.DataFrame(kept, columns=names, dtype=object), issues


class _Finder:
    """Finds the household and the worker of a row."""

    def __init__(self, conn: sa.Connection, now: datetime) -> None:
        names = ("id", "code", "address", "grid_code")
        found = conn.execute(sa.select(*(households.c[name] for name in names))).all()
        self._homes = {row.code: row for row in found}
        self._at: dict[str, list[Any]] = {}
        for row in found:
            self._at.setdefault(row.address, []).append(row)
        self._roster = roster_of(conn)
        self._names = worker_names(conn)
        self._today = office_day(conn, now)

    def found(self, row: dict[str, Any]) -> dict[str, Any] | RowIssue:
        """Return ``household_id, worker_code, uid`` of a row, or why it cannot go in."""
        if row["visited_on"] > self._today or row["visited_on"].year < FIRST_YEAR:
            return refuse_row(
                "visit.impossible",
                row["row"],
                "visited_on",
                row["visited_on"],
                "{day} cannot be the day: give today or one that is over, from the year {year} on.",
                day=row["visited_on"],
                year=FIRST_YEAR,
            )
        home = self._home(row)
        if isinstance(home, RowIssue):
            return home
        worker = self._worker(row, home)
        if isinstance(worker, RowIssue):
            return worker
        said = f"{home.id} {row['visited_on']} {row['day_part']} {row['result']}"
        uid = "list-" + hashlib.sha256(said.encode()).hexdigest()[:24]
        return {"household_id": home.id, "worker_code": worker, "uid": uid}

    def _home(self, row: dict[str, Any]) -> Any:  # noqa: ANN401 - a row of households
        if row["household"] in self._homes:
            return self._homes[row["household"]]
        found = self._at.get(row["address"] or "", [])
        if len(found) == 1 and not row["household"]:
            return found[0]
        seen = row["household"] or row["address"]
        if len(found) > 1 and not row["household"]:
            return refuse_row(
                "visit.ambiguous",
                row["row"],
                "address",
                seen,
                "{count} households have the address {seen}: write the code of the one meant.",
                count=len(found),
                seen=seen,
            )
        return refuse_row(
            "visit.unknown",
            row["row"],
            "household",
            seen,
            "There is no household {seen}: correct its code or address, or import it first.",
            seen=seen,
        )

    def _worker(self, row: dict[str, Any], home: Any) -> str | RowIssue:  # noqa: ANN401
        said = row["worker"]
        if said:
            codes = [code for code, name in self._names.items() if said in (code, name)]
            if len(codes) == 1:
                return codes[0]
            return refuse_row(
                "visit.worker",
                row["row"],
                "worker",
                said,
                "There is not one worker {seen}, but {count}: write the worker's code.",
                seen=said,
                count=len(codes),
            )
        day, grid = row["visited_on"], home.grid_code
        found = self._roster.responsible_on(grid, day).worker if grid else None
        if found is not None:
            return found.code
        return refuse_row(
            "visit.nobody",
            row["row"],
            "worker",
            None,
            "Nobody answered for this household on {day}: write who was there.",
            day=day,
        )


def _settle(conn: sa.Connection, made: pd.DataFrame) -> None:
    """Note which homes fell empty or are lived in again, in the order of the days."""
    vacant = set(conn.scalars(sa.select(households.c.id).where(~households.c.is_occupied)))
    moved = set(made.loc[made["result"] == VisitResult.MOVED.value, "household_id"])
    chosen = made.loc[made["household_id"].isin(vacant | moved)]
    names = ("id", "household_id", "visited_on", "result")
    for at in range(0, len(chosen), 500):
        uids = chosen["uid"].iloc[at : at + 500].tolist()
        wanted = sa.select(*(visits.c[name] for name in names)).where(visits.c.uid.in_(uids))
        for visit in conn.execute(wanted.order_by(visits.c.visited_on)).mappings().all():
            settle_visit(conn, visit)
