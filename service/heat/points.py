"""Where the cases and households of a heat surface lie, in metres."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from casework.indicator import Window
from casework.indicators import INDICATORS
from data.frame_columns import FrameColumns
from data.map_store import household_points
from data.settings_store import snap_of
from data.store import Store
from geo.density import Extent
from geo.metres import metric_crs, points_to_metres
from service.clock import midnight
from service.coverage import index_on
from service.heat.ask import HeatAsk, HeatWhat
from service.map_filter import CaseFilter
from service.map_kept import Kept
from service.map_then import case_rows, cases_on
from service.map_time import MapDay
from service.map_view import GridLayer, MapData
from service.placing import place_points

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# The figure of the registry whose cases a surface shows.
FIGURES: Final[dict[HeatWhat, str]] = {
    "open": "open_now",
    "overdue": "overdue_now",
    "new": "reported",
    "closed": "closed_count",
}
_LONG_AGO: Final = date(1900, 1, 1)
# Round the grids: a case a little outside them is still put into the nearest.
_AROUND_M: Final = 1000.0


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
    """Return where the cases asked for lie that count in the grids inside.

    Which cases count is said by the registry of figures: as many as `FIGURES` tells elsewhere.
    """
    data, plane = MapData.of(store), plane_of(grids)
    known = cases_on(store, day, CaseFilter(status="all"), now)
    # known cases are some rows of all cases, which tell how each of them stands by now
    rows = known.index.to_numpy()
    is_whole = ask.wanted.area is None and bool(inside.all())
    keep = np.append(inside, is_whole)[case_rows(store, grids, known, day)]
    keep = keep & _is_asked(data.cases().iloc[rows], ask, day.moment(now))
    key = ("cases", data.token("cases"), plane.to_string())
    x, y = _kept(store).get(key, lambda: _metres_of(data.cases(), plane))
    return Points(x[rows[keep]], y[rows[keep]])


def home_points(store: Store, grids: GridLayer, inside: Bools, day: MapDay) -> Points:
    """Return where today's households lie that stand in the grids inside."""
    data, plane = MapData.of(store), plane_of(grids)
    key = ("homes", data.token("households"), grids.token, plane.to_string())
    x, y, row = _kept(store).get(key, lambda: _homes(store, grids, plane, day))
    is_whole = bool(inside.all())
    keep = np.append(inside, is_whole)[row]
    return Points(x[keep], y[keep])


def _is_asked(cases: pd.DataFrame, ask: HeatAsk, moment: datetime) -> Bools:
    zone, wanted = ZoneInfo(ask.wanted.zone), ask.wanted
    first, last = wanted.reported_from or _LONG_AGO, wanted.reported_to or moment.date()
    window = Window(midnight(first, zone), midnight(last + timedelta(days=1), zone), moment)
    keep = INDICATORS[FIGURES[ask.what]].is_counted(FrameColumns(cases), window)
    if wanted.category is not None:
        keep = keep & (cases["category"] == wanted.category)
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
