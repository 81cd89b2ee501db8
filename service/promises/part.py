"""What a viewer sees and keeps of promises, resolutions and public works.

Seen is what lies in his part (`service.promises.standings`: its place), and what a unit of his part
owns, wherever it lies.  Kept, that is moved, given up or opened again, is only what lies in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Viewer
from casework.sentence import Term
from data.grid_store import valid_on
from data.promise_store import Kind, find_kept
from data.schema import grids, org_units
from data.work_store import areas
from service.errors import ServiceError
from service.scoping import codes_within

# A due day further away is a slip of the hand.
FARTHEST: Final = timedelta(days=366 * 20)
KIND_TERMS: Final[Mapping[Kind, Term]] = {
    "promise": Term("a promise"),
    "resolution": Term("a resolution of an assembly"),
    "project": Term("a public work"),
}


@dataclass(frozen=True)
class Part:
    """Codes of the units and grids of a part of the district; None for all of it."""

    codes: frozenset[str] | None

    @classmethod
    def of(cls, conn: sa.Connection, code: str | None) -> Part:
        """Return the part below a unit or grid; None for the whole district."""
        if code is None:
            return cls(None)
        return cls(codes_within(conn, code))

    def holds(self, code: str | None) -> bool:
        """Return True when a place lies within."""
        return self.codes is None or code in self.codes


def kept_in_part(
    conn: sa.Connection, viewer: Viewer, kind: Kind, code: str, *, keeps: bool
) -> dict[str, Any]:
    """Return the row of this code, among those the viewer sees.

    Parameters
    ----------
    keeps
        Whether it has to lie in his part, and not only be his unit's.

    Raises
    ------
    ServiceError
        When there is none, or it lies in another part.
    """
    row = find_kept(conn, kind, code)
    part = Part.of(conn, viewer.scope)
    place = None if row is None else place_of(conn, row)
    is_in_part = row is not None and part.holds(place)
    is_owned = row is not None and row.get("owner_unit") in (part.codes or ())
    if row is None or not (is_in_part or is_owned):
        raise ServiceError(
            "There is no {code} ({kind}) in the part you see: choose one from the list.",
            code=code,
            kind=KIND_TERMS[kind],
        )
    if keeps and not is_in_part:
        raise ServiceError(
            "{code} is about {place}, which lies outside {scope}: your unit can report on it, but"
            " only who answers for {place} can move it, give it up or open it again.",
            code=code,
            place=place or Term("the whole district"),
            scope=viewer.scope,
        )
    return row


def place_of(conn: sa.Connection, row: Mapping[str, Any]) -> str | None:
    """Return the area a row is about; of the whole district, its owner where that is on the map."""
    owner: str | None = row.get("owner_unit")
    return row["area"] or (owner if owner in areas(conn).above else None)


def refuse_area(conn: sa.Connection, viewer: Viewer, area: str | None, on: date) -> None:
    """Do nothing when something may be kept about an area; None for the whole district.

    Raises
    ------
    ServiceError
        When no such unit or grid is in force, or it lies outside the viewer's part.
    """
    if area is None and viewer.scope is None:
        return
    if area is not None and not _is_in_force(conn, area, on):
        raise ServiceError(
            "There is no area {area} on the map of {day}: choose one that is in force.",
            area=area,
            day=on,
        )
    if not Part.of(conn, viewer.scope).holds(area):
        raise ServiceError(
            "{name} answers for {scope} only, and this is about {area}: choose an area within it.",
            name=viewer.name,
            scope=viewer.scope,
            area=area or Term("the whole district"),
        )


def _is_in_force(conn: sa.Connection, area: str, on: date) -> bool:
    found = (
        sa.select(table.c.id).where(table.c.code == area, valid_on(table, on))
        for table in (org_units, grids)
    )
    return any(conn.scalar(wanted.limit(1)) is not None for wanted in found)
