"""In which order a list is walked: by distance, or by street and number."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.household_store import HomeArrays
from geo.metres import metric_crs, points_to_metres

_NUMBER: Final = re.compile(r"([0-9]+)")


def by_address(addresses: pd.Series) -> NDArray[np.int64]:
    """Return the place of each address in the order of streets and house numbers: 2 before 10."""
    keys = [_in_parts(str(address)) for address in addresses]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _in_parts(address: str) -> list[tuple[int, int | str]]:
    parts = _NUMBER.split(address)
    return [(0, int(one)) if one.isdecimal() else (1, one) for one in parts if one]


def distances_m(
    homes: HomeArrays, rows: NDArray[np.int64], near: tuple[float, float] | None
) -> NDArray[np.float64]:
    """Return how far some households are from a place (lon, lat), NaN where none is given."""
    if near is None:
        return np.full(len(rows), np.nan)
    lon, lat = np.append(homes.lon[rows], near[0]), np.append(homes.lat[rows], near[1])
    x, y = points_to_metres(lon, lat, metric_crs(*near))
    return np.asarray(np.hypot(x[:-1] - x[-1], y[:-1] - y[-1]))
