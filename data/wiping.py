"""Nothing of what was overwritten stays in an SQLite database's free pages or log."""

from __future__ import annotations

from typing import Any

from data.store import Store


def wipe_log(store: Store) -> None:
    """Write the log into the database and empty it; while others read, the next time does."""
    _run(store, "PRAGMA wal_checkpoint(TRUNCATE)")


def wipe_free_pages(store: Store) -> None:
    """Write the whole database anew, which takes some seconds for each gigabyte."""
    _run(store, "VACUUM")
    wipe_log(store)


def _run(store: Store, statement: str) -> None:
    if store.url.get_backend_name() != "sqlite":
        return
    raw = store.engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        connection.execute(statement).fetchall()
    finally:
        raw.close()
