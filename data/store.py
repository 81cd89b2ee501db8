"""The database: one engine, short transactions, revision numbers that caches are keyed by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from data.errors import DataError
from data.schema import revisions

DEFAULT_URL = "sqlite:///var/gege.db"
TOPICS = (
    "grids", "duty", "households", "cases", "base", "settings", "rules",
    "visits", "places", "sessions", "rounds", "spot_checks", "emergencies",
)  # fmt: skip


class Store:
    """One database, opened by its URL.

    Parameters
    ----------
    url
        A SQLAlchemy URL (``sqlite:///var/gege.db``, ``postgresql+psycopg://...``) or the path of
        an SQLite file.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url if "://" in url else f"sqlite:///{url}")
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        # The values of a statement that fails, such as a contact, must not stand in any log.
        self.engine = sa.create_engine(self.url, hide_parameters=True)
        if self.url.get_backend_name() == "sqlite":
            _make_sqlite_safe(self.engine)
        self._writing: ContextVar[sa.Connection | None] = ContextVar("writing", default=None)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Give a connection inside one write transaction: all of it happens or nothing.

        Notes
        -----
        An act that calls another is one act: inside a transaction of the same thread this gives
        the same connection with a savepoint, and nothing stands before the outermost one ends.
        """
        outer = self._writing.get()
        if outer is not None:
            with outer.begin_nested():
                yield outer
            return
        with self.engine.connect().execution_options(gege_write=True) as conn, conn.begin():
            mark = self._writing.set(conn)
            try:
                yield conn
            finally:
                self._writing.reset(mark)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection inside one read transaction: a steady picture of the data."""
        with self.engine.connect() as conn, conn.begin():
            yield conn


def _make_sqlite_safe(engine: sa.Engine) -> None:
    """Give SQLite a write-ahead log, foreign keys and transactions that begin when we say so."""

    @sa.event.listens_for(engine, "connect")
    def _on_connect(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000"):
            raw.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @sa.event.listens_for(engine, "begin")
    def _on_begin(conn: sa.Connection) -> None:
        is_write = conn.get_execution_options().get("gege_write", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def database_url() -> str:
    """Return the address of the database: GEGE_DATABASE, else the embedded file."""
    return os.environ.get("GEGE_DATABASE") or DEFAULT_URL


def open_store(url: str | None = None) -> Store:
    """Return the store of this address (of `database_url` by default), one per process.

    Raises
    ------
    DataError
        When the address is not one SQLAlchemy understands.
    """
    return _store_at(url or database_url())


@lru_cache(maxsize=8)
def _store_at(wanted: str) -> Store:
    try:
        return Store(wanted)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError, OSError) as error:
        raise DataError(
            "The database address {url} cannot be used ({cause}): give a path or an address"
            " such as sqlite:///var/gege.db.",
            url=wanted,
            cause=str(error),
        ) from error


def revision(conn: sa.Connection, topic: str) -> int:
    """Return how often this topic has changed since the database was made."""
    found = conn.scalar(sa.select(revisions.c.number).where(revisions.c.topic == topic))
    return int(found or 0)


def bump(conn: sa.Connection, *topics: str) -> None:
    """Count one more change of these topics, in the transaction that made it."""
    for topic in topics:
        changed = conn.execute(
            revisions.update()
            .where(revisions.c.topic == topic)
            .values(number=revisions.c.number + 1)
        )
        if not changed.rowcount:
            conn.execute(revisions.insert().values(topic=topic, number=1))


def revisions_now(conn: sa.Connection) -> dict[str, int]:
    """Return how often each topic has changed."""
    return {row.topic: row.number for row in conn.execute(sa.select(revisions))}
