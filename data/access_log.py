"""Who saw, took or changed what: entries added to the end of the log, each sealed to the last."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from casework.access_entry import Door, Entry, What
from data.access_log_tables import access_log, access_log_head
from data.errors import DataError
from data.ledger import canonical_text, instant, plain, seal
from data.running_act import running_act

# By which door the running question came in; the doors say so.
DOOR: Final[ContextVar[Door]] = ContextVar("door", default=Door.PROGRAM)


class LogEnd(NamedTuple):
    """The end of the log: number and hash of its last entry."""

    number: int
    hash: str


def add_entry(conn: sa.Connection, entry: Entry) -> LogEnd:
    """Add an entry to the log in the running write transaction and return the new end.

    Raises
    ------
    DataError
        When the log has lost its end.
    """
    end = end_of(conn, is_written=True)
    row: dict[str, Any] = {
        "number": end.number + 1,
        "noted_at": clock_of(conn),
        "viewer": entry.viewer.name,
        "role": str(entry.viewer.role),
        "door": str(DOOR.get()),
        "what": str(entry.what),
        "act": entry.act,
        "code": entry.code,
        "details": plain(entry.details),
    }
    new = LogEnd(row["number"], seal(end.hash, entry_text(row, instant(row["noted_at"]))))
    conn.execute(access_log.insert().values(**row, hash_before=end.hash, hash=new.hash))
    conn.execute(access_log_head.update().values(new._asdict()))
    return new


def entry_text(row: dict[str, Any], noted_at: str) -> str:
    """Return the one text of an entry that it is hashed as.

    Parameters
    ----------
    row
        ``number, viewer, role, door, what, act, code, details``; anything else is left out.
    noted_at
        As `data.ledger.instant` writes it.
    """
    names = ("number", "viewer", "role", "door", "what", "act", "code", "details")
    return canonical_text({name: row[name] for name in names} | {"noted_at": noted_at})


def end_of(conn: sa.Connection, *, is_written: bool = False) -> LogEnd:
    """Return the end of the log; to add to it, hold it until the transaction ends.

    Raises
    ------
    DataError
        When the row is gone.
    """
    wanted = sa.select(access_log_head.c.number, access_log_head.c.hash)
    found = conn.execute(wanted.with_for_update() if is_written else wanted).first()
    if found is None:
        raise DataError(
            "The log of who saw, took or changed what has lost its end, so nothing can be noted in"
            " it: restore a copy of the database, or ask whoever looks after it."
        )
    return LogEnd(*found)


def clock_of(conn: sa.Connection) -> datetime:
    """Return the time by the database's own clock, which no caller can set."""
    if conn.dialect.name == "sqlite":
        text = conn.exec_driver_sql("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')").scalar_one()
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    moment: datetime = conn.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return moment


def is_noted(conn: sa.Connection, entry: Entry, within: timedelta) -> bool:
    """Return whether the same was noted of the same person, thing and door not long ago."""
    same = (
        access_log.c.noted_at > clock_of(conn) - within,
        access_log.c.viewer == entry.viewer.name,
        access_log.c.what == str(entry.what),
        access_log.c.act == entry.act,
        access_log.c.door == str(DOOR.get()),
        access_log.c.code.is_(None) if entry.code is None else access_log.c.code == entry.code,
    )
    return conn.scalar(sa.select(access_log.c.number).where(*same).limit(1)) is not None


def written_so_far(conn: sa.Connection) -> int:
    """Return a number that grows when the running transaction writes anything."""
    if conn.dialect.name == "sqlite":
        raw: Any = conn.connection.driver_connection
        return int(raw.total_changes)
    # PostgreSQL gives a transaction its number at the first row it writes.
    given = conn.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()").scalar()
    return int(given is not None)


def note_change(conn: sa.Connection, written_before: int, what: What) -> None:
    """Note the running act, if there is one and it has written anything.

    Parameters
    ----------
    written_before
        `written_so_far` when the transaction began.
    """
    act = running_act()
    if act is not None and written_so_far(conn) != written_before:
        add_entry(conn, Entry(act.viewer, what, act.name, act.code))
