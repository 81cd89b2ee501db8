"""Where households and open cases lie before and after: each in one grid, or nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame, is_open
from data.schema import cases, households
from data.settings_store import snap_of
from geo.assign import GridIndex
from service.placing import place_points

CASE_COLUMNS = ("id", "code", "grid_code", "how", "lon", "lat")


def households_moved(conn: sa.Connection, before: GridIndex, after: GridIndex) -> pd.DataFrame:
    """Return ``code, before, after`` of every household: its grid on two maps, None for none."""
    wanted = sa.select(households.c.code, households.c.lon, households.c.lat)
    frame = pd.read_sql(wanted.order_by(households.c.code), conn)
    snap = snap_of(conn)
    return pd.DataFrame(
        {
            "code": frame["code"],
            "before": _placed(before, frame, snap)["grid_code"],
            "after": _placed(after, frame, snap)["grid_code"],
        }
    )


def open_cases_in(conn: sa.Connection, grid_codes: Collection[str]) -> pd.DataFrame:
    """Return `CASE_COLUMNS` of the open cases in these grids, by their number."""
    codes = sorted(grid_codes)
    columns = [cases.c[name] for name in CASE_COLUMNS]
    rows = [
        row
        for start in range(0, len(codes), 500)
        for row in conn.execute(
            sa.select(*columns).where(is_open(), cases.c.grid_code.in_(codes[start : start + 500]))
        )
    ]
    return as_frame(sorted(rows), CASE_COLUMNS)


def cases_placed_again(
    frame: pd.DataFrame, after: GridIndex, heirs: Mapping[str, str], snap_m: float | None
) -> pd.DataFrame:
    """Return where the cases of retired grids lie on the new map.

    A case that its category gave to a grid, or that has no position, goes to the grid's heir;
    every other goes where it lies.

    Parameters
    ----------
    frame
        `CASE_COLUMNS`.
    heirs
        Retired grid to the new one that answers for what is not tied to a place.

    Returns
    -------
    DataFrame
        ``grid_code, how, why_no_grid, border_distance_m, runner_up`` on the frame's index.
    """
    told = frame["how"].eq("override") | frame["lon"].isna() | frame["lat"].isna()
    heir = frame["grid_code"].map(heirs).astype(object).where(told, None)
    lon, lat = (frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    placed = place_points(
        after,
        lon,
        lat,
        snap_m=snap_m,
        override=heir.where(heir.notna(), None).to_numpy(dtype=object),
        is_explained=True,
    )
    return placed.set_index(frame.index)


def _placed(index: GridIndex, frame: pd.DataFrame, snap_m: float | None) -> pd.DataFrame:
    lon, lat = (frame[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    return place_points(index, lon, lat, snap_m=snap_m).set_index(frame.index)
