"""The database: one engine, short transactions, revision numbers that caches are keyed by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from casework.access_entry import What
from data.access_log import note_change, written_so_far
from data.engines import WRITES, make_engine, waiting
from data.errors import DataError
from data.schema import revisions

DEFAULT_URL = "sqlite:///var/gege.db"
TOPICS = (
    "grids", "duty", "households", "cases", "base", "settings", "rules",
    "visits", "places", "sessions", "rounds", "spot_checks", "emergencies",
    "packs", "bulletins", "meetings", "promises",
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
        self.engine = make_engine(self.url)
        self._writing: ContextVar[sa.Connection | None] = ContextVar("writing", default=None)

    @contextmanager
    def begin(self, noted_as: What | None = What.CHANGED) -> Iterator[sa.Connection]:
        """Give a connection inside one write transaction: all of it happens or nothing.

        At its end the running act of `service` is noted (`data.access_log`), in the same
        transaction, if it has written anything.

        Parameters
        ----------
        noted_as
            None where whoever calls notes it himself.

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
        with self.engine.connect().execution_options(**{WRITES: True}) as conn, conn.begin():
            mark = self._writing.set(conn)
            written_before = written_so_far(conn)
            try:
                yield conn
                if noted_as is not None:
                    note_change(conn, written_before, noted_as)
            finally:
                self._writing.reset(mark)

    @contextmanager
    def begin_if_free(self) -> Iterator[sa.Connection | None]:
        """Give a write transaction at once, or None where the database cannot be written just now.

        For what may be left out, such as a mark that somebody was here: it must neither wait for a
        long import nor fail on a disk that is full.  Only the beginning is tried; inside another
        transaction of the same thread it is a part of that one.
        """
        if self._writing.get() is not None:
            with self.begin() as outer:
                yield outer
            return
        with self.engine.connect().execution_options(**{WRITES: True}) as conn:
            with waiting(conn, 0):
                try:
                    conn.begin()
                except sa.exc.OperationalError:
                    yield None
                    return
            with suppress(sa.exc.OperationalError):
                yield conn
                conn.commit()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection inside one read transaction: a steady picture of the data."""
        with self.engine.connect() as conn, conn.begin():
            yield conn


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
