"""Connections to SQLite and PostgreSQL that keep one promise: writers come one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

# Execution option: this connection begins transactions that write.
WRITES: Final = "gege_write"
# Milliseconds that a writer waits for another.
_WAIT_MS: Final = 30_000
_CONNECT_SECONDS: Final = 10
# What PostgreSQL locks for the one who writes; nobody else's number in this database.
_WRITERS_LOCK: Final = 0x67656765
_LOCK_NOT_AVAILABLE: Final = "55P03"


def make_engine(url: sa.URL) -> sa.Engine:
    """Return the connections to a database, with transactions that begin when we say so.

    Notes
    -----
    An act reads, decides and writes.  SQLite has one writer at a time; in PostgreSQL a writer
    takes one lock of the whole database before it reads, so that the same acts are right there
    (docs/decisions/0060-postgresql.md).  Readers see one moment and wait for nobody.
    """
    # The values of a statement that fails, such as a contact, must not stand in any log.
    if url.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            url,
            hide_parameters=True,
            # A server that was started again costs nobody an error.
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "gege"},
        )
        sa.event.listen(engine, "begin", _begin_in_postgresql)
        return engine
    engine = sa.create_engine(url, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _make_sqlite_safe)
        sa.event.listen(engine, "begin", _begin_in_sqlite)
    return engine


@contextmanager
def waiting(conn: sa.Connection, wait_ms: int) -> Iterator[None]:
    """Let a transaction that begins within the block wait so long for another writer."""
    if conn.dialect.name != "sqlite":
        conn.info["gege_wait_ms"] = wait_ms
        try:
            yield
        finally:
            conn.info.pop("gege_wait_ms", None)
        return
    raw: Any = conn.connection.driver_connection
    raw.execute(f"PRAGMA busy_timeout={wait_ms}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={_WAIT_MS}")


def is_held(error: sa.exc.DBAPIError) -> bool:
    """Return whether somebody else was writing for longer than was waited."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _make_sqlite_safe(raw: Any, _record: object) -> None:  # noqa: ANN401
    """Give SQLite a write-ahead log, foreign keys and transactions that begin when we say so."""
    raw.isolation_level = None
    pragmas = (f"busy_timeout={_WAIT_MS}", "journal_mode=WAL", "foreign_keys=ON")
    # What was answered for stays, whenever the power goes: each commit reaches the disk.
    # What is erased is overwritten, whatever the library was built to do.
    for pragma in (*pragmas, "synchronous=FULL", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_in_sqlite(conn: sa.Connection) -> None:
    is_write = conn.get_execution_options().get(WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def _begin_in_postgresql(conn: sa.Connection) -> None:
    if not conn.get_execution_options().get(WRITES, False):
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    # Each statement sees what was committed before it: the first one after the lock, everything.
    wait_ms = max(1, int(conn.info.get("gege_wait_ms", _WAIT_MS)))
    conn.exec_driver_sql(f"SET LOCAL lock_timeout = {wait_ms}")
    conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
