"""What the map reads: points as arrays, counts per grid, shapes of the base map, places by name."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.case_store import as_frame, stands
from data.schema import (
    base_features,
    cases,
    emergencies,
    grids,
    households,
    places,
    visits,
    workers,
)
from data.store import revision

# The newest row of a topic goes into its token, so that a database that was made anew under the
# same address is not taken for the old one by a browser's cache.
_NEWEST = {
    "grids": (grids.c.id, grids.c.area_m2),
    "households": (households.c.id, households.c.lon),
    "cases": (cases.c.id, cases.c.reported_at),
    "base": (base_features.c.id, base_features.c.layer),
    "duty": (workers.c.id, workers.c.name),
    "visits": (visits.c.id, visits.c.uid),
    "places": (places.c.id, places.c.code),
    "emergencies": (emergencies.c.id, emergencies.c.code),
}


class Found(NamedTuple):
    """One row a search found: what kind of thing, its code, two lines of text and where."""

    kind: str
    code: str
    label: str
    detail: str | None
    lon: float | None
    lat: float | None
    grid_code: str | None


def token(conn: sa.Connection, topic: str) -> str:
    """Return the mark of a topic's present state: what layers and addresses are keyed by."""
    number = revision(conn, topic)
    key, other = _NEWEST[topic]
    newest = conn.execute(sa.select(key, other).order_by(key.desc()).limit(1)).first()
    digest = hashlib.sha256(f"{conn.engine.url}|{newest}".encode()).hexdigest()
    return f"{number}-{digest[:8]}"


def household_points(conn: sa.Connection) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return lon and lat of every household (EPSG:4490), in the order of the table."""
    rows = conn.execute(sa.select(households.c.lon, households.c.lat))
    points = np.fromiter(chain.from_iterable(rows), dtype=np.float64).reshape(-1, 2)
    return points[:, 0].copy(), points[:, 1].copy()


def household_counts(conn: sa.Connection) -> dict[str, int]:
    """Return how many households each grid holds."""
    counted = sa.select(households.c.grid_code, sa.func.count()).group_by(households.c.grid_code)
    return {code: number for code, number in conn.execute(counted) if code is not None}


def base_shapes(conn: sa.Connection) -> pd.DataFrame:
    """Return ``layer, name, rank, shape`` (WKB, EPSG:4490) of the base map."""
    names = ("layer", "name", "rank", "shape")
    rows = conn.execute(sa.select(*(base_features.c[name] for name in names))).all()
    return as_frame(rows, names)


def find_cases(conn: sa.Connection, text: str, limit: int) -> list[Found]:
    """Return cases whose number holds the text, or whose address does."""
    said = sa.func.coalesce(cases.c.category, "") + " " + sa.func.coalesce(cases.c.address, "")
    return _find(conn, "case", cases, (cases.c.code, said), (cases.c.code,), text, limit, stands())


def find_households(conn: sa.Connection, text: str, limit: int) -> list[Found]:
    """Return addresses that hold the text."""
    shown = (households.c.address, households.c.code)
    return _find(conn, "address", households, shown, (households.c.address,), text, limit)


def find_workers(conn: sa.Connection, text: str, limit: int) -> list[tuple[str, str]]:
    """Return code and name of workers whose name or code holds the text."""
    wanted = sa.select(workers.c.code, workers.c.name).where(
        sa.or_(*(c.icontains(text, autoescape=True) for c in (workers.c.name, workers.c.code)))
    )
    return [
        (row.code, row.name) for row in conn.execute(wanted.order_by(workers.c.code).limit(limit))
    ]


def _find(
    conn: sa.Connection,
    kind: str,
    table: sa.Table,
    shown: tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]],
    searched: tuple[sa.Column[Any], ...],
    text: str,
    limit: int,
    *where: sa.ColumnElement[bool],
) -> list[Found]:
    wanted = (
        sa.select(table.c.code, shown[0], shown[1], table.c.lon, table.c.lat, table.c.grid_code)
        .where(sa.or_(*(column.icontains(text, autoescape=True) for column in searched)), *where)
        .limit(limit)
    )
    return [
        Found(kind, code, label, detail, lon, lat, grid)
        for code, label, detail, lon, lat, grid in conn.execute(wanted)
    ]
