"""Entries of the log found again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.access_log_tables import access_log


class Sought(NamedTuple):
    """What is looked for; None for all.  Days are those of the zone, both included."""

    viewer: str | None
    what: str | None
    door: str | None
    code: str | None
    since: date | None
    until: date | None
    zone: str


def entries(
    conn: sa.Connection, sought: Sought, limit: int | None, offset: int
) -> list[dict[str, Any]]:
    """Return entries, the newest first."""
    wanted = sa.select(access_log).where(*_conditions(sought)).order_by(access_log.c.number.desc())
    return [dict(row) for row in conn.execute(wanted.limit(limit).offset(offset)).mappings()]


def entry_count(conn: sa.Connection, sought: Sought) -> int:
    """Return how many entries there are."""
    wanted = sa.select(sa.func.count()).select_from(access_log).where(*_conditions(sought))
    return int(conn.scalar(wanted) or 0)


def people(conn: sa.Connection) -> list[str]:
    """Return the names that stand in the log, in order."""
    wanted = sa.select(access_log.c.viewer).distinct().order_by(access_log.c.viewer)
    return list(conn.scalars(wanted))


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    column = access_log.c
    asked = [
        column[name] == getattr(sought, name)
        for name in ("viewer", "what", "door", "code")
        if getattr(sought, name) is not None
    ]
    if sought.since is not None:
        asked.append(column.noted_at >= _midnight(sought.since, sought.zone))
    if sought.until is not None:
        asked.append(column.noted_at < _midnight(sought.until + timedelta(days=1), sought.zone))
    return asked or [sa.true()]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
