"""Cases as symbols: single ones where there is room, heaps on a fixed raster where there is not."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from service.map_mercator import TILE_BITS, WORLD, WORLD_BITS, to_world

# More single symbols than this in one answer cannot be told apart on a screen.
MOST_SINGLE: Final = 600
# A heap stands for a square of this many pixels, the same square however the map is moved.
HEAP_PX: Final = 64
# States a symbol can show, in the order in which they are drawn: the last lies on top.
DONE, OPEN, OVERDUE = 0, 1, 2


def with_world(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with their ``x, y`` in world steps (NaN where they have no position)."""
    x, y = to_world(cases["lon"].to_numpy(dtype=float), cases["lat"].to_numpy(dtype=float))
    return cases.assign(x=x, y=y)


def in_box(
    cases: pd.DataFrame, west: float, south: float, east: float, north: float
) -> NDArray[np.bool_]:
    """Return which cases lie in a box of lon, lat."""
    lon, lat = cases["lon"].to_numpy(dtype=float), cases["lat"].to_numpy(dtype=float)
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def symbols(cases: pd.DataFrame, state: NDArray[np.int64], zoom: int) -> dict[str, Any]:
    """Return what to draw for these cases at a zoom.

    Parameters
    ----------
    cases
        ``code, category, lon, lat, x, y, grid_code, due_at``, all of them to be shown.
    state
        `DONE`, `OPEN` or `OVERDUE` of each.

    Returns
    -------
    dict
        ``single``: rows ``[code, lon, lat, state, category, grid_code, due]`` with the overdue
        last (so drawn on top), or ``heaps``: rows ``[lon, lat, cases, overdue]`` with their
        ``size_px``; and ``n``, ``overdue`` in all.
    """
    answer: dict[str, Any] = {"n": len(cases), "overdue": int((state == OVERDUE).sum())}
    if len(cases) <= MOST_SINGLE:
        return answer | {"single": _single(cases, state), "heaps": []}
    return answer | {"single": [], "heaps": _heaps(cases, state, zoom), "size_px": HEAP_PX}


def _single(cases: pd.DataFrame, state: NDArray[np.int64]) -> list[list[Any]]:
    order = np.argsort(state, kind="stable")
    rows = cases.iloc[order]
    due = rows["due_at"].to_numpy().astype("datetime64[s]")
    due_text = [None if np.isnat(moment) else f"{moment}Z" for moment in due]
    columns = (
        rows["code"],
        rows["lon"].round(6),
        rows["lat"].round(6),
        state[order].tolist(),
        _plain(rows["category"]),
        _plain(rows["grid_code"]),
        due_text,
    )
    return [list(row) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    values = column.astype(object)
    return values.where(values.notna(), None).tolist()


def _heaps(cases: pd.DataFrame, state: NDArray[np.int64], zoom: int) -> list[list[float]]:
    shift = WORLD_BITS - zoom - TILE_BITS + (HEAP_PX.bit_length() - 1)
    x, y = cases["x"].to_numpy(dtype=float), cases["y"].to_numpy(dtype=float)
    keys = ((x.astype(np.int64) >> shift) << 32) | (y.astype(np.int64) >> shift)
    _found, heap, number = np.unique(keys, return_inverse=True, return_counts=True)
    overdue = np.bincount(heap, weights=state == OVERDUE)
    # A heap stands where its cases are, not in the middle of its square.
    lon, lat = _to_lonlat(np.bincount(heap, x) / number, np.bincount(heap, y) / number)
    rows = np.column_stack([lon.round(6), lat.round(6), number, overdue])
    return [[a, b, int(c), int(d)] for a, b, c, d in rows.tolist()]


def _to_lonlat(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / WORLD))))
    return (x / WORLD - 0.5) * 360.0, lat
