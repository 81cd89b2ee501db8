"""The grids of a day that a viewer sees into: those he may plan for and decide about."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from casework.access import Viewer
from data.case_store import grids_within, units_below
from data.grid_store import valid_on
from data.schema import grids


def grids_seen(conn: sa.Connection, viewer: Viewer, on: date) -> dict[str, str]:
    """Return the names of the grids in force on a day, by code, in the viewer's part."""
    table = grids.c
    wanted = sa.select(table.code, table.name).where(valid_on(grids, on)).order_by(table.code)
    if viewer.scope is not None:
        inside = units_below(conn, viewer.scope)
        wanted = wanted.where(sa.or_(table.parent_code.in_(inside), table.code == viewer.scope))
    return {str(code): str(name) for code, name in conn.execute(wanted)}


def grids_ever_seen(conn: sa.Connection, viewer: Viewer) -> set[str] | None:
    """Return the codes of all grids, of all times, in the viewer's part; None for all there are."""
    if viewer.scope is None:
        return None
    return grids_within(conn, units_below(conn, viewer.scope))
