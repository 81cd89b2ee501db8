"""Figures of an earlier day on today's map: by position, else by the crosswalk, else listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from casework.access import Viewer
from data.store import Store


@dataclass(frozen=True, eq=False)
class Translated:
    """Counts on the units or grids of another day.

    Attributes
    ----------
    counts : DataFrame[code, name, count]
        By today's codes.
    by_place, by_crosswalk
        How many of them were placed by their own position, and how many by the crosswalk.
    apart : DataFrame[code, name, count, into]
        By old codes: what has no position and whose code became several; ``into`` lists them.
    """

    counts: pd.DataFrame
    by_place: int
    by_crosswalk: int
    apart: pd.DataFrame


def translate(
    viewer: Viewer, store: Store, rows: pd.DataFrame, was_on: date, to_on: date, level: str = "grid"
) -> Translated:
    """Return counts of a day on the map of another day.

    Parameters
    ----------
    rows : DataFrame[grid_code, lon, lat] with or without count
        Cases or households, or counts of them, with the grid they had on `was_on`; NaN positions
        go by the crosswalk.
    level
        grid, community, street or county.
    """
    raise NotImplementedError
