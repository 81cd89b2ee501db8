"""Cases as they stood when a day ended, and in which of a map's grids each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.case import CaseStatus
from data.grid_store import codes_after, successors
from data.settings_store import snap_of
from data.store import Store
from service.coverage import index_on
from service.errors import ServiceError
from service.map_filter import STATUS_GROUPS, CaseFilter, as_utc64, is_open
from service.map_kept import Kept
from service.map_time import MapDay
from service.map_view import GridLayer, MapData
from service.placing import place_points


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(12)


def cases_on(store: Store, day: MapDay, wanted: CaseFilter, now: datetime) -> pd.DataFrame:
    """Return the cases as they stood when a day ended; as they stand for today or later.

    Raises
    ------
    ServiceError
        When a single state is asked for of an earlier day.
    """
    data = MapData.of(store)
    if not day.is_past:
        return data.cases()
    if wanted.status not in STATUS_GROUPS:
        raise ServiceError(
            "How far a case had come on an earlier day is not known, only whether it was open:"
            " choose open, overdue, closed or all cases instead of {status}.",
            status=wanted.status,
        )
    key = ("cases", data.token("cases"), day.on, day.zone)
    return _kept(store).get(key, lambda: cases_then(data.cases(), day.moment(now)))


def cases_then(cases: pd.DataFrame, end: datetime) -> pd.DataFrame:
    """Return the cases known by a moment, with ``status`` handling or closed as it was then.

    Parameters
    ----------
    cases
        From `MapData.cases`.
    end
        The moment, aware.

    Notes
    -----
    A case was open that had been reported and not been closed until then.  One that was merged
    or rejected counts as open until its last step.  Void ones are left out, and so are closed
    ones of which nobody knows when; a case that was reopened counts as open all the time.
    """
    moment = as_utc64(end)
    over = cases["closed_at"].fillna(cases["moved_at"]).to_numpy()
    over = np.where(is_open(cases), np.datetime64("NaT", "s"), over)
    is_dated = is_open(cases) | ~np.isnat(over)
    is_void = (cases["status"] == CaseStatus.VOID.value).to_numpy(dtype=bool)
    known = (cases["reported_at"].to_numpy() < moment) & is_dated & ~is_void
    closed = np.where(over < moment, CaseStatus.CLOSED.value, CaseStatus.HANDLING.value)
    status = pd.Categorical(closed, categories=[one.value for one in CaseStatus])
    then: pd.DataFrame = cases.assign(status=status)[known]
    return then


def case_rows(
    store: Store, grids: GridLayer, cases: pd.DataFrame, day: MapDay
) -> NDArray[np.int64]:
    """Return in which grid of a map (its row) each case counts, -1 for none.

    Read as it was, a case counts in the grid it was recorded in; one that was placed anew since,
    in a grid that came later, counts where its point lay on the day.  Read on today's map, each
    counts where it lies in today's grids.
    """
    if not day.is_past and day.reading == "as_it_was":
        return grids.rows_of(cases["grid_code"])
    key = ("rows", MapData.of(store).token("cases"), grids.token, day)
    return _kept(store).get(key, lambda: _find_rows(store, grids, cases, day))


def _find_rows(
    store: Store, grids: GridLayer, cases: pd.DataFrame, day: MapDay
) -> NDArray[np.int64]:
    if day.reading == "today":
        return grids.rows_of(codes_on_map(store, cases, day.today))
    rows = grids.rows_of(cases["grid_code"])
    with store.read() as conn:
        later = codes_after(conn, day.on)
    anew = np.flatnonzero((rows < 0) & cases["grid_code"].isin(later).to_numpy())
    if len(anew):
        rows[anew] = grids.rows_of(codes_on_map(store, cases.iloc[anew], day.on))
    return rows


def codes_on_map(store: Store, cases: pd.DataFrame, on: date) -> pd.Series:
    """Return the grid each case lies in on the map of a day, None where that cannot be said.

    By its point; without one by its own code, or what the crosswalk says became of it.
    """
    with store.read() as conn:
        snap_m = snap_of(conn)
        became = successors(conn, on)
    lon, lat = (cases[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    found = place_points(index_on(store, on), lon, lat, snap_m=snap_m)["grid_code"].astype(object)
    pointless = np.flatnonzero(np.isnan(lon) & cases["grid_code"].notna().to_numpy())
    codes = cases["grid_code"].astype(object).iloc[pointless]
    found.iloc[pointless] = [_last_of(code, became) for code in codes]
    return found


def _last_of(code: str, became: Mapping[str, set[str]]) -> str | None:
    """Return the one code this one has become, itself when nothing did, None for several."""
    seen: set[str] = set()
    while code in became and code not in seen:
        seen.add(code)
        if len(became[code]) != 1:
            return None
        code = next(iter(became[code]))
    return code
