"""Which places there are, for a viewer."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require, scope_of
from casework.viewer import codes_of
from data.case_store import in_units, units_below
from data.grid_store import valid_on
from data.place_store import load_places
from data.schema import grids
from data.store import Store


def places_of(
    viewer: Viewer,
    store: Store,
    on: date | None,
    *,
    used_for: str | None = None,
    kind: str | None = None,
    area: str | None = None,
) -> pd.DataFrame:
    """Return places by code: the columns of `data.place_store.COLUMNS`, RangeIndex.

    Parameters
    ----------
    on
        Those in use on this day; None for all that ever were.
    area
        Code of a unit or grid they belong to or lie in; None for all the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not see them.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        found = load_places(conn, used_for, on)
        for part in (scope_of(viewer).code, area):
            if part is not None:
                found = found.loc[_lies_in(conn, found, part, on)]
    if kind is not None:
        found = found.loc[found["kind"] == kind]
    return found.reset_index(drop=True)


def kinds_of(viewer: Viewer, store: Store, used_for: str, on: date) -> tuple[str, ...]:
    """Return the kinds of places of a use that are in use, by how many there are."""
    require(viewer, Action.VIEW_VISITS)
    found = places_of(viewer, store, on, used_for=used_for)
    counted = found["kind"].value_counts()
    return tuple(sorted(counted.index, key=lambda kind: (-counted[kind], kind)))


def _lies_in(conn: sa.Connection, found: pd.DataFrame, area: str, on: date | None) -> pd.Series:
    inside = units_below(conn, area)
    wanted = sa.select(grids.c.code).where(in_units(grids.c.code, inside))
    cells = set(conn.scalars(wanted if on is None else wanted.where(valid_on(grids, on))))
    return found["unit_code"].isin(inside) | found["grid_code"].isin(cells | codes_of(area))
