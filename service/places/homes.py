"""The households a viewer sees, and which grid of today's map each of them lies in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Viewer
from data.household_store import HomeArrays
from data.store import Store
from service.errors import ServiceError
from service.home_memory import homes_in_memory
from service.map_view import GridLayer, MapData


@dataclass(frozen=True)
class SeenHomes:
    """All households, and which of them a viewer sees in an area.

    Attributes
    ----------
    mark
        Of the households' present state.
    grids
        The map of the day.
    grid_row
        Row of each household's grid on it, -1 for none.
    is_seen
        Whether the household lies in the viewer's part and in the area.
    grids_seen
        The same of each grid.
    """

    mark: str
    homes: HomeArrays
    grids: GridLayer
    grid_row: NDArray[np.int64]
    is_seen: NDArray[np.bool_]
    grids_seen: NDArray[np.bool_]


def seen_homes(viewer: Viewer, store: Store, area: str | None, on: date) -> SeenHomes:
    """Return the households in an area that a viewer sees.

    Those in no grid are seen by whoever sees the whole district and asks for all of it.

    Raises
    ------
    ServiceError
        When the area holds no grid that the viewer sees.
    """
    mark, homes = homes_in_memory(store)
    grids = MapData.of(store).grids(on)
    inside = grids.within(viewer.scope) & grids.within(area)
    if area is not None and not inside.any():
        raise ServiceError(
            "There is no grid of the area {area} that you see into: choose another area, or the"
            " whole district.",
            area=area,
        )
    rows = pd.Index(grids.frame["code"]).get_indexer(pd.Index(homes.grid_codes, dtype=object))
    grid_row = np.append(rows, -1)[homes.grid_rows].astype(np.int64)
    sees_all = viewer.scope is None and area is None
    is_seen = np.append(inside, sees_all)[grid_row]
    return SeenHomes(mark, homes, grids, grid_row, is_seen, inside)
