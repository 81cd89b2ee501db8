"""The part of the district a viewer sees into, as lists ask for it: one rule, in the database.

`casework.access.may` with a resource says the same of one thing that is already at hand.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from casework.access import OwnGrids, Resource, Viewer, scope_of
from data.case_store import grids_within, in_units, units_below
from data.schema import cases, grids, org_units

Conditions = list[sa.ColumnElement[bool]]


def in_part(conn: sa.Connection, viewer: Viewer, column: sa.Column[Any]) -> Conditions:
    """Return what keeps rows with the code of a grid to the viewer's part.

    What lies in no grid is in nobody's part, and is seen by whoever sees the whole district.
    """
    if viewer.scope is None:
        return []
    return [in_units(column, units_below(conn, viewer.scope))]


def cases_in_part(conn: sa.Connection, viewer: Viewer) -> Conditions:
    """Return what keeps cases to the viewer's part, and to what was given to him."""
    inside = in_part(conn, viewer, cases.c.grid_code)
    worker = scope_of(viewer).worker
    if not inside or worker is None:
        return inside
    return [sa.or_(*inside, cases.c.assigned_to == worker)]


def case_resource(conn: sa.Connection, grid_code: str | None, worker: str | None) -> Resource:
    """Return a case as something that is asked about: where it lies, to whom it was given."""
    path = {grid_code} | units_above(conn, {grid_code}) if grid_code is not None else ()
    return Resource(frozenset(path), frozenset() if worker is None else frozenset((worker,)))


def codes_in_part(conn: sa.Connection, viewer: Viewer) -> frozenset[str] | None:
    """Return the codes of the units and grids, of all times, of the part; None for all of them."""
    return None if viewer.scope is None else codes_within(conn, viewer.scope)


def codes_within(conn: sa.Connection, part: str) -> frozenset[str]:
    """Return the codes of a unit or of some grids, and of the units and grids within, ever."""
    units = units_below(conn, part)
    return frozenset(units | grids_within(conn, units))


def grids_in_part(conn: sa.Connection, viewer: Viewer) -> set[str] | None:
    """Return the codes of the grids, of all times, of the viewer's part; None for all of them."""
    if viewer.scope is None:
        return None
    return grids_within(conn, units_below(conn, viewer.scope))


def units_serving_part(conn: sa.Connection, viewer: Viewer) -> set[str] | None:
    """Return the codes of the units whose services to all a viewer sees; None for all units.

    Those of his part.  A grid worker's part is no unit: his are the units his grids lie in, whose
    sessions, contact points and rooms are there for everybody who lives in them.
    """
    if viewer.scope is None:
        return None
    if isinstance(viewer.scope, OwnGrids):
        above = sa.select(grids.c.parent_code).where(grids.c.code.in_(sorted(viewer.scope.codes)))
        return set(conn.scalars(above)) | viewer.scope.codes
    return units_below(conn, viewer.scope)


def units_above(conn: sa.Connection, codes: Collection[str]) -> set[str]:
    """Return the codes of the units above some grids or units, of all times."""
    parents: dict[str, set[str]] = {}
    for table in (grids, org_units):
        for code, parent in conn.execute(sa.select(table.c.code, table.c.parent_code)):
            parents.setdefault(code, set()).add(parent)
    found: set[str] = set()
    waiting = set(codes)
    while waiting:
        waiting = {up for code in waiting for up in parents.get(code, ()) if up} - found
        found |= waiting
    return found
