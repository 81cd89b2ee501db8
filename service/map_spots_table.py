"""The table behind a map of hot spots, to take away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd

from casework.access import Action, Viewer, require
from data.store import Store
from service.hot_spots.ask import SpotAsk
from service.hot_spots.layers import spot_layer
from service.map_choropleth_words import without_numbers
from service.map_table import MapTable
from service.publication import publication_k
from service.publication_frame import guard_frame

# Of outside: what a class is made of tells the number of cases.
_OUTSIDE: Final = ["code", "name", "community", "cases", "households", "kind", "course"]


def spot_table(
    viewer: Viewer, store: Store, ask: SpotAsk, now: datetime, *, is_for_outside: bool = False
) -> MapTable:
    """Return the table behind a map of hot spots (`service.hot_spots.table.columns_of`).

    Parameters
    ----------
    is_for_outside
        Only number of cases, households and class, small numbers and what would tell them hidden.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    """
    require(viewer, Action.EXPORT)
    layer = spot_layer(viewer, store, ask, now)
    frame = pd.DataFrame({name: pd.Series(of) for name, of in layer.columns.items()})
    frame = frame[layer.inside].reset_index(drop=True)
    if not is_for_outside:
        return MapTable.of(layer, frame)
    k = publication_k(viewer, store)
    found = guard_frame(frame[_OUTSIDE], ["cases", "households"], k, within=["community"])
    return MapTable.outside(layer, found, without_numbers(layer.notes), _OUTSIDE)
