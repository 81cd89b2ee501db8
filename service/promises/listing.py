"""Promises, resolutions and public works as a viewer sees them on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.progress_store import load_progress
from data.promise_store import Kind, Linked, load_linked, load_project_areas
from data.store import Store, revisions_now
from data.work_store import areas
from service.map_kept import Kept
from service.promises.part import Part, kept_in_part
from service.promises.standings import ADDED, standings
from service.scoping import cases_in_part

_STATE: Final = ADDED[1:]
PROMISE_COLUMNS: Final = (
    "code", "text", "made_at", "made_on", "owner_unit", "owner_name", "area", "area_name", *_STATE,
    "evidence", "is_elsewhere",
)  # fmt: skip
RESOLUTION_COLUMNS: Final = (
    "code", "body", "text", "resolved_on", "area", "area_name", "household_count", "cost_yuan",
    *_STATE, "evidence", "is_elsewhere",
)  # fmt: skip
PROJECT_COLUMNS: Final = (
    "code", "name", "kind", "owner_unit", "owner_name", "area", "area_name", "address", "lon",
    "lat", "cost_yuan", "beneficiary_count", "planned_on", *_STATE, "areas_done", "areas_total",
    "cases_linked", "cases_closed", "evidence", "is_elsewhere",
)  # fmt: skip
_kept: Final = Kept(24)


@dataclass(frozen=True)
class Counts:
    """How many there are, and how many of them stand how; the parts add up to the whole.

    Attributes
    ----------
    total
        All that count here: what lies elsewhere and is only owned here is left out.
    due
        The day in force has come: ``kept + late + waiting + overdue + dropped``.
    kept, late
        Done on or before the day in force, and after it.
    waiting, overdue
        Not done: due on this very day, and the day over.
    dropped
        Given up, of those that fell due.
    not_due
        Its day has not come or none was set: ``total - due``.
    """

    total: int
    due: int
    kept: int
    late: int
    waiting: int
    overdue: int
    dropped: int

    @property
    def not_due(self) -> int:
        """Return how many have not fallen due."""
        return self.total - self.due

    @property
    def done(self) -> int:
        """Return how many of those that fell due are done, in time or late."""
        return self.kept + self.late


def promises_of(viewer: Viewer, store: Store, on: date, area: str | None = None) -> pd.DataFrame:
    """Return the promises made by a day, as they stood at its end, by code.

    Parameters
    ----------
    area
        Code of a unit or grid; None for all the viewer sees, with what his units own elsewhere.

    Returns
    -------
    DataFrame
        `PROMISE_COLUMNS`: of the promise, of where it stands (`service.promises.standings`);
        ``evidence`` the words with which it was reported done, None while it is not;
        ``is_elsewhere`` where it is only owned here and counts in another area.  RangeIndex.

    Raises
    ------
    CaseworkError
        When the viewer may not see promises.
    """
    return _listed(viewer, store, "promise", on, area, PROMISE_COLUMNS)


def resolutions_of(viewer: Viewer, store: Store, on: date, area: str | None = None) -> pd.DataFrame:
    """Return the resolutions of assemblies taken by a day, by area and code: `RESOLUTION_COLUMNS`.

    As `promises_of`; ``due_on`` may be None.
    """
    found = _listed(viewer, store, "resolution", on, area, RESOLUTION_COLUMNS)
    return found.sort_values(["area", "code"], kind="stable").reset_index(drop=True)


def projects_of(viewer: Viewer, store: Store, on: date, area: str | None = None) -> pd.DataFrame:
    """Return the public works put on the list by a day, by code: `PROJECT_COLUMNS`.

    As `promises_of`; ``areas_done`` of ``areas_total`` areas were reached by the day,
    ``cases_closed`` of ``cases_linked`` cases were closed by it.  ``lon, lat`` are CGCS2000
    (EPSG:4490), None for none.
    """
    return _listed(viewer, store, "project", on, area, PROJECT_COLUMNS)


def counts_of(frame: pd.DataFrame) -> Counts:
    """Return how many of a list (`promises_of`, `resolutions_of`, `projects_of`) stand how."""
    own = frame[~frame["is_elsewhere"].astype(bool)]
    due = own[own["is_due"].astype(bool)]
    kept, late = (int(due[name].astype(bool).sum()) for name in ("is_kept", "is_late"))
    states = Counter(due["state"])
    overdue = int(due["is_overdue"].astype(bool).sum())
    return Counts(
        total=len(own),
        due=len(due),
        kept=kept,
        late=late,
        waiting=states["open"] - overdue,
        overdue=overdue,
        dropped=states["dropped"],
    )


def kept_at_first(frame: pd.DataFrame, on: date) -> tuple[int, int]:
    """Return promises done by the day first set, and those whose first day has come."""
    own = frame[~frame["is_elsewhere"].astype(bool)]
    days = zip(own["first_due_on"], own["done_on"], strict=True)
    due = [(first, done) for first, done in days if first is not None and first <= on]
    return sum(done is not None and done <= first for first, done in due), len(due)


def history_of(viewer: Viewer, store: Store, kind: Kind, code: str) -> pd.DataFrame:
    """Return all that was told of one, in order: `data.progress_store.PROGRESS_COLUMNS`.

    Raises
    ------
    CaseworkError
        When the viewer may not see promises.
    ServiceError
        When there is no such one in his part.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        row = kept_in_part(conn, viewer, kind, code, keeps=False)
        return load_progress(conn, kind, row["id"])


def areas_of_project(viewer: Viewer, store: Store, code: str, on: date) -> pd.DataFrame:
    """Return the areas a work is to reach, those not reached by the day first.

    Returns
    -------
    DataFrame
        ``area_code, area_name, done_on, is_done``; all of them, for whoever sees the work.

    Raises
    ------
    CaseworkError, ServiceError
        As `history_of`.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        row = kept_in_part(conn, viewer, "project", code, keeps=False)
        reached = load_project_areas(conn, [row["id"]])
        names = areas(conn).names
    rows = [
        (area, names.get(area, area), day if day and day <= on else None)
        for _number, area, day in reached
    ]
    frame = pd.DataFrame(rows, columns=["area_code", "area_name", "done_on"], dtype=object)
    frame["is_done"] = frame["done_on"].notna()
    return frame.sort_values(["is_done", "area_code"], kind="stable").reset_index(drop=True)


def cases_of_project(viewer: Viewer, store: Store, code: str) -> tuple[list[Linked], int]:
    """Return the linked cases the viewer sees, and how many more lie outside his part.

    Raises
    ------
    CaseworkError
        When the viewer may not see promises, or cases.
    ServiceError
        When there is no such work in his part.
    """
    require(viewer, Action.VIEW_MEETINGS)
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        row = kept_in_part(conn, viewer, "project", code, keeps=False)
        seen = load_linked(conn, row["id"], cases_in_part(conn, viewer))
        return seen, len(load_linked(conn, row["id"])) - len(seen)


def _listed(
    viewer: Viewer, store: Store, kind: Kind, on: date, area: str | None, columns: Collection[str]
) -> pd.DataFrame:
    require(viewer, Action.VIEW_MEETINGS)
    frame = _all(store, kind, on)
    with store.read() as conn:
        part, asked = Part.of(conn, viewer.scope), Part.of(conn, area)
    places = frame["place"]
    owners = frame["owner_unit"] if "owner_unit" in frame else [None] * len(frame)
    is_own = [part.holds(place) and asked.holds(place) for place in places]
    # What a unit of the part owns elsewhere is shown to it, but belongs to no area of the part.
    is_owned = [area is None and owner in (part.codes or ()) for owner in owners]
    is_seen = [own or owned for own, owned in zip(is_own, is_owned, strict=True)]
    found = frame.assign(is_elsewhere=[not own for own in is_own])
    return found.loc[pd.Series(is_seen, dtype=bool, index=frame.index), list(columns)].reset_index(
        drop=True
    )


def _all(store: Store, kind: Kind, on: date) -> pd.DataFrame:
    """Return all of a kind of the whole district, with what its columns need; kept by revision."""
    with store.read() as conn:
        state = revisions_now(conn)
    mark = tuple(state.get(topic, 0) for topic in ("promises", "grids", "cases", "places"))
    key = (str(store.engine.url), kind, on, mark)

    def made() -> pd.DataFrame:
        with store.read() as conn:
            frame = standings(conn, kind, on)
            names = areas(conn).names
            more = _of_projects(conn, on) if kind == "project" else {}
        called = [code and names.get(code, code) for code in frame["area"]]
        frame["area_name"] = pd.Series(called, dtype=object, index=frame.index)
        told = zip(frame["state"], frame["last_text"], strict=True)
        frame["evidence"] = pd.Series([t if s == "done" else None for s, t in told], dtype=object)
        for name, of in more.items():
            frame[name] = [of(int(number)) for number in frame["id"]]
        return frame

    return _kept.get(key, made)


def _of_projects(conn: sa.Connection, on: date) -> Mapping[str, Callable[[int], int]]:
    total, done, linked, closed = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    for project, _area, day in load_project_areas(conn):
        total[project] += 1
        done[project] += day is not None and day <= on
    for one in load_linked(conn):
        linked[one.project_id] += one.linked_on <= on
        closed[one.project_id] += one.closed_on is not None and one.closed_on <= on
    found: dict[str, Any] = {
        "areas_total": total, "areas_done": done, "cases_linked": linked, "cases_closed": closed,
    }  # fmt: skip
    return {name: of.__getitem__ for name, of in found.items()}
