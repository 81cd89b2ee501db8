"""Statements about bulletins, their lines, and the appeals against these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.pack_tables import bulletin_appeals, bulletin_lines, bulletins
from data.store import bump

HEAD: Final = tuple(column.name for column in bulletins.c)
LINES: Final = tuple(column.name for column in bulletin_lines.c)
APPEALS: Final = tuple(column.name for column in bulletin_appeals.c)


def load_bulletins(conn: sa.Connection) -> pd.DataFrame:
    """Return all bulletins, the newest first: `HEAD` and ``lines, appeals, unanswered``.

    The last three are how many lines one has, how many appeals there are against them, and how
    many of these wait for an answer.
    """
    of_line = sa.select(
        bulletin_lines.c.bulletin_id,
        sa.func.count(bulletin_appeals.c.id).label("appeals"),
        (sa.func.count(bulletin_appeals.c.id) - sa.func.count(bulletin_appeals.c.outcome)).label(
            "unanswered"
        ),
        sa.func.count(bulletin_lines.c.id.distinct()).label("lines"),
    ).select_from(bulletin_lines.outerjoin(bulletin_appeals))
    counts = of_line.group_by(bulletin_lines.c.bulletin_id).subquery()
    wanted = sa.select(
        *bulletins.c,
        *(sa.func.coalesce(counts.c[name], 0) for name in ("lines", "appeals", "unanswered")),
    ).select_from(bulletins.outerjoin(counts, counts.c.bulletin_id == bulletins.c.id))
    rows = conn.execute(wanted.order_by(bulletins.c.id.desc())).all()
    return as_frame(rows, (*HEAD, "lines", "appeals", "unanswered"))


def find_bulletin(
    conn: sa.Connection, code: str, *, for_update: bool = False
) -> dict[str, Any] | None:
    """Return a bulletin by its code, locked where it is to be changed."""
    wanted = sa.select(bulletins).where(bulletins.c.code == code)
    found = conn.execute(wanted.with_for_update() if for_update else wanted).mappings().first()
    return None if found is None else dict(found)


def newest_words(conn: sa.Connection) -> Mapping[str, Any] | None:
    """Return the words of the newest bulletin, None before the first."""
    wanted = sa.select(bulletins.c.words).order_by(bulletins.c.id.desc()).limit(1)
    found: Mapping[str, Any] | None = conn.scalar(wanted)
    return found


def bulletins_named(conn: sa.Connection, start: str) -> int:
    """Return how many bulletins have a code that begins so."""
    begins = bulletins.c.code.startswith(start, autoescape=True)
    return int(conn.scalar(sa.select(sa.func.count()).where(begins)) or 0)


def add_bulletin(
    conn: sa.Connection, head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> None:
    """Keep a bulletin with its lines."""
    made = conn.execute(bulletins.insert().values(**head).returning(bulletins.c.id)).scalar_one()
    rows = [{**one, "bulletin_id": made, "number": at} for at, one in enumerate(lines, start=1)]
    if rows:
        conn.execute(bulletin_lines.insert(), rows)
    bump(conn, "bulletins")


def load_lines(conn: sa.Connection, bulletin_id: int) -> pd.DataFrame:
    """Return the lines of a bulletin in their order: `LINES`."""
    wanted = sa.select(*bulletin_lines.c).where(bulletin_lines.c.bulletin_id == bulletin_id)
    return as_frame(conn.execute(wanted.order_by(bulletin_lines.c.number)).all(), LINES)


def load_appeals(conn: sa.Connection, bulletin_id: int) -> pd.DataFrame:
    """Return the appeals against a bulletin's lines in the order they came: `APPEALS`."""
    wanted = (
        sa.select(*bulletin_appeals.c)
        .join(bulletin_lines, bulletin_lines.c.id == bulletin_appeals.c.line_id)
        .where(bulletin_lines.c.bulletin_id == bulletin_id)
        .order_by(bulletin_appeals.c.id)
    )
    return as_frame(conn.execute(wanted).all(), APPEALS)


def add_appeal(conn: sa.Connection, values: Mapping[str, Any]) -> int:
    """Keep an appeal and return its number."""
    made = conn.execute(
        bulletin_appeals.insert().values(**values).returning(bulletin_appeals.c.id)
    ).scalar_one()
    bump(conn, "bulletins")
    return int(made)


def answer_appeal(conn: sa.Connection, appeal_id: int, values: Mapping[str, Any]) -> bool:
    """Answer an appeal that is not answered yet; return whether it was not."""
    is_open = sa.and_(bulletin_appeals.c.id == appeal_id, bulletin_appeals.c.outcome.is_(None))
    changed = conn.execute(bulletin_appeals.update().where(is_open).values(**values))
    bump(conn, "bulletins")
    return changed.rowcount == 1


def change_facts(conn: sa.Connection, line_id: int, facts: Mapping[str, Any]) -> None:
    """Keep the facts of a line with what was corrected beside the first ones."""
    changed = bulletin_lines.update().where(bulletin_lines.c.id == line_id)
    conn.execute(changed.values(facts=dict(facts)))


def note_published(conn: sa.Connection, bulletin_id: int, by: str, at: datetime) -> bool:
    """Note that a bulletin is out; return False where it was already."""
    is_draft = sa.and_(bulletins.c.id == bulletin_id, bulletins.c.published_at.is_(None))
    changed = conn.execute(
        bulletins.update().where(is_draft).values(published_by=by, published_at=at)
    )
    bump(conn, "bulletins")
    return changed.rowcount == 1
