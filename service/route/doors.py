"""Doors of one house, taken in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from service.day.matter import Matter
from service.visits.listing import by_address

Floats = NDArray[np.float64]

# What a building measures: within it the way is made of stairs, which no map knows.
HOUSE_M: Final = 15.0


def by_doors(order: Sequence[int], stops: Sequence[Matter], distance_m: Floats) -> list[int]:
    """Return an order in which households of one house follow by address, 2 before 10.

    Parameters
    ----------
    order
        Rows of `distance_m` in walking order, the start (row 0) first.
    stops
        Of the rows from 1 on.

    Notes
    -----
    Of one house are home visits in a row, equally pressing, each within `HOUSE_M` of all others
    of the row.
    """
    runs: list[list[int]] = []
    for row in order:
        if runs and _belongs(row, runs[-1], stops, distance_m):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [row for run in runs for row in _sorted(run, stops)]


def _belongs(row: int, run: list[int], stops: Sequence[Matter], distance_m: Floats) -> bool:
    if 0 in (row, run[0]):
        return False
    one, other = stops[row - 1], stops[run[0] - 1]
    is_alike = one.kind == other.kind == "visit" and one.urgency == other.urgency
    return is_alike and bool((distance_m[row, run] <= HOUSE_M).all())


def _sorted(run: list[int], stops: Sequence[Matter]) -> list[int]:
    if len(run) == 1:
        return run
    places = by_address(pd.Series([stops[row - 1].title for row in run]))
    return [run[at] for at in np.argsort(places, kind="stable").tolist()]
