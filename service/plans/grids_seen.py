"""The grids of a day that a viewer sees into: those he may plan for and decide about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from casework.access import Viewer
from data.case_store import grids_within, units_below
from data.grid_store import valid_on
from data.schema import grids
from service.errors import ServiceError

_NAMED = 20


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


def refuse_unseen(conn: sa.Connection, viewer: Viewer, codes: Iterable[str], on: date) -> None:
    """Do nothing when these grids are in force on a day and in the viewer's part.

    Raises
    ------
    ServiceError
        With those that are not.
    """
    unknown = sorted(set(codes) - grids_seen(conn, viewer, on).keys())
    if unknown:
        raise ServiceError(
            "On {day} there is no grid {grids} in the part of the district you see: take it out of"
            " the plan, or choose another day.",
            day=on,
            grids=named(unknown),
        )


def named(codes: Iterable[str], most: int = _NAMED) -> str:
    """Return codes in a row, the first of them where there are many."""
    said = list(codes)
    return ", ".join(said[:most]) + (" …" if len(said) > most else "")
