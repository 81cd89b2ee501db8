"""Statements about the template packs are made from: every version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.pack_tables import pack_templates
from data.store import bump


def newest_template(conn: sa.Connection) -> sa.RowMapping | None:
    """Return ``version, content, saved_by, saved_at`` of the template in force; None for none."""
    wanted = sa.select(pack_templates).order_by(pack_templates.c.version.desc()).limit(1)
    return conn.execute(wanted).mappings().first()


def add_template(
    conn: sa.Connection, version: int, content: Mapping[str, Any], saved_by: str, saved_at: datetime
) -> None:
    """Keep a new version."""
    row = {"version": version, "content": content, "saved_by": saved_by, "saved_at": saved_at}
    conn.execute(pack_templates.insert().values(**row))
    bump(conn, "packs")
