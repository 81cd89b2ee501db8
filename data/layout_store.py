"""The presentation of the office's own whose layouts PPTX files are made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.pack_tables import pack_layouts
from data.store import bump


@dataclass(frozen=True)
class KeptLayout:
    """A presentation that was brought, and by whom; ``body`` None puts the program's own back."""

    file_name: str
    sha256: str
    saved_by: str
    saved_at: datetime
    body: bytes | None


def add_layout(conn: sa.Connection, layout: KeptLayout) -> None:
    """Keep a presentation; it counts from now on, the earlier ones stay."""
    conn.execute(
        pack_layouts.insert().values(
            file_name=layout.file_name,
            sha256=layout.sha256,
            saved_by=layout.saved_by,
            saved_at=layout.saved_at,
            body=layout.body,
        )
    )
    bump(conn, "packs")


def newest_layout(conn: sa.Connection) -> KeptLayout | None:
    """Return what was brought or put back last, None when nobody ever did."""
    table = pack_layouts.c
    row = conn.execute(
        sa.select(table.file_name, table.sha256, table.saved_by, table.saved_at, table.body)
        .order_by(table.id.desc())
        .limit(1)
    ).first()
    return None if row is None else KeptLayout(*row)
