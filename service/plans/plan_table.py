"""Plans and coverage as a table with shapes: a row a grid, for people and their spreadsheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import sqlalchemy as sa

from casework.access import Viewer
from casework.plan import CoveragePlan
from data.case_store import worker_names
from data.grid_store import load_grids
from service.plans.grids_seen import grids_seen
from service.plans.held import holders_on

COLUMNS: Final = (
    "grid_code", "grid_name", "worker_before", "worker_before_name", "worker_after",
    "worker_after_name", "locked", "on", "plan",
)  # fmt: skip
LOCKED_GRID: Final = "grid"
LOCKED_WORKER: Final = "worker"


def plan_rows(conn: sa.Connection, viewer: Viewer, plan: CoveragePlan) -> gpd.GeoDataFrame:
    """Return the grids that a plan changes or locks, or whose worker it locks.

    Returns
    -------
    GeoDataFrame
        `COLUMNS`, by grid code, EPSG:4490; workers are blank for nobody; ``locked`` holds
        ``grid``, ``worker`` or both; ``on`` (ISO) and ``plan`` are the same in every row.
    """
    held = holders_on(conn, plan.on)
    of_locked = {grid for grid, worker in held.items() if worker in plan.locked_workers}
    touched = plan.changes.keys() | plan.locked_grids | of_locked
    return _rows(conn, viewer, plan, held, touched)


def coverage_rows(conn: sa.Connection, viewer: Viewer, on: date) -> gpd.GeoDataFrame:
    """Return every grid of a day with its worker, in the columns of `plan_rows`."""
    return _rows(conn, viewer, CoveragePlan(on), holders_on(conn, on), None)


def _rows(
    conn: sa.Connection,
    viewer: Viewer,
    plan: CoveragePlan,
    held: Mapping[str, str],
    chosen: Collection[str] | None,
) -> gpd.GeoDataFrame:
    seen = grids_seen(conn, viewer, plan.on).keys()
    codes = seen if chosen is None else seen & set(chosen)
    grids = load_grids(conn, plan.on).drop_duplicates("code", keep="last")
    grids = grids.loc[grids["code"].isin(codes)].reset_index(drop=True)
    name_of = worker_names(conn)
    rows = []
    for grid, name in zip(grids["code"], grids["name"], strict=True):
        change = plan.changes.get(grid)
        before = held.get(grid) if change is None else change.before
        after = before if change is None else change.after
        locks = [LOCKED_GRID] * (grid in plan.locked_grids)
        locks += [LOCKED_WORKER] * (before in plan.locked_workers)
        names = (name_of.get(before or "", ""), name_of.get(after or "", ""))
        rows.append((grid, name, before or "", names[0], after or "", names[1], " ".join(locks)))
    values = np.array(rows, dtype=object).reshape(len(rows), len(COLUMNS) - 2)
    made = gpd.GeoDataFrame(values, columns=list(COLUMNS[:-2]), geometry=grids.geometry)
    return made.assign(on=plan.on.isoformat(), plan=plan.name)[[*COLUMNS, "geometry"]]
