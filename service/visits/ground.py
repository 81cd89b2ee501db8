"""Which grid each household lies in on a day, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.household_store import HomeArrays
from data.settings_store import snap_of
from data.store import Store
from service.coverage import index_on, roster_on
from service.home_memory import homes_in_memory
from service.map_kept import Kept
from service.map_view import GridLayer, MapData
from service.placing import place_points

_kept: Final = Kept(8)


@dataclass(frozen=True)
class Ground:
    """The households on the grids of a day.

    Attributes
    ----------
    token
        Mark of this state of households and grids.
    rows
        Row of the grid of each household in `grids`, -1 for none, int32.
    """

    token: str
    homes: HomeArrays
    grids: GridLayer
    rows: NDArray[np.int32]

    def inside(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which households lie in some of the grids; none that lies in no grid does."""
        found: NDArray[np.bool_] = np.append(chosen, False)[self.rows]
        return found


def ground_on(store: Store, on: date) -> Ground:
    """Return the households on the grids of a day.

    Notes
    -----
    A household has the grid it was placed in; on a day with other grids than those, all are placed
    by where they stand.
    """
    mark, homes = homes_in_memory(store)
    grids = MapData.of(store).grids(on)
    token = f"{store.engine.url} {mark} {grids.token}"
    return _kept.get(token, lambda: Ground(token, homes, grids, _rows(store, homes, grids, on)))


def _rows(store: Store, homes: HomeArrays, grids: GridLayer, on: date) -> NDArray[np.int32]:
    row_of = {code: row for row, code in enumerate(grids.codes)}
    if all(code in row_of for code in homes.grid_codes):
        of_code = np.array([*(row_of[code] for code in homes.grid_codes), -1], dtype=np.int32)
        return of_code[homes.grid_rows]
    with store.read() as conn:
        snap_m = snap_of(conn)
    placed = place_points(index_on(store, on), homes.lon, homes.lat, snap_m=snap_m)
    return grids.rows_of(placed["grid_code"]).astype(np.int32)


def owners_on(store: Store, grids: GridLayer, on: date) -> list[str | None]:
    """Return who answers for each grid on a day, None where nobody does."""
    roster = roster_on(store)
    found = (roster.responsible_on(code, on).worker for code in grids.codes)
    return [None if worker is None else worker.code for worker in found]
