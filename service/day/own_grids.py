"""Which grids are a worker's own, and which workers a viewer sees."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from casework.access import Viewer
from casework.roster import DutyRoster
from data.schema import postings, workers
from service.scoping import in_part


def has_grid(roster: DutyRoster, worker_code: str, grid_code: str | None, on: date) -> bool:
    """Return whether this worker answers for a grid on a day, himself or standing in."""
    if grid_code is None:
        return False
    worker = roster.responsible_on(grid_code, on).worker
    return worker is not None and worker.code == worker_code


def are_seen(conn: sa.Connection, viewer: Viewer, on: date) -> list[sa.ColumnElement[bool]]:
    """Return what keeps a viewer to the workers of his part.

    They have a posting of any duty in force on a day in a grid of it.
    """
    duty = postings.c
    inside = in_part(conn, viewer, duty.grid_code)
    if not inside:
        return []
    posted = sa.select(duty.worker_code).where(
        *inside,
        sa.or_(duty.since.is_(None), duty.since <= on),
        sa.or_(duty.until.is_(None), duty.until > on),
    )
    return [workers.c.code.in_(posted)]
