"""Statements about places: service points, contact points, points of rounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.grid_store import valid_on
from data.schema import places

COLUMNS = (
    "id", "code", "name", "used_for", "kind", "unit_code", "grid_code", "address", "lon", "lat",
    "every_days", "valid_from", "valid_to",
)  # fmt: skip


def load_places(
    conn: sa.Connection, used_for: str | None = None, on: date | None = None
) -> pd.DataFrame:
    """Return places by code: the columns of `COLUMNS`, RangeIndex.

    Parameters
    ----------
    used_for
        ``service``, ``contact`` or ``round``; None for all.
    on
        Only those in use on this day; None for all that ever were.
    """
    wanted = sa.select(*(places.c[name] for name in COLUMNS)).order_by(places.c.code)
    if used_for is not None:
        wanted = wanted.where(places.c.used_for == used_for)
    if on is not None:
        wanted = wanted.where(valid_on(places, on))
    return as_frame(conn.execute(wanted).all(), COLUMNS)


def place_row(conn: sa.Connection, code: str) -> dict[str, Any] | None:
    """Return a place of this code, of any time: the columns of `COLUMNS`; None for none."""
    wanted = sa.select(*(places.c[name] for name in COLUMNS)).where(places.c.code == code)
    found = conn.execute(wanted).mappings().first()
    return None if found is None else dict(found)


def codes_like(conn: sa.Connection, start: str) -> list[str]:
    """Return the codes of all places there ever were that begin with this."""
    return list(conn.scalars(sa.select(places.c.code).where(places.c.code.startswith(start))))
