"""The part of the district an account sees into; a grid worker's is read from the duty, each day.

Kept until grids, postings or leaves change: it is asked for with every request.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import OwnGrids, Role
from data.map_store import token
from data.schema import postings
from data.settings_store import office_zone
from service.coverage import roster_in
from service.day.own_grids import has_grid
from service.map_kept import Kept

# A standing backup sees a grid while the roster has him stand in, not before.
_OWN: Final = ("primary", "cover")
_kept = Kept(2000)


def scope_of_post(
    conn: sa.Connection, role: Role, scope: str | None, worker: str | None, now: datetime
) -> str | None:
    """Return what somebody of this role sees into: his unit, or a grid worker's grids of today.

    A worker's are his own and those he covers or stands in for; one without a code has none.
    """
    if role is not Role.WORKER:
        return scope
    if worker is None:
        return OwnGrids(())
    today = now.astimezone(office_zone(conn)).date()
    key = (str(conn.engine.url), worker, today, token(conn, "grids"), token(conn, "duty"))
    return _kept.get(key, lambda: _grids(conn, worker, today))


def _grids(conn: sa.Connection, worker: str, today: date) -> OwnGrids:
    is_his = sa.and_(
        postings.c.worker_code == worker,
        sa.or_(postings.c.since.is_(None), postings.c.since <= today),
        sa.or_(postings.c.until.is_(None), postings.c.until > today),
    )
    roster = roster_in(conn)
    wanted = sa.select(postings.c.grid_code, postings.c.duty).where(is_his)
    return OwnGrids(
        str(grid)
        for grid, duty in conn.execute(wanted)
        if duty in _OWN or has_grid(roster, worker, grid, today)
    )
