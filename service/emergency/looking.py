"""What lies in an area: households, grids, who answers for them today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from casework.access import Action, Viewer, may, require
from data.household_store import HomeArrays
from data.store import Store
from geo.crs import area_m2
from geo.inside import points_inside
from service.cases.noting import office_day
from service.coverage import roster_on
from service.emergency.progress import least_shown, refuse_few
from service.errors import ServiceError
from service.home_memory import homes_in_memory
from service.map_view import MapData, grid_scope

GRID_COLUMNS = (
    "grid_code", "name", "households", "occupied", "worker_code", "worker_name", "backup_code",
    "backup_name",
)  # fmt: skip


@dataclass(frozen=True)
class AreaLook:
    """What lies in an area on a day.

    Attributes
    ----------
    ids, grid_codes
        Row numbers of the households inside, and the grid of each; empty for none.
    grids
        `GRID_COLUMNS` of every grid with a household inside, those nobody answers for first, then
        by code; the last row, with an empty code, is of households in no grid.
    """

    on: date
    ids: NDArray[np.int64]
    grid_codes: NDArray[np.object_]
    households: int
    occupied: int
    area_km2: float
    grids: pd.DataFrame

    @property
    def without_worker(self) -> int:
        """Return how many households nobody answers for."""
        return int(self.grids.loc[self.grids["worker_code"].isna(), "households"].sum())


def look_inside(viewer: Viewer, store: Store, shape: BaseGeometry, now: datetime) -> AreaLook:
    """Return what lies in an area; a household on its border lies in it.

    Raises
    ------
    CaseworkError
        When the viewer may not see how many households there are.
    ServiceError
        When a viewer who sees a part of the district asks for more than it, or one who may not
        see households for so few that a number would tell of one door.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        today = office_day(conn, now)
        least = least_shown(conn)
    _mark, homes = homes_in_memory(store)
    rows = np.flatnonzero(points_inside(shape, homes.lon, homes.lat))
    frame = _by_grid(store, homes, rows, today)
    _refuse_beyond(viewer, store, frame, today)
    if not may(viewer, Action.VIEW_HOMES):
        refuse_few(len(rows), least)
    return AreaLook(
        on=today,
        ids=homes.ids[rows],
        grid_codes=np.array([*homes.grid_codes, ""], dtype=object)[homes.grid_rows[rows]],
        households=len(rows),
        occupied=int(homes.is_occupied[rows].sum()),
        area_km2=float(area_m2(np.array([shape], dtype=object))[0]) / 1e6,
        grids=frame,
    )


def _by_grid(store: Store, homes: HomeArrays, rows: NDArray[np.int64], today: date) -> pd.DataFrame:
    codes = np.array([*homes.grid_codes, ""], dtype=object)
    inside = homes.grid_rows[rows]
    size = len(codes)
    # -1, in no grid, is the last.
    number = np.where(inside < 0, size - 1, inside)
    counted = np.bincount(number, minlength=size)
    lived = np.bincount(number[homes.is_occupied[rows]], minlength=size)
    held = np.flatnonzero(counted)
    layer = MapData.of(store).grids(today)
    names = dict(zip(layer.codes, layer.frame["name"], strict=True))
    roster = roster_on(store)
    lines = []
    for row in held.tolist():
        code = str(codes[row])
        answer = roster.responsible_on(code, today) if code else None
        worker, backup = (answer.worker, answer.backup) if answer else (None, None)
        lines.append(
            (
                code, str(names.get(code) or code), int(counted[row]), int(lived[row]),
                worker and worker.code, worker and worker.name,
                backup and backup.code, backup and backup.name,
            )
        )  # fmt: skip
    lines.sort(key=lambda one: (one[4] is not None, one[0] == "", one[0]))
    return pd.DataFrame(lines, columns=list(GRID_COLUMNS), dtype=object)


def _refuse_beyond(viewer: Viewer, store: Store, frame: pd.DataFrame, today: date) -> None:
    if viewer.scope is None:
        return
    own = grid_scope(viewer, MapData.of(store).grids(today))
    if not set(frame["grid_code"]) <= own:
        raise ServiceError(
            "This area holds households outside {scope}, which is all that {name} sees: draw it"
            " within, or ask somebody who answers for the whole district.",
            scope=viewer.scope,
            name=viewer.name,
        )
