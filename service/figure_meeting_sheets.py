"""The rows of what was decided, promised, resolved and built (`service.figure_work_sheets`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd

from casework.case_status import CaseStatus
from casework.indicator import Sheet
from data.progress_store import Subject
from data.promise_store import load_linked, load_project_areas
from data.schema import cases, project_cases
from data.store import Store
from data.work_store import areas
from service.promises.standings import standings

# What may be given up by whoever set it, in time; a promise or work was told to residents.
_MAY_BE_DROPPED: Final = frozenset({"decision", "resolution"})


def _due(subject: Subject, store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return what fell due in the period: done at all, and done on or before the day in force.

    The name is that of the unit or the work: texts are for those who may see the ledger.
    """
    with store.read() as conn:
        frame = standings(conn, subject, on)
        names = areas(conn).names
    rows: list[tuple[Any, ...]] = []
    for row in frame.to_dict("records"):
        due, dropped = row["due_on"], row["dropped_on"]
        if not (row["is_due"] and day_from <= due < day_until):
            continue
        if subject in _MAY_BE_DROPPED and dropped is not None and dropped <= due:
            continue
        is_done = row["done_on"] is not None
        name = row.get("name") or row.get("owner_name") or names.get(row["area"], row["area"])
        rows.append((row["code"], name, row["place"], 1, int(is_done), int(row["is_kept"])))
    return _frame(rows, "due", "done", "kept")


def _project_areas(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the areas that works under way in the period are to reach, and which were reached."""
    with store.read() as conn:
        frame = standings(conn, "project", on)
        reached = load_project_areas(conn)
        names = areas(conn).names
    is_there = [
        planned < day_until and (done or dropped or on) >= day_from
        for planned, done, dropped in zip(
            frame["planned_on"], frame["done_on"], frame["dropped_on"], strict=True
        )
    ]
    works = frame[pd.Series(is_there, dtype=bool, index=frame.index)]
    known = dict(zip(works["id"], zip(works["code"], works["name"], strict=True), strict=True))
    rows = []
    for project, area, done_on in reached:
        if project in known:
            code, name = known[project]
            is_done = done_on is not None and done_on <= on
            said = f"{name}: {names.get(area, area)}"
            rows.append((f"{code}/{area}", said, area, 1, int(is_done)))
    return _frame(rows, "areas", "reached")


def _project_cases(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the cases that a public work closed in the period."""
    closed = project_cases.c.closed_on
    last = min(day_until, date.fromordinal(on.toordinal() + 1))
    where = (closed >= day_from, closed < last, cases.c.status != CaseStatus.VOID.value)
    with store.read() as conn:
        linked = load_linked(conn, where=where)
    # A case may stand in the list of several works; it was closed by one of them.
    rows = {one.code: (one.code, one.category or "", one.grid_code, 1) for one in linked}
    return _frame(list(rows.values()), "closed")


def _frame(rows: Sequence[tuple[Any, ...]], *numbers: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "name", "area_code", *numbers])
    for name in numbers:
        frame[name] = frame[name].astype(int)
    frame["area_code"] = frame["area_code"].astype(object).where(frame["area_code"].notna(), None)
    return frame


MEETING_SHEETS: Final[
    Mapping[Sheet, Callable[[Store, date, date, date], pd.DataFrame]]
] = {
    Sheet.DECISIONS: partial(_due, "decision"),
    Sheet.PROMISES: partial(_due, "promise"),
    Sheet.RESOLUTIONS: partial(_due, "resolution"),
    Sheet.PROJECTS: partial(_due, "project"),
    Sheet.PROJECT_AREAS: _project_areas,
    Sheet.PROJECT_CASES: _project_cases,
}  # fmt: skip
