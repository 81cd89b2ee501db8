"""Statements about emergencies: areas, and the households inside as they were found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import emergencies, emergency_homes, households

LINE_COLUMNS = (
    "emergency_code", "code", "address", "lon", "lat", "grid_code", "is_occupied", "worker_code",
    "backup_code", "state", "contact", "contact_purposes",
)  # fmt: skip
_NAMES = (
    "id", "code", "name", "shape", "opened_by", "opened_at", "closed_by", "closed_at", "totals",
)  # fmt: skip


def load_emergencies(conn: sa.Connection, *, is_open: bool | None = None) -> pd.DataFrame:
    """Return emergencies, newest first: every column, ``shape`` as WKB (EPSG:4490)."""
    wanted = sa.select(*(emergencies.c[name] for name in _NAMES)).order_by(emergencies.c.id.desc())
    if is_open is not None:
        is_closed = emergencies.c.closed_at.is_not(None)
        wanted = wanted.where(~is_closed if is_open else is_closed)
    return as_frame(conn.execute(wanted).all(), _NAMES)


def emergency_row(conn: sa.Connection, code: str) -> dict[str, Any] | None:
    """Return one emergency by its code, None for none."""
    wanted = sa.select(*(emergencies.c[name] for name in _NAMES)).where(emergencies.c.code == code)
    found = conn.execute(wanted).mappings().first()
    return None if found is None else dict(found)


def codes_of_day(conn: sa.Connection, start: str) -> int:
    """Return how many codes begin with this."""
    counted = sa.select(sa.func.count()).where(emergencies.c.code.startswith(start))
    return int(conn.scalar(counted) or 0)


def load_lines(
    conn: sa.Connection, code: str | None = None, worker_code: str | None = None
) -> pd.DataFrame:
    """Return the lines of open emergencies: `LINE_COLUMNS`, by emergency, grid and household.

    A contact stands, as it is kept, only where the household has consented to being called; for
    what, stands in ``contact_purposes``.
    """
    contact = sa.case((households.c.has_contact_consent, households.c.contact), else_=sa.null())
    of_line = (emergency_homes.c[name] for name in ("worker_code", "backup_code", "state"))
    names: list[sa.ColumnElement[Any]] = [
        emergencies.c.code, households.c.code, households.c.address, households.c.lon,
        households.c.lat, emergency_homes.c.grid_code, households.c.is_occupied, *of_line, contact,
        households.c.contact_purposes,
    ]  # fmt: skip
    wanted = (
        sa.select(*names)
        .join(emergencies, emergencies.c.id == emergency_homes.c.emergency_id)
        .join(households, households.c.id == emergency_homes.c.household_id)
        .where(emergencies.c.closed_at.is_(None))
        .order_by(emergencies.c.id, emergency_homes.c.grid_code, households.c.code)
    )
    if code is not None:
        wanted = wanted.where(emergencies.c.code == code)
    if worker_code is not None:
        wanted = wanted.where(emergency_homes.c.worker_code == worker_code)
    return as_frame(conn.execute(wanted).all(), LINE_COLUMNS)


def count_lines(conn: sa.Connection, emergency_id: int) -> pd.DataFrame:
    """Return ``grid_code, worker_code, backup_code, state, is_occupied, number`` of an emergency.

    By grid and worker; every combination that occurs once.
    """
    names = ("grid_code", "worker_code", "backup_code", "state")
    by: list[sa.ColumnElement[Any]] = [
        *(emergency_homes.c[name] for name in names), households.c.is_occupied,
    ]  # fmt: skip
    number: list[sa.ColumnElement[Any]] = [sa.func.count()]
    wanted = (
        sa.select(*by, *number)
        .join(households, households.c.id == emergency_homes.c.household_id)
        .where(emergency_homes.c.emergency_id == emergency_id)
        .group_by(*by)
        .order_by(*by)
    )
    return as_frame(conn.execute(wanted).all(), (*names, "is_occupied", "number"))


def line_of(conn: sa.Connection, emergency_id: int, household_code: str) -> dict[str, Any] | None:
    """Return ``id, grid_code, state, told_at`` of one household's line, None for none."""
    wanted = (
        sa.select(
            emergency_homes.c.id, emergency_homes.c.grid_code, emergency_homes.c.state,
            emergency_homes.c.told_at,
        )
        .join(households, households.c.id == emergency_homes.c.household_id)
        .where(
            emergency_homes.c.emergency_id == emergency_id, households.c.code == household_code
        )
    )  # fmt: skip
    found = conn.execute(wanted).mappings().first()
    return None if found is None else dict(found)


def set_state(
    conn: sa.Connection, line_id: int, state: str | None, told_at: datetime, told_by: str
) -> None:
    """Keep the last word about a household."""
    changed = emergency_homes.update().where(emergency_homes.c.id == line_id)
    conn.execute(changed.values(state=state, told_at=told_at, told_by=told_by))


def close_row(
    conn: sa.Connection, emergency_id: int, totals: list[Mapping[str, object]], **said: object
) -> None:
    """Close an emergency with its totals, and take its list of households away."""
    mine = emergency_homes.c.emergency_id == emergency_id
    conn.execute(emergency_homes.delete().where(mine))
    one = emergencies.update().where(emergencies.c.id == emergency_id)
    conn.execute(one.values(totals=totals, **said))
