"""What each grid holds: households with their middle and spread, open and expected cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from data.grid_store import grid_dates
from data.settings_store import snap_of
from data.workload_store import (
    SUMS,
    case_counts,
    case_places,
    first_report,
    household_places,
    household_sums,
)
from geo.metres import Floats, area_m2, metric_crs, points_to_metres
from service.coverage import index_in
from service.placing import place_points

_YEAR: Final = timedelta(days=365)
_MONTH: Final = _YEAR / 12


def has_todays_grids(conn: sa.Connection, on: date, today: date) -> bool:
    """Return True when the grids in force on a day are today's."""
    return _stretch(conn, on) == _stretch(conn, today)


def home_amounts(
    conn: sa.Connection, grids: gpd.GeoDataFrame, on: date, *, is_today: bool
) -> pd.DataFrame:
    """Return the ground and the households of each grid of a day, in the order of the grids.

    Parameters
    ----------
    is_today
        Whether the grids are today's: households lie in the grids they were placed in.  If not,
        they are placed on the grids of the day.

    Returns
    -------
    DataFrame
        ``households, occupied, area_m2`` (its own ground: a dedicated grid's is not that of the
        grid around it), ``x_m, y_m, own_m2``: the middle of the households lived in and their mean
        squared distance from it, in metres.

    Notes
    -----
    A grid in which nobody lives has the middle of its shape, and the spread of a circle of its
    size (mean squared distance area / 2 pi).
    """
    west, south, east, north = shapely.total_bounds(grids.geometry.to_numpy())
    origin = ((west + east) / 2, (south + north) / 2)
    homes = household_sums(conn, *origin) if is_today else _homes_placed(conn, on, origin)
    homes = homes.reindex(pd.Index(grids["code"]), fill_value=0.0).reset_index(drop=True)
    whole = homes[["households", "occupied"]].astype(np.int64)
    return whole.assign(**_middles(grids, homes, origin))


def case_amounts(
    conn: sa.Connection, grids: gpd.GeoDataFrame, on: date, midnight: datetime, *, is_today: bool
) -> pd.DataFrame:
    """Return ``open_cases, expected_cases`` (a month) of each grid, in the order of the grids.

    Parameters
    ----------
    midnight
        The beginning of today; cases of the 365 days before it are taken for what is to come.
    is_today
        Whether the grids are today's: cases lie in the grids they were placed in, and those of
        grids that are gone where they lie now.  If not, all are placed on the grids of the day.
    """
    window = (midnight - _YEAR, midnight)
    if is_today:
        strays = _cases_placed(conn, on, window, lost_on=on)
        counted = case_counts(conn, *window).add(strays, fill_value=0)
    else:
        counted = _cases_placed(conn, on, window)
    counted = counted.reindex(pd.Index(grids["code"]), fill_value=0.0).reset_index(drop=True)
    return pd.DataFrame(
        {
            "open_cases": counted["open_cases"].astype(np.int64),
            "expected_cases": counted["reported"] / _months_covered(first_report(conn), midnight),
        }
    )


def _stretch(conn: sa.Connection, day: date) -> int:
    return sum(turn <= day for turn in grid_dates(conn))


def _months_covered(first: datetime | None, midnight: datetime) -> float:
    """Return how many months the reports of the last year stand for.

    Twelve, or those since the first report; at least one, so that a few days' reports are not
    taken for many more.
    """
    since = _YEAR if first is None else midnight - first
    return min(max(since, _MONTH), _YEAR) / _MONTH


def _homes_placed(conn: sa.Connection, on: date, origin: tuple[float, float]) -> pd.DataFrame:
    """Return the sums of `household_sums` for the grids of another day."""
    homes = household_places(conn)
    lon, lat = homes["lon"].to_numpy(float), homes["lat"].to_numpy(float)
    placed = place_points(index_in(conn, on), lon, lat)
    lived_in = homes["is_occupied"].to_numpy(float)
    dx, dy = (lon - origin[0]) * lived_in, (lat - origin[1]) * lived_in
    parts = (np.ones(len(homes)), lived_in, dx, dy, dx * dx, dy * dy)
    sums = pd.DataFrame(dict(zip(SUMS, parts, strict=True)))
    return sums.groupby(placed["grid_code"].to_numpy(dtype=object)).sum()


def _cases_placed(
    conn: sa.Connection,
    on: date,
    window: tuple[datetime, datetime],
    *,
    lost_on: date | None = None,
) -> pd.DataFrame:
    """Return ``open_cases, reported`` by the grids of a day in which the cases' places lie."""
    found = case_places(conn, *window, lost_on=lost_on)
    if found.empty:
        return found[["open_cases", "reported"]]
    placed = place_points(
        index_in(conn, on), found["lon"].to_numpy(), found["lat"].to_numpy(), snap_m=snap_of(conn)
    )
    codes = found["kept"].where(found["kept"].notna(), placed["grid_code"])
    return found[["open_cases", "reported"]].groupby(codes.to_numpy(dtype=object)).sum()


def _middles(
    grids: gpd.GeoDataFrame, homes: pd.DataFrame, origin: tuple[float, float]
) -> dict[str, Floats]:
    """Return ``area_m2, x_m, y_m, own_m2`` of each grid."""
    shapes = grids.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    crs = metric_crs(bounds[:, ::2], bounds[:, 1::2])
    count = homes["occupied"].to_numpy(float)
    has, some = count > 0, np.maximum(count, 1)
    dx, dy, dx2, dy2 = (homes[name].to_numpy(float) / some for name in SUMS[2:])
    centroid = shapely.centroid(shapes)
    lon = np.where(has, origin[0] + dx, shapely.get_x(centroid))
    lat = np.where(has, origin[1] + dy, shapely.get_y(centroid))
    x, y = points_to_metres(lon, lat, crs)
    step = 1e-4
    east_x, east_y = points_to_metres(lon + step, lat, crs)
    north_x, north_y = points_to_metres(lon, lat + step, crs)
    per_lon2 = ((east_x - x) ** 2 + (east_y - y) ** 2) / step**2
    per_lat2 = ((north_x - x) ** 2 + (north_y - y) ** 2) / step**2
    spread = np.maximum(dx2 - dx * dx, 0) * per_lon2 + np.maximum(dy2 - dy * dy, 0) * per_lat2
    ground = _own_ground(grids)
    own = np.where(has, spread, ground / (2 * np.pi))
    return {"area_m2": ground, "x_m": x, "y_m": y, "own_m2": own}


def _own_ground(grids: gpd.GeoDataFrame) -> Floats:
    """Return the area of each grid without that of the dedicated grids within it."""
    shapes = grids.geometry.to_numpy()
    ground = area_m2(shapes)
    is_dedicated = (grids["kind"] == "dedicated").to_numpy()
    inner, outer = np.flatnonzero(is_dedicated), np.flatnonzero(~is_dedicated)
    a, b = shapely.STRtree(shapes[outer]).query(shapes[inner], predicate="intersects")
    shared = area_m2(shapely.intersection(shapes[inner[a]], shapes[outer[b]]))
    np.subtract.at(ground, outer[b], shared)
    return ground
