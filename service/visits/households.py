"""The household that somebody names, among those of his part."""

from __future__ import annotations

import sqlalchemy as sa

from casework.access import Viewer
from data.schema import households
from service.errors import ServiceError
from service.scoping import in_part


def home_seen(conn: sa.Connection, viewer: Viewer, code: str) -> sa.RowMapping:
    """Return the row of a household.

    Raises
    ------
    ServiceError
        When there is none of this code in the viewer's part.
    """
    found = _seen(conn, viewer, code)
    if found is None:
        raise ServiceError(
            "There is no household {household} in the part of the district you see: check the"
            " code.",
            household=code,
        )
    return found


def is_home_seen(conn: sa.Connection, viewer: Viewer, code: str) -> bool:
    """Return whether a household of this code lies in the viewer's part."""
    return _seen(conn, viewer, code) is not None


def _seen(conn: sa.Connection, viewer: Viewer, code: str) -> sa.RowMapping | None:
    inside = in_part(conn, viewer, households.c.grid_code)
    wanted = sa.select(households).where(households.c.code == code, *inside)
    return conn.execute(wanted).mappings().first()
