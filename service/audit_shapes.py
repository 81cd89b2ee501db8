"""What is doubtful about the shapes of grids, found by `geo.audit`, with whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from casework.case import OPEN_STATUSES
from casework.sentence import Sentence
from data.case_store import as_frame
from data.schema import cases, households
from geo.audit import audit_grids
from service.audit_facts import Facts
from service.finding import Finding

_PLACE = ("lon", "lat", "grid_code")


def odd_shapes(facts: Facts) -> Iterator[Finding]:
    """Give gaps, overlaps, slivers, invalid and equal shapes of the grids in force."""
    if facts.grids.empty:
        return
    is_open = cases.c.status.in_([status.value for status in OPEN_STATUSES])
    with facts.store.read() as conn:
        homes = _places(conn, households, sa.true())
        matters = _places(conn, cases, is_open)
    for found in audit_grids(facts.grids, households=homes, open_cases=matters):
        yield Finding(
            found.kind,
            found.severity,
            Sentence(found.msgid, **found.params),
            grid_codes=found.codes,
            area_m2=found.area_m2,
            households=found.households,
            cases=found.open_cases,
            open_cases=found.open_cases,
            lon=found.lon,
            lat=found.lat,
            bounds=found.bounds,
        )


def _places(conn: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> pd.DataFrame:
    wanted = sa.select(*(table.c[name] for name in _PLACE)).where(where)
    frame = as_frame(conn.execute(wanted).all(), _PLACE)
    return frame.astype({"lon": float, "lat": float})
