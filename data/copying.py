"""A district moved from one database to another, of the same kind or not, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from data.errors import DataError
from data.migrate import migrate, version_of, wanted_version
from data.photo_store import keep_file, photo_folder, photo_names, read_file
from data.row_sums import (
    RunningSum,
    TableShape,
    TableSum,
    kept_rows,
    plain_row,
    read_rows,
    shapes_of,
)
from data.schema import metadata
from data.sealing import seals_of
from data.store import Store

# What an empty database of ours has rows in already.
ALWAYS: Final = frozenset(
    {"access_log_head", "alembic_version", "ledger_head", "revisions", "settings"}
)
_PORTION: Final = 5000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Copied:
    """What was copied.

    Attributes
    ----------
    tables
        The sums of each table, by name; computed on both sides from what was read there.
    photos, missing_photos
        How many files there are now, and how many were missing where they came from.
    lacks_key
        Whether contacts are sealed with a key that is not in the key file of the new place.
    """

    tables: dict[str, TableSum]
    photos: int
    missing_photos: int
    lacks_key: bool

    @property
    def sha256(self) -> str:
        """Return one hash over the sums of all tables."""
        said = "".join(f"{name} {one.sha256}\n" for name, one in sorted(self.tables.items()))
        return sha256(said.encode()).hexdigest()


def copy_district(source: Store, target: Store, progress: Progress | None = None) -> Copied:
    """Copy all rows and photographs into an empty database, and compare what arrived.

    Parameters
    ----------
    progress
        Called with the table, the rows copied so far and how many it has.

    Raises
    ------
    DataError
        When the one is not of this program's revision or the other is not empty, or when what
        arrived is not what was sent: then nothing is kept of it.

    Notes
    -----
    The source is read at one moment and may be worked in meanwhile; what is done there after that
    moment is not in the copy.
    """
    _refuse_other_revision(source)
    migrate(target)
    with source.read() as conn, target.begin(noted_as=None) as new:
        shapes = shapes_of(conn)
        _refuse_rows(target, new)
        tables = {}
        if new.dialect.name == "sqlite":
            new.exec_driver_sql("PRAGMA defer_foreign_keys=1")
        for table in metadata.sorted_tables:
            shape = shapes[table.name]
            sent = RunningSum(shape)
            if table.name in ALWAYS:
                new.execute(table.delete())
            count = conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            rows = _counted(conn, shape, sent)
            _write(new, table, shape, _told(rows, table.name, count, progress))
            tables[table.name] = sent.so_far()
            _refuse_difference(new, shape, tables[table.name])
        _go_on_counting(new)
        names = photo_names(conn)
        lacks_key = _lacks_key(new)
    missing = sum(not _take_photo(source, target, name) for name in names)
    return Copied(tables, len(names) - missing, missing, lacks_key)


def _refuse_other_revision(source: Store) -> None:
    found = version_of(source)
    if found != wanted_version():
        raise DataError(
            "The database {url} stands at revision {found}, and this program copies {wanted}:"
            " bring it up to date with init, or use the program that made it.",
            url=source.url.render_as_string(),
            found=found or "-",
            wanted=wanted_version(),
        )


def _refuse_rows(target: Store, conn: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        is_filled = conn.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        if is_filled and table.name not in ALWAYS:
            raise DataError(
                "The database {url} holds data already ({table}): name an empty one.",
                url=target.url.render_as_string(),
                table=table.name,
            )


def _counted(
    conn: sa.Connection, shape: TableShape, total: RunningSum
) -> Iterator[tuple[Any, ...]]:
    for row in read_rows(conn, shape, is_typed=True):
        total.add(plain_row(row))
        yield row


def _told(
    rows: Iterator[tuple[Any, ...]], name: str, count: int, progress: Progress | None
) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        if progress and (number == count or not number % _PORTION):
            progress(name, number, count)
        yield row


def _write(
    conn: sa.Connection, table: sa.Table, shape: TableShape, rows: Iterator[tuple[Any, ...]]
) -> None:
    if conn.dialect.name != "postgresql":
        while part := list(islice(rows, _PORTION)):
            found = [dict(zip(shape.columns, row, strict=True)) for row in part]
            conn.execute(table.insert(), found)
        return
    bound = [
        table.c[name].type.dialect_impl(conn.dialect).bind_processor(conn.dialect)
        for name in shape.columns
    ]
    quote = conn.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, shape.columns))})"
    raw: Any = conn.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as lines:
        for row in rows:
            lines.write_row(
                [
                    as_bound(value) if as_bound and value is not None else value
                    for as_bound, value in zip(bound, row, strict=True)
                ]
            )


def _refuse_difference(conn: sa.Connection, shape: TableShape, sent: TableSum) -> None:
    arrived = RunningSum(shape)
    for row in kept_rows(conn, shape, is_typed=True):
        arrived.add(row)
    if arrived.so_far() != sent:
        raise DataError(
            "What arrived in the table {table} is not what was sent, so nothing was copied: look"
            " after the disk and the database, and try again.",
            table=shape.name,
        )


def _go_on_counting(conn: sa.Connection) -> None:
    """Let the next row of each table have a number that none has; SQLite sees to it by itself."""
    if conn.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            counter = conn.scalar(sa.func.pg_get_serial_sequence(table.name, column.name).select())
            last = conn.scalar(sa.select(sa.func.max(column))) if counter else None
            if last is not None:
                conn.execute(sa.select(sa.func.setval(counter, last)))


def _lacks_key(conn: sa.Connection) -> bool:
    seals = seals_of(conn)
    return seals.newest is not None and seals.newest not in seals.ciphers


def _take_photo(source: Store, target: Store, name: str) -> bool:
    content = read_file(photo_folder(source), name)
    if content is not None:
        keep_file(photo_folder(target), name, content)
    return content is not None
