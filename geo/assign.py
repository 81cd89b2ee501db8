"""Points to grids: every point gets exactly one grid or one stated reason why none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import outcome
from geo.errors import GeoError
from geo.explain import explain
from geo.grid import KINDS, shortlist
from geo.grid_index import GridIndex
from geo.nearness import metric_blocks
from geo.outcome import FIRST, Outcomes, Positions, as_positions, is_usable, object_column

__all__ = ["GridIndex", "assign", "candidates", "explain"]

LARGE_BATCH = 20_000


def assign(
    index: GridIndex,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    snap_m: float | None = None,
    override: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Return for each point its one grid and how it was found, or the one reason for none.

    Borders belong to a grid (`intersects` in planar lon/lat), so a point on a shared border has
    several candidates; of those the dedicated grids win over the general ones and then the
    smallest code in text order.

    Parameters
    ----------
    index : GridIndex
    lon, lat : array_like of float, shape (N,)
        Degrees, EPSG:4490 (WGS 84 taken as the same).
    snap_m : float, optional
        Points in no grid go to the nearest one within so many metres; by default to none.
    override : array_like of str or None, shape (N,), optional
        Codes decided before, by category; they win over everything, a coordinate or not.

    Returns
    -------
    DataFrame, N rows in the order given, RangeIndex, object columns
        ``grid_code``: text or None; ``how``: ``inside`` (one general grid), ``dedicated`` (one
        dedicated grid), ``tie`` (several of the winning kind), ``override``, ``snapped`` or
        None; ``why_no_grid``: ``outside``, ``gap`` (inside the outline of the district, in no
        grid), ``no_coordinate`` (missing, infinite or beyond 180, 90 degrees) or None.  Of
        ``how`` and ``why_no_grid`` exactly one is given.

    Raises
    ------
    GeoError
        When the arrays differ in length, an override names no grid or snap_m is no distance.
    """
    x, y = as_positions(lon, lat)
    out = place(index, x, y)
    if snap_m is not None:
        _snap(index, x, y, out, snap_m)
    if override is not None:
        _override(index, out, override)
    return outcome.outcome_frame(out, index.codes, index.dedicated)


def candidates(index: GridIndex, lon: npt.ArrayLike, lat: npt.ArrayLike) -> pd.DataFrame:
    """Return every grid that covers each point, winner first: what stood behind a tie.

    Returns
    -------
    DataFrame, one row per pair, RangeIndex
        ``point``: position in the arrays given; ``grid_code``; ``kind``.
    """
    x, y = as_positions(lon, lat)
    points, grids = _covering(index, x, y)
    order = np.lexsort((grids, points))
    dedicated = grids[order] < index.dedicated
    return pd.DataFrame(
        {
            "point": points[order],
            "grid_code": object_column(index.codes[grids[order]]),
            "kind": object_column(np.where(dedicated, KINDS[1], KINDS[0])),
        }
    )


def place(
    index: GridIndex, lon: Positions, lat: Positions, *, by_cells: bool | None = None
) -> Outcomes:
    """Return the outcome number of each point (see `geo.outcome`), without snap and override.

    `by_cells` forces the cell table (True) or the search tree (False); by default the first
    batch of `LARGE_BATCH` points or more builds the table, which then answers every batch.

    Notes
    -----
    An import of 20,000 points is seldom the last one; what building the table costs is back after
    0.1 to 0.6 million points (docs/decisions/0002-assign.md).
    """
    usable = is_usable(lon, lat)
    if by_cells is None:
        by_cells = index.has_cells or len(lon) >= LARGE_BATCH
    out = index.cells.place(lon, lat) if by_cells else _place_plainly(index, lon, lat)
    out[~usable] = outcome.NO_COORDINATE
    return out


def _covering(index: GridIndex, lon: Positions, lat: Positions) -> tuple[Any, Any]:
    rows = np.flatnonzero(is_usable(lon, lat))
    points, grids = index.tree.query(shapely.points(lon[rows], lat[rows]), predicate="intersects")
    return rows[points], grids


def _place_plainly(index: GridIndex, lon: Positions, lat: Positions) -> Outcomes:
    points, grids = _covering(index, lon, lat)
    out = outcome.resolve(
        points, grids, count=len(lon), dedicated=index.dedicated, total=len(index.codes)
    )
    lost = np.flatnonzero((out == outcome.OUTSIDE) & is_usable(lon, lat))
    if lost.size:
        in_district = shapely.intersects_xy(index.outline, lon[lost], lat[lost])
        out[lost[in_district]] = outcome.GAP
    return out


def _override(index: GridIndex, out: Outcomes, override: npt.ArrayLike) -> None:
    codes = np.asarray(override, dtype=object)
    if codes.shape != out.shape:
        raise GeoError(
            "{given} overrides do not match {points} points: give a code or None for each",
            given=codes.size,
            points=out.size,
        )
    rows = np.flatnonzero(~pd.isna(codes))
    ranks = index.rank_of(codes[rows])
    if (ranks < 0).any():
        raise GeoError(
            "the override codes {codes} are no grids of this map: correct the override",
            codes=shortlist(pd.unique(codes[rows][ranks < 0])),
        )
    out[rows] = FIRST + 3 * len(index.codes) + ranks


def _snap(index: GridIndex, lon: Positions, lat: Positions, out: Outcomes, snap_m: float) -> None:
    if not snap_m >= 0 or not np.isfinite(snap_m):
        raise GeoError("{snap_m} is no snapping distance: give metres, 0 or more", snap_m=snap_m)
    lost = np.flatnonzero(np.isin(out, (outcome.OUTSIDE, outcome.GAP)))
    for metric, block in metric_blocks(index, lon[lost], lat[lost]):
        rows = lost[block]
        points = metric.points(lon[rows], lat[rows])
        nobody, within = np.full(len(rows), -1), np.full(len(rows), float(snap_m))
        rank, _ = metric.nearest(points, nobody, within, float(snap_m))
        out[rows[rank >= 0]] = FIRST + 2 * len(index.codes) + rank[rank >= 0]
