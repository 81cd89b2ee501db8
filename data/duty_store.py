"""Workers, leaves and postings: read as frames for the roster."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from data.schema import cases, category_overrides, leaves, postings, workers


def load_workers(conn: sa.Connection) -> pd.DataFrame:
    """Return every worker: ``id, code, name, phone, valid_from, valid_to, import_id``."""
    return pd.read_sql(sa.select(workers).order_by(workers.c.code), conn)


def load_postings(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, worker_code, grid_code, duty, since, until, order_no, import_id``."""
    return pd.read_sql(sa.select(postings).order_by(postings.c.grid_code, postings.c.id), conn)


def load_leaves(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, worker_code, since, until, import_id``."""
    return pd.read_sql(sa.select(leaves).order_by(leaves.c.worker_code, leaves.c.id), conn)


def rename_workers(conn: sa.Connection, code_of: Mapping[str, str]) -> None:
    """Follow new codes of workers into the cases; postings and leaves follow by themselves."""
    for old, new in code_of.items():
        for column in (cases.c.responsible_at_report, cases.c.first_handler, cases.c.assigned_to):
            conn.execute(cases.update().where(column == old).values({column: new}))


def load_overrides(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, category, within_code, grid_code, valid_from, valid_to``."""
    return pd.read_sql(sa.select(category_overrides).order_by(category_overrides.c.id), conn)
