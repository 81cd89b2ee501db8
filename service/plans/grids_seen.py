"""The grids of a day that a viewer sees into: those he may plan for and decide about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from casework.access import Viewer
from data.grid_store import valid_on
from data.schema import grids
from service.errors import ServiceError
from service.scoping import in_part

_NAMED = 20


def grids_seen(conn: sa.Connection, viewer: Viewer, on: date) -> dict[str, str]:
    """Return the names of the grids in force on a day, by code, in the viewer's part."""
    table = grids.c
    wanted = sa.select(table.code, table.name).where(valid_on(grids, on)).order_by(table.code)
    wanted = wanted.where(*in_part(conn, viewer, table.code))
    return {str(code): str(name) for code, name in conn.execute(wanted)}


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
