"""What an audit looks at, read once: grids in force, counts per grid, the district's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.case import OPEN_STATUSES
from casework.roster import DutyRoster
from data.grid_store import load_grids, load_org_units
from data.schema import cases, households, imports
from data.settings_store import office_zone, setting
from data.store import Store
from service.coverage import roster_of
from service.finding import Finding

_OPEN = [status.value for status in OPEN_STATUSES]


@dataclass(frozen=True)
class Facts:
    """The district on one day.

    Attributes
    ----------
    grids
        Grids in force: ``code, name, kind, parent_code, area_m2, import_id, geometry``, RangeIndex.
    bounds
        West, south, east, north of each grid, shape (n, 4).
    households, cases, open_cases
        Counts by grid code.
    schemes
        The code scheme each grid was taken in with, in the order of the grids.
    band
        Fewest and most households of a grid, from the settings.
    """

    store: Store
    now: datetime
    today: date
    grids: gpd.GeoDataFrame
    bounds: NDArray[np.float64]
    units: pd.DataFrame
    roster: DutyRoster
    households: dict[str, int]
    cases: dict[str, int]
    open_cases: dict[str, int]
    schemes: list[str]
    band: tuple[int, int]

    def about_grid(self, row: int, finding: Finding) -> Finding:
        """Return the finding with the place of this grid and everything in it."""
        code = str(self.grids["code"].iloc[row])
        west, south, east, north = (float(one) for one in self.bounds[row])
        has_place = bool(np.isfinite(self.bounds[row]).all())
        return Finding(
            finding.kind,
            finding.severity,
            finding.sentence,
            grid_codes=(code,),
            area_m2=float(self.grids["area_m2"].iloc[row]),
            households=self.households.get(code, 0),
            cases=self.cases.get(code, 0),
            open_cases=self.open_cases.get(code, 0),
            lon=(west + east) / 2 if has_place else None,
            lat=(south + north) / 2 if has_place else None,
            bounds=(west, south, east, north) if has_place else None,
        )


def gather(store: Store, now: datetime) -> Facts:
    """Return the district as it stands now."""
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
        grids = load_grids(conn, today).reset_index(drop=True)
        low, high = cast("list[int]", setting(conn, "size_band"))
        return Facts(
            store=store,
            now=now,
            today=today,
            grids=grids,
            bounds=grids.geometry.bounds.to_numpy(dtype=float).reshape(-1, 4),
            units=load_org_units(conn, today),
            roster=roster_of(conn),
            households=_count(conn, households),
            cases=_count(conn, cases),
            open_cases=_count(conn, cases, cases.c.status.in_(_OPEN)),
            schemes=_schemes(conn, grids["import_id"]),
            band=(int(low), int(high)),
        )


def _count(conn: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> dict[str, int]:
    wanted = sa.select(table.c.grid_code, sa.func.count()).where(*where)
    rows = conn.execute(wanted.group_by(table.c.grid_code))
    return {str(code): int(count) for code, count in rows if code is not None}


def _schemes(conn: sa.Connection, import_ids: pd.Series) -> list[str]:
    """Return the scheme named when each grid was taken in, else the district's own."""
    usual = str(setting(conn, "code_scheme"))
    rows = conn.execute(sa.select(imports.c.id, imports.c.options))
    said = {number: options.get("code_scheme") or usual for number, options in rows}
    return [said.get(None if pd.isna(one) else int(one), usual) for one in import_ids]
