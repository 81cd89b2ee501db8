"""Workers, leaves and postings: read as frames for the roster."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from data.schema import category_overrides, leaves, postings, workers


def load_workers(conn: sa.Connection) -> pd.DataFrame:
    """Return every worker: ``id, code, name, phone, valid_from, valid_to, import_id``."""
    return pd.read_sql(sa.select(workers).order_by(workers.c.code), conn)


def load_postings(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, worker_code, grid_code, duty, since, until, order_no, import_id``."""
    return pd.read_sql(sa.select(postings).order_by(postings.c.grid_code, postings.c.id), conn)


def load_leaves(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, worker_code, since, until, import_id``."""
    return pd.read_sql(sa.select(leaves).order_by(leaves.c.worker_code, leaves.c.id), conn)


def load_overrides(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, category, within_code, grid_code, valid_from, valid_to``."""
    return pd.read_sql(sa.select(category_overrides).order_by(category_overrides.c.id), conn)
