"""The grids a viewer sees, with the units they lie in, and the workers he may act on."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.grid_store import valid_on
from data.schema import grids, leaves, org_units, postings, workers
from data.store import Store
from service.errors import ServiceError
from service.scoping import in_part

GRID_FACTS = ("grid_code", "grid_name", "parent_code", "community", "valid_from", "valid_to")


def grids_seen(conn: sa.Connection, viewer: Viewer, on: date | None = None) -> pd.DataFrame:
    """Return the grids of the viewer's part, of a day or every version ever: `GRID_FACTS`, by code.

    ``community`` is the name of the unit above, or its code where it has no name.
    """
    table = grids.c
    wanted = sa.select(
        table.code, table.name, table.parent_code, table.valid_from, table.valid_to
    ).order_by(table.code, table.id)
    wanted = wanted.where(*in_part(conn, viewer, table.code))
    if on is not None:
        wanted = wanted.where(valid_on(grids, on))
    names = {
        code: name
        for code, name in conn.execute(
            sa.select(org_units.c.code, org_units.c.name).order_by(org_units.c.id)
        )
    }
    rows = [
        (code, name, parent, names.get(parent, parent), since, until)
        for code, name, parent, since, until in conn.execute(wanted)
    ]
    return pd.DataFrame(rows, columns=list(GRID_FACTS), dtype=object)


def grid_names_seen(viewer: Viewer, store: Store) -> dict[str, str]:
    """Return the newest names of all grids of the viewer's part, of all times, by code."""
    require(viewer, Action.LOCATE)
    with store.read() as conn:
        seen = grids_seen(conn, viewer)
    return dict(zip(seen["grid_code"], seen["grid_name"], strict=True))


def worker_in_part(conn: sa.Connection, viewer: Viewer, code: str, today: date) -> sa.RowMapping:
    """Return the row of a worker on whom this viewer may act.

    A worker belongs to a part when every grid he is posted to, from today on, lies in it; one
    without grids belongs to every part.

    Raises
    ------
    ServiceError
        When there is no such worker, he has left, or he answers for a grid outside the part.
    """
    found = conn.execute(sa.select(workers).where(workers.c.code == code)).mappings().first()
    if found is None:
        raise ServiceError(
            "There is no worker {worker}: check the code, or enter the worker first.", worker=code
        )
    if found["valid_to"] is not None and found["valid_to"] <= today:
        raise ServiceError(
            "{worker} left the service on {day}: choose somebody who is in service.",
            worker=found["name"],
            day=found["valid_to"],
        )
    outside = _outside(conn, viewer, code, today)
    if outside is not None:
        raise ServiceError(
            "{worker} answers for grid {grid}, which lies outside the part you keep: ask who keeps"
            " the roster there.",
            worker=found["name"],
            grid=outside,
        )
    return found


def leave_in_part(conn: sa.Connection, viewer: Viewer, leave_id: int, today: date) -> sa.RowMapping:
    """Return a leave, with ``name`` of its worker, on whom this viewer may act.

    Raises
    ------
    ServiceError
        When there is no such leave, or its worker is none of the viewer's (`worker_in_part`).
    """
    wanted = sa.select(leaves, workers.c.name).join(workers).where(leaves.c.id == leave_id)
    found = conn.execute(wanted).mappings().first()
    if found is None or found["since"] >= found["until"]:
        raise ServiceError("There is no leave {number}: choose one from the list.", number=leave_id)
    worker_in_part(conn, viewer, found["worker_code"], today)
    return found


def stands_after(day: date) -> sa.Select[tuple[str]]:
    """Return the codes of the grids that are in force on this day or a later one."""
    return sa.select(grids.c.code).where(sa.or_(grids.c.valid_to.is_(None), grids.c.valid_to > day))


def _outside(conn: sa.Connection, viewer: Viewer, code: str, today: date) -> str | None:
    """Return a grid outside the viewer's part to which the worker is posted, None for none."""
    inside = in_part(conn, viewer, postings.c.grid_code)
    if not inside:
        return None
    is_his = sa.and_(
        postings.c.worker_code == code,
        sa.or_(postings.c.until.is_(None), postings.c.until > today),
        postings.c.grid_code.in_(stands_after(today)),
    )
    return conn.scalar(sa.select(postings.c.grid_code).where(is_his, sa.not_(sa.and_(*inside))))
