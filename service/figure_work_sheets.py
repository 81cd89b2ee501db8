"""The rows of work outside of cases: who was met, who came, what was passed and checked.

Each sheet is a frame of a period, ``day_from <= day < day_until``, as it stood on a day: ``code,
name``, ``area_code`` (the grid or unit it lies in, None for none) and whole numbers by the names
that `casework.indicator.Sheet` gives.  They are of the whole district: whoever asks narrows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.indicator import Sheet
from casework.viewer import OPERATOR, SYSTEM
from casework.visit import HomeState, PlanKind, VisitPlan
from data.store import Store
from data.work_store import Areas, areas, drawn_rows, first_check, first_visit, needs_told
from service.figure_meeting_sheets import MEETING_SHEETS
from service.map_view import MapData
from service.rounds.figures import counts_of_points
from service.sessions.coverage import rooms_on
from service.sessions.figures import session_counts
from service.visits.states import states_seen

# The store, the first day, the day after the last, and the day as of which it is looked at.
SheetOf = Callable[[Store, date, date, date], pd.DataFrame]
_DAY: Final = timedelta(days=1)


def _homes(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the households of each grid: living there, met, and the wishes they told."""
    del on
    plan = VisitPlan("", "", PlanKind.STANDING, "", day_from, day_until)
    found = states_seen(SYSTEM, store, plan, day_until - _DAY)
    is_met = found.state == HomeState.MET
    with store.read() as conn:
        told = needs_told(conn, day_from, day_until)
        first = first_visit(conn)
    needs = np.zeros(len(found.homes), dtype=np.int64)
    if told:
        needs[found.homes.rows_of(np.array(list(told), dtype=np.int64))] = list(told.values())
    # The last place is that of homes in no grid.
    size = len(found.ground.grids.codes) + 1
    rows = np.where(found.ground.rows < 0, size - 1, found.ground.rows)
    frame = pd.DataFrame(
        {
            "code": [*found.ground.grids.codes, "-"],
            "name": [*found.ground.grids.frame["name"], ""],
            "area_code": np.array([*found.ground.grids.codes, None], dtype=object),
            "occupied": np.bincount(rows[found.state > HomeState.VACANT], minlength=size),
            "met": np.bincount(rows[is_met], minlength=size),
            "needs": np.bincount(rows[is_met], weights=needs[is_met], minlength=size).astype(int),
        }
    )
    # Before the first visit that is known nobody counted who was met.
    is_known = first is not None and first < day_until
    return frame[(frame["occupied"] > 0) & is_known].reset_index(drop=True)


def _sessions(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the contact points of each unit: turns due and met, sessions held and announced."""
    del on
    found = session_counts(store, day_from, day_until)
    with store.read() as conn:
        names = areas(conn).names
    codes = found["unit_code"].astype(object).where(found["unit_code"].notna(), None)
    return pd.DataFrame(
        {
            "code": codes.fillna("-"),
            "name": [names.get(code, "") for code in codes],
            "area_code": codes,
            "due": found["duties_due"],
            "met": found["duties_met"],
            "held": found["sessions_held"],
            "announced": found["notices_valid"],
        }
    )


def _rooms(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the units that are to have a room, and whether they have one on the day."""
    del day_from, day_until
    units = rooms_on(OPERATOR, store, on).units
    return pd.DataFrame(
        {
            "code": units["code"],
            "name": units["name"],
            "area_code": units["code"].astype(object),
            "units": np.ones(len(units), dtype=np.int64),
            "with_room": (units["rooms"] > 0).astype(int),
        }
    )


def _rounds(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return the points of rounds: how often due, checked, failed, put right.

    Before the first check there are no records: nothing fell due that anybody could have kept.
    """
    with store.read() as conn:
        known, begun = areas(conn), first_check(conn)
    since = day_until if begun is None else max(day_from, begun)
    found = counts_of_points(store, MapData.of(store).grids(on), since, day_until, on)
    where = zip(found["unit_code"], found["grid_code"], strict=True)
    return pd.DataFrame(
        {
            "code": found["code"],
            "name": found["name"],
            "area_code": pd.Series([known.area_of(*one) for one in where], dtype=object),
            "due": found["due"] - found["open"],
            "checked": found["passed"] + found["failed"],
            "failed": found["failed"],
            "rectified": found["rectified"],
        }
    )


def _drawn(store: Store, day_from: date, day_until: date, on: date) -> pd.DataFrame:
    """Return what was drawn for spot checks: checked, staffed, with a problem, put right.

    All of it belongs to the day of the draw, as on the page of spot checks.
    """
    with store.read() as conn:
        rows = drawn_rows(conn)
        known = areas(conn)
    is_drawn = _until(rows["drawn_on"], day_until - _DAY)
    is_drawn &= ~_until(rows["drawn_on"], day_from - _DAY)
    rows = rows[is_drawn].reset_index(drop=True)
    is_checked = _until(rows["checked_on"], on)
    is_asked = is_checked & rows["is_staffed"].notna().to_numpy()
    has_problem = is_checked & rows["problem"].notna().to_numpy()
    return pd.DataFrame(
        {
            "code": rows["code"],
            "name": [known.names.get(code, "") for code in rows["code"]],
            "area_code": pd.Series([_area(known, code) for code in rows["code"]], dtype=object),
            "drawn": np.ones(len(rows), dtype=np.int64),
            "checked": is_checked.astype(int),
            "staff_checked": is_asked.astype(int),
            "staffed": (is_asked & rows["is_staffed"].eq(True).to_numpy()).astype(int),
            "problems": has_problem.astype(int),
            "rectified": (has_problem & _until(rows["rectified_on"], on)).astype(int),
        }
    )


def _until(days: pd.Series, on: date) -> NDArray[np.bool_]:
    """Return where there is a day, and it is none after another."""
    return np.array([not pd.isna(day) and day <= on for day in days], dtype=bool)


def _area(known: Areas, code: str) -> str | None:
    """Return where something drawn lies: a place, or a grid itself."""
    if code in known.of_place:
        return known.area_of(*known.of_place[code])
    return code if code in known.names else None


SHEETS: Final[Mapping[Sheet, SheetOf]] = {
    Sheet.HOMES: _homes,
    Sheet.SESSIONS: _sessions,
    Sheet.ROOMS: _rooms,
    Sheet.ROUNDS: _rounds,
    Sheet.DRAWN: _drawn,
    **MEETING_SHEETS,
}
