"""Where the cases and households of a heat surface lie, in metres."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from data.map_store import household_points
from data.settings_store import snap_of
from data.store import Store
from geo.density import Extent
from geo.metres import metric_crs, points_to_metres
from service.clock import midnight
from service.coverage import index_on
from service.heat.ask import HeatAsk
from service.map_filter import CaseFilter, as_utc64, chosen, is_open
from service.map_kept import Kept
from service.map_then import case_rows, cases_on
from service.map_time import MapDay
from service.map_view import GridLayer, MapData
from service.placing import place_points

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_STATUS = {"open": "open", "overdue": "overdue", "new": "all", "closed": "done"}
# Round the grids: a case a little outside them is still put into the nearest.
_AROUND_M = 1000.0


class Points(NamedTuple):
    """Eastings and northings in metres, NaN where a position is missing."""

    x: Floats
    y: Floats


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(6)


def plane_of(grids: GridLayer) -> CRS:
    """Return the plane in metres all surfaces of a map share."""
    west, south, east, north = _bounds(grids, np.ones(len(grids.frame), dtype=bool))
    return metric_crs([west, east], [south, north])


def extent_of(grids: GridLayer, inside: Bools, plane: CRS) -> Extent:
    """Return west, south, east, north in metres around some grids; zeros for none."""
    if not inside.any():
        return 0.0, 0.0, 0.0, 0.0
    west, south, east, north = _bounds(grids, inside)
    part = np.linspace(0, 1, 9)
    lon, lat = west + part * (east - west), south + part * (north - south)
    every_lon, every_lat = (one.ravel() for one in np.meshgrid(lon, lat))
    x, y = points_to_metres(every_lon, every_lat, plane)
    low, high = (x.min(), y.min()), (x.max(), y.max())
    return (
        float(low[0] - _AROUND_M),
        float(low[1] - _AROUND_M),
        float(high[0] + _AROUND_M),
        float(high[1] + _AROUND_M),
    )


def case_points(
    store: Store, grids: GridLayer, inside: Bools, ask: HeatAsk, day: MapDay, now: datetime
) -> Points:
    """Return where the cases asked for lie that count in the grids inside."""
    data = MapData.of(store)
    wanted = replace(ask.wanted, status=_STATUS[ask.what])
    cases = cases_on(store, day, wanted, now)
    keep = _is_asked(cases, ask, wanted, day.moment(now))
    is_whole = ask.wanted.area is None and bool(inside.all())
    keep = keep & np.append(inside, is_whole)[case_rows(store, grids, cases, day)]
    plane = plane_of(grids)
    key = ("cases", data.token("cases"), plane.to_string())
    x, y = _kept(store).get(key, lambda: _metres_of(data.cases(), plane))
    # the cases of an earlier day are some rows of all cases
    rows = cases.index.to_numpy()[keep]
    return Points(x[rows], y[rows])


def home_points(store: Store, grids: GridLayer, inside: Bools, day: MapDay) -> Points:
    """Return where today's households lie that stand in the grids inside."""
    data, plane = MapData.of(store), plane_of(grids)
    key = ("homes", data.token("households"), grids.token, plane.to_string())
    x, y, row = _kept(store).get(key, lambda: _homes(store, grids, plane, day))
    is_whole = bool(inside.all())
    keep = np.append(inside, is_whole)[row]
    return Points(x[keep], y[keep])


def _is_asked(cases: pd.DataFrame, ask: HeatAsk, wanted: CaseFilter, moment: datetime) -> Bools:
    if ask.what != "closed":
        return chosen(cases, wanted, moment)
    closed_at = cases["closed_at"].to_numpy()
    keep = chosen(cases, replace(wanted, reported_from=None, reported_to=None), moment)
    keep = keep & ~np.isnat(closed_at) & ~is_open(cases)
    zone = ZoneInfo(wanted.zone)
    if wanted.reported_from is not None:
        keep &= closed_at >= as_utc64(midnight(wanted.reported_from, zone))
    if wanted.reported_to is not None:
        keep &= closed_at < as_utc64(midnight(wanted.reported_to + timedelta(days=1), zone))
    return np.asarray(keep, dtype=bool)


def _metres_of(cases: pd.DataFrame, plane: CRS) -> tuple[Floats, Floats]:
    lon, lat = (cases[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat)
    x, y = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    x[known], y[known] = points_to_metres(lon[known], lat[known], plane)
    return x, y


def _homes(
    store: Store, grids: GridLayer, plane: CRS, day: MapDay
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    with store.read() as conn:
        lon, lat = household_points(conn)
        snap_m = snap_of(conn)
    placed = place_points(index_on(store, day.grids_on), lon, lat, snap_m=snap_m)
    return (*points_to_metres(lon, lat, plane), grids.rows_of(placed["grid_code"]))


def _bounds(grids: GridLayer, rows: Bools) -> tuple[float, float, float, float]:
    if not rows.any():
        return 0.0, 0.0, 0.0, 0.0
    west, south, east, north = grids.frame.geometry[rows].total_bounds.tolist()
    return west, south, east, north
