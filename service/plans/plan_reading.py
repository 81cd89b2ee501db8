"""A table or map that people filled in, read as a plan; every row is accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.plan import Change, CoveragePlan
from casework.sentence import Sentence
from data.duty_store import load_workers
from data.errors import DataError
from data.issues import RowIssue
from data.readers.codes import check_codes
from data.readers.files import read_table
from data.readers.reading import Reading, refused_rows
from data.store import Store
from service.cases.noting import office_day
from service.intake.duty import worker_codes
from service.plans.grids_seen import grids_seen
from service.plans.held import holders_on
from service.plans.open_cases import workers_on
from service.plans.plan_row import (
    Known,
    PlanRow,
    RowRefused,
    grid_of,
    locks_of,
    remarks_of,
    worker_of,
)

# What people write above the columns, as `_plain` writes it; the first that is there counts.
_WORDS: Final = {
    "grid": "gridcode 网格编码 网格编号 网格代码 grid code 网格",
    "before": "workerbefore 原网格员编号 原网格员编码 原网格员 调整前网格员编号 调整前网格员",
    "after": "workerafter 新网格员编号 新网格员编码 新网格员 调整后网格员编号 调整后网格员 worker"
    " workercode 网格员编号 网格员编码 网格员 责任人",
    "after_name": "workeraftername 新网格员姓名 调整后网格员姓名 workername 网格员姓名",
    "locked": "locked 锁定 是否锁定",
    "on": "on 生效日期 日期",
    "name": "plan 方案 方案名称",
}


@dataclass(frozen=True)
class PlanReading:
    """A plan read from a table or map, and everything that was wrong or is worth a look in it.

    `rows` is how many the file has.
    """

    plan: CoveragePlan
    issues: tuple[RowIssue, ...]
    rows: int

    @property
    def refused(self) -> int:
        """Return how many rows did not go in."""
        return len(refused_rows(self.issues))


@dataclass
class _Made:
    """What the rows have made so far."""

    taken: set[str] = field(default_factory=set)
    changes: dict[str, Change] = field(default_factory=dict)
    grids: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)
    issues: list[RowIssue] = field(default_factory=list)


def read_plan(
    viewer: Viewer, store: Store, path: Path, now: datetime, on: date | None
) -> PlanReading:
    """Return the plan of a file, as `service.plans.plan_files.import_plan` says."""
    reading = read_table(path)
    headers = _headers(reading)
    rows = _rows(reading, headers)
    with store.read() as conn:
        today = office_day(conn, now)
        known = _known(conn, viewer, on or _day(rows, today))
    made = _Made(issues=[*reading.issues, *_code_issues(reading, headers)])
    refused = set(refused_rows(made.issues).tolist())
    for row in rows:
        if row.number not in refused:
            _take(made, row, known)
    issues = sorted(made.issues, key=lambda issue: issue.row or 0)
    plan = _plan(made, known.on, _shared(rows, "name") or "")
    return PlanReading(plan, tuple(issues), len(rows))


def _plan(made: _Made, on: date, name: str) -> CoveragePlan:
    grids, workers = frozenset(made.grids), frozenset(made.workers)
    return CoveragePlan(on, made.changes, grids, workers, name)


def _take(made: _Made, row: PlanRow, known: Known) -> None:
    """Take one row into the plan, or say why not."""
    try:
        grid = grid_of(row, known, made.taken)
        after, locks = worker_of(row, known), locks_of(row)
        before = known.holders.get(grid)
        _refuse_locked(row, locks, before, after)
    except RowRefused as refused:
        made.issues.append(refused.issue)
        return
    made.taken.add(grid)
    made.issues += remarks_of(row, known, grid, after)
    if before != after:
        made.changes[grid] = Change(before, after)
    made.grids |= {grid} if "grid" in locks else set()
    made.workers |= {before} if "worker" in locks and before is not None else set()


def _refuse_locked(row: PlanRow, locks: set[str], before: str | None, after: str | None) -> None:
    if locks and before != after:
        raise row.refused(
            "plan.locked",
            "locked",
            Sentence(
                "This row locks what it changes: take the lock away, or leave the worker as he is."
            ),
        )


def _headers(reading: Reading) -> dict[str, str]:
    """Return what each column is, by the words above it."""
    plain = {_plain(str(name)): str(name) for name in reversed(list(reading.frame.columns))}
    found: dict[str, str] = {}
    for role, words in _WORDS.items():
        named = [plain[word] for word in words.split() if word in plain]
        found |= {role: named[0]} if named else {}
    lacking = [] if "grid" in found else ["grid_code"]
    lacking += [] if {"after", "after_name"} & found.keys() else ["worker_after"]
    for column in lacking:
        raise DataError(
            "{file} has no column {column}: name it so, or take an exported coverage as a pattern."
            " Its columns are: {columns}.",
            file=reading.file,
            column=column,
            columns=", ".join(map(str, reading.frame.columns)) or "-",
        )
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.casefold())


def _rows(reading: Reading, headers: Mapping[str, str]) -> list[PlanRow]:
    cells = {role: _text(reading.frame[header]) for role, header in headers.items()}
    return [
        PlanRow(int(number), {role: texts[place] for role, texts in cells.items()}, headers)
        for place, number in enumerate(reading.rows)
    ]


def _text(column: pd.Series) -> list[str | None]:
    values = column.astype(object).where(column.notna(), "")
    return [str(value).strip() or None for value in values]


def _shared(rows: list[PlanRow], role: str) -> str | None:
    """Return the value that all rows share, None where they do not."""
    said = {row[role] for row in rows}
    return said.pop() if len(said) == 1 else None


def _day(rows: list[PlanRow], today: date) -> date:
    try:
        return max(today, date.fromisoformat(_shared(rows, "on") or ""))
    except ValueError:
        return today


def _known(conn: sa.Connection, viewer: Viewer, on: date) -> Known:
    people = load_workers(conn)
    return Known(
        on=on,
        grids=grids_seen(conn, viewer, on).keys(),
        holders=holders_on(conn, on),
        names=dict(zip(people["code"], people["name"], strict=True)),
        called=worker_codes(people)[0],
        serving=workers_on(conn, on).keys(),
    )


def _code_issues(reading: Reading, headers: Mapping[str, str]) -> list[RowIssue]:
    """Return a refusal of each row whose code was a number once; each row is refused once."""
    found: dict[int, RowIssue] = {}
    usable = np.flatnonzero(reading.usable)
    for role in ("grid", "after", "before"):
        if role in headers:
            values = reading.frame[headers[role]].iloc[usable]
            for issue in check_codes(values, reading.rows[usable], headers[role]):
                found.setdefault(issue.row or 0, issue)
    return list(found.values())
