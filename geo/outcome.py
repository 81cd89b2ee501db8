"""One number per placed point: which grid and how, or why none.

With G grids in rank order the numbers are 0 outside, 1 gap, 2 no coordinate and then four runs
of G: the only grid of its kind, the winner of a tie, snapped, override.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import grid
from geo.errors import GeoError
from geo.grid import Codes

Outcomes = npt.NDArray[np.int32]
Positions = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

OUTSIDE, GAP, NO_COORDINATE, FIRST = 0, 1, 2, 3


def resolve(points: Numbers, grids: Numbers, *, count: int, dedicated: int, total: int) -> Outcomes:
    """Return the outcome of each of `count` points from all pairs of a point and a grid over it.

    Points in no pair are `OUTSIDE`.  The first `dedicated` grids are the dedicated ones; the
    lowest rank wins, and it is a tie when another grid of the same kind covers the point too.
    """
    winner = np.full(count, total, dtype=np.int64)
    np.minimum.at(winner, points, grids)
    rivals = (grids < dedicated) == (winner[points] < dedicated)
    held = np.bincount(points[rivals], minlength=count)
    out = np.where(held > 1, FIRST + total + winner, FIRST + winner)
    return np.where(winner == total, OUTSIDE, out).astype(np.int32)


def outcome_frame(outcomes: Outcomes, codes: Codes, dedicated: int) -> pd.DataFrame:
    """Return the columns ``grid_code``, ``how``, ``why_no_grid`` (text or None) of the outcomes."""
    total = len(codes)
    none = np.full(FIRST, None, dtype=object)
    alone = np.full(total, grid.INSIDE, dtype=object)
    alone[:dedicated] = grid.DEDICATED
    runs = (grid.TIE, grid.SNAPPED, grid.OVERRIDE)
    how = np.concatenate([none, alone, *(np.full(total, run, dtype=object) for run in runs)])
    code = np.concatenate([none, *([codes] * 4)])
    why = np.full(len(code), None, dtype=object)
    why[:FIRST] = grid.WHYS
    columns = {"grid_code": code, "how": how, "why_no_grid": why}
    return pd.DataFrame(
        {name: object_column(table[outcomes]) for name, table in columns.items()},
        copy=False,
    )


def object_column(values: npt.NDArray[Any]) -> pd.Series[Any]:
    """Return a column that keeps text and None as they are, without guessing a type."""
    return pd.Series(np.asarray(values, dtype=object), dtype="object")


def as_positions(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Positions, Positions]:
    """Return both as float arrays of one length.

    Raises
    ------
    GeoError
        When they differ in length or are not one-dimensional.
    """
    x = np.ascontiguousarray(lon, dtype=np.float64)
    y = np.ascontiguousarray(lat, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise GeoError(
            "{lon} longitudes do not match {lat} latitudes: give one of each per point",
            lon=x.size,
            lat=y.size,
        )
    return x, y


def is_usable(lon: Positions, lat: Positions) -> npt.NDArray[np.bool_]:
    """Return which positions are on Earth: finite, within 180 degrees east and 90 north."""
    return (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
