"""Statements about files that left the office: which, for whom, with what hidden, taken by whom."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.pack_tables import publications
from data.store import bump

PUBLICATIONS: Final = tuple(column.name for column in publications.c if column.name != "id")


def add_publication(conn: sa.Connection, values: dict[str, Any]) -> None:
    """Note a file that leaves."""
    conn.execute(publications.insert().values(values))
    bump(conn, "packs")


def load_publications(conn: sa.Connection, limit: int) -> pd.DataFrame:
    """Return the files that left last, the newest first: `PUBLICATIONS`."""
    wanted = sa.select(*(publications.c[name] for name in PUBLICATIONS))
    newest = wanted.order_by(publications.c.id.desc()).limit(limit)
    return as_frame(conn.execute(newest).all(), PUBLICATIONS)
