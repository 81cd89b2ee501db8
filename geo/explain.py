"""How sure a placing is: the distance to the nearest border and the runner-up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import GeoError
from geo.grid import shortlist
from geo.grid_index import GridIndex
from geo.nearness import MetricMap, Ranks, metric_blocks
from geo.outcome import Positions, as_positions, is_usable, object_column

#: Farthest runner-up that is named: beyond any district, so that one grid away is always named.
RUNNER_UP_M = 1_000_000.0
#: Beyond this distance the way is measured again on the ellipsoid.
FAR_M = 20_000.0


def explain(
    index: GridIndex, lon: npt.ArrayLike, lat: npt.ArrayLike, grid_code: npt.ArrayLike
) -> pd.DataFrame:
    """Return for each placed point the distance to its grid's border and the nearest other grid.

    Parameters
    ----------
    index : GridIndex
    lon, lat : array_like of float, shape (N,)
        Degrees, EPSG:4490.
    grid_code : array_like of str or None, shape (N,)
        The grid of each point, as `geo.assign.assign` gave it.

    Returns
    -------
    DataFrame, N rows in the order given, RangeIndex
        ``border_distance_m``: metres to the nearest border of its own grid, whether the point
        lies in it or was put there; without a grid metres to the nearest grid; NaN without a
        coordinate or any grid.  ``runner_up``: code of the nearest other grid (first in rank
        order among equals to the millimetre, the covering ones being 0 away), text or None;
        without a grid the nearest one.  ``runner_up_distance_m``: metres to it, 0 inside it.
        The last two are None and NaN where no other grid lies within 1,000 km.

    Raises
    ------
    GeoError
        When the arrays differ in length or a code is no grid of the index.

    Notes
    -----
    Planar distances in a transverse Mercator near the points: within 0.07 % of the geodesic.
    """
    x, y = as_positions(lon, lat)
    own = _own_ranks(index, grid_code, len(x))
    border, runner_m = np.full(len(x), np.nan), np.full(len(x), np.nan)
    runner = np.full(len(x), -1, dtype=np.int64)
    usable = np.flatnonzero(is_usable(x, y))
    for metric, block in metric_blocks(index, x[usable], y[usable]):
        rows = usable[block]
        points = metric.points(x[rows], y[rows])
        border[rows] = _border_m(metric, points, own[rows])
        runner[rows], runner_m[rows] = metric.nearest(points, own[rows], border[rows], RUNNER_UP_M)
    codes = np.array([*index.codes, None], dtype=object)
    return pd.DataFrame(
        {
            "border_distance_m": border,
            "runner_up": object_column(codes[runner]),
            "runner_up_distance_m": runner_m,
        }
    )


def _own_ranks(index: GridIndex, grid_code: npt.ArrayLike, count: int) -> Ranks:
    codes = np.asarray(grid_code, dtype=object)
    if codes.shape != (count,):
        raise GeoError(
            "{given} grid codes do not match {points} points: give a code or None for each",
            given=codes.size,
            points=count,
        )
    own = index.rank_of(codes)
    unknown = (own < 0) & ~pd.isna(codes)
    if unknown.any():
        raise GeoError(
            "the codes {codes} are no grids of this map: place the points again",
            codes=shortlist(pd.unique(codes[unknown])),
        )
    return own


def _border_m(metric: MetricMap, points: npt.NDArray[np.object_], own: Ranks) -> Positions:
    target = own.copy()
    lost = np.flatnonzero((own < 0) & ~shapely.is_empty(points))
    point, rank = metric.tree.query_nearest(points[lost], all_matches=False)
    target[lost[point]] = rank
    metres = np.full(len(points), np.nan)
    held = target >= 0
    metres[held] = shapely.distance(metric.borders[target[held]], points[held])
    inside = lost[shapely.intersects(metric.shapes[target[lost]], points[lost])]
    metres[inside] = 0.0
    far = metres > FAR_M
    metres[far] = metric.geodesic_m(metric.borders[target[far]], points[far])
    return metres
