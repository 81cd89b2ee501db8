"""Statements about households: all of them as arrays, some of them by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.case_store import as_frame
from data.schema import households

_COLUMNS = ("id", "code", "address", "lon", "lat", "grid_code", "is_occupied")


@dataclass(frozen=True)
class HomeArrays:
    """Every household, in order of `ids`.

    Attributes
    ----------
    ids
        Row numbers of the table, int64, ascending.
    lon, lat
        Degrees, EPSG:4490.
    grid_codes
        Codes of the grids that hold households, ascending.
    grid_rows
        Which of them each household lies in, int32; -1 for those in no grid.
    is_occupied
        Whether the home is lived in today.
    """

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    grid_codes: tuple[str, ...]
    grid_rows: NDArray[np.int32]
    is_occupied: NDArray[np.bool_]

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place of each row number in these arrays; all must be among them."""
        return np.searchsorted(self.ids, ids)

    def __len__(self) -> int:
        return len(self.ids)


def home_arrays(conn: sa.Connection) -> HomeArrays:
    """Return every household as arrays."""
    wanted = sa.select(
        households.c.id, households.c.lon, households.c.lat, households.c.is_occupied
    ).order_by(households.c.id)
    flat = np.fromiter(chain.from_iterable(conn.execute(wanted)), dtype=np.float64).reshape(-1, 4)
    codes = pd.Categorical(
        conn.scalars(sa.select(households.c.grid_code).order_by(households.c.id)).all()
    )
    return HomeArrays(
        ids=flat[:, 0].astype(np.int64),
        lon=flat[:, 1].copy(),
        lat=flat[:, 2].copy(),
        grid_codes=tuple(codes.categories),
        grid_rows=codes.codes.astype(np.int32),
        is_occupied=flat[:, 3] > 0,
    )


def homes_by_id(conn: sa.Connection, ids: Sequence[int]) -> pd.DataFrame:
    """Return ``code, address, lon, lat, grid_code, is_occupied`` of these, indexed by ``id``."""
    wanted = sa.select(*(households.c[name] for name in _COLUMNS))
    found = conn.execute(wanted.where(households.c.id.in_([int(one) for one in ids]))).all()
    return as_frame(found, _COLUMNS).set_index("id")
