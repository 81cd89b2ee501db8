"""The household that somebody names, among those of his part."""

from __future__ import annotations

import sqlalchemy as sa

from casework.access import Viewer
from data.case_store import in_units, units_below
from data.schema import households
from service.errors import ServiceError


def home_seen(conn: sa.Connection, viewer: Viewer, code: str) -> sa.RowMapping:
    """Return the row of a household.

    Raises
    ------
    ServiceError
        When there is none of this code in the viewer's part.
    """
    wanted = sa.select(households).where(households.c.code == code, *in_part(conn, viewer))
    found = conn.execute(wanted).mappings().first()
    if found is None:
        raise ServiceError(
            "There is no household {household} in the part of the district you see: check the"
            " code.",
            household=code,
        )
    return found


def in_part(conn: sa.Connection, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """Return what keeps a viewer to the households of his part; one in no grid is in nobody's."""
    if viewer.scope is None:
        return []
    return [in_units(households.c.grid_code, units_below(conn, viewer.scope))]
