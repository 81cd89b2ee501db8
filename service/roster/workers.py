"""The workers in service, with the capacity of each post and the grids it answers for."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.grid_store import valid_on
from data.schema import grids, leaves, postings, workers
from data.store import Store
from service.roster.part import grids_seen

_COLUMNS: Final = ("code", "name", "phone", "capacity", "valid_from", "valid_to")
_DUTIES: Final = {"grids": "primary", "covers": "cover", "backups": "backup"}


def workers_on(viewer: Viewer, store: Store, day: date) -> pd.DataFrame:
    """Return the workers who are in service on a day or enter it later, by code.

    Those posted to a grid the viewer sees, and those without any grid.

    Returns
    -------
    DataFrame
        ``code, name, phone, capacity, valid_from, valid_to, grids, covers, backups`` (how many
        grids he is posted to on the day, by duty), ``is_away``.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    """
    require(viewer, Action.KEEP_ROSTER)
    table = workers.c
    stays = sa.or_(table.valid_to.is_(None), table.valid_to > day)
    wanted = sa.select(*(table[name] for name in _COLUMNS)).where(stays).order_by(table.code)
    with store.read() as conn:
        frame = pd.DataFrame(conn.execute(wanted).all(), columns=list(_COLUMNS), dtype=object)
        posted = _posted(conn, day)
        seen = set(grids_seen(conn, viewer)["grid_code"])
        is_leave = sa.and_(leaves.c.since <= day, leaves.c.until > day)
        away = set(conn.scalars(sa.select(leaves.c.worker_code).where(is_leave)))
    inside = posted.loc[posted["grid_code"].isin(seen)]
    for name, duty in _DUTIES.items():
        counts = inside.loc[inside["duty"] == duty, "worker_code"].value_counts()
        frame[name] = frame["code"].map(counts).fillna(0).astype(int)
    frame["is_away"] = frame["code"].isin(away)
    is_elsewhere = frame["code"].isin(set(posted["worker_code"]) - set(inside["worker_code"]))
    return frame.loc[~is_elsewhere].reset_index(drop=True)


def _posted(conn: sa.Connection, day: date) -> pd.DataFrame:
    table = postings.c
    is_on = sa.and_(
        sa.or_(table.since.is_(None), table.since <= day),
        sa.or_(table.until.is_(None), table.until > day),
    )
    is_there = table.grid_code.in_(sa.select(grids.c.code).where(valid_on(grids, day)))
    wanted = sa.select(table.worker_code, table.grid_code, table.duty).where(is_on, is_there)
    columns = ["worker_code", "grid_code", "duty"]
    return pd.DataFrame(conn.execute(wanted).all(), columns=columns, dtype=object)
