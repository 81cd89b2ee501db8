"""All rows of a database as sums: how many each table has, and one hash over them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from data.schema import metadata

_PORTION: Final = 5000
# Not rows of the office: SQLite's own counters and statistics.
_NOT_OURS: Final = "sqlite_"


class TableSum(NamedTuple):
    """The number of rows of a table, and the SHA-256 over them, in the order of their key."""

    rows: int
    sha256: str


class TableShape(NamedTuple):
    """A table as a database has it: its columns by name, and those of its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    texts: frozenset[str]


def shapes_of(conn: sa.Connection) -> dict[str, TableShape]:
    """Return the tables of a database, whichever program made it, by name."""
    inspector = sa.inspect(conn)
    found = {}
    for name in sorted(inspector.get_table_names()):
        if name.startswith(_NOT_OURS):
            continue
        columns = inspector.get_columns(name)
        names = tuple(sorted(column["name"] for column in columns))
        texts = frozenset(c["name"] for c in columns if isinstance(c["type"], sa.String))
        key = tuple(inspector.get_pk_constraint(name)["constrained_columns"])
        found[name] = TableShape(name, names, key or names, texts)
    return found


def sums_of(conn: sa.Connection) -> dict[str, TableSum]:
    """Return the sums of every table, by name, as they stand in this transaction.

    Notes
    -----
    From SQLite the values are taken as they are stored, so a changed type of a value is a
    changed row.
    """
    return {name: _sum_of(conn, shape) for name, shape in shapes_of(conn).items()}


def _sum_of(conn: sa.Connection, shape: TableShape) -> TableSum:
    total = RunningSum(shape)
    for row in kept_rows(conn, shape):
        total.add(row)
    return total.so_far()


class RunningSum:
    """The sum of a table whose rows go by, in the order of their key."""

    def __init__(self, shape: TableShape) -> None:
        self._total, self._count = sha256(ascii(shape.columns).encode()), 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Count one more row."""
        self._total.update(ascii(row).encode())
        self._count += 1

    def so_far(self) -> TableSum:
        """Return the sum of the rows that went by."""
        return TableSum(self._count, self._total.hexdigest())


def kept_rows(
    conn: sa.Connection, shape: TableShape, *, is_typed: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table by its key, each with its columns by name.

    Parameters
    ----------
    is_typed
        As this program reads them, so that rows of SQLite and PostgreSQL can be compared;
        otherwise as they are stored.
    """
    is_stored = conn.dialect.name == "sqlite" and not is_typed
    for row in read_rows(conn, shape, is_typed=is_typed):
        yield row if is_stored else plain_row(row)


def read_rows(
    conn: sa.Connection, shape: TableShape, *, is_typed: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table by its key as the driver, or this program, gives them."""
    known = metadata.tables.get(shape.name)
    columns: list[Any] = [sa.column(name) for name in shape.columns]
    source: Any = sa.table(shape.name, *columns)
    if is_typed and conn.dialect.name == "sqlite" and known is not None:
        columns, source = [known.c[name] for name in shape.columns], known
    order = [_by_code_points(conn, shape, name) for name in shape.key]
    wanted = sa.select(*columns).select_from(source).order_by(*order)
    by_portions = {"yield_per": _PORTION}
    with any_text(conn), conn.execute(wanted, execution_options=by_portions) as rows:
        yield from map(tuple, rows)


def plain_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row in the one form that both databases give it."""
    return tuple(map(_plain, row))


def _by_code_points(conn: sa.Connection, shape: TableShape, name: str) -> Any:  # noqa: ANN401
    """Return what a column is sorted by, so that texts have the same order everywhere."""
    column: Any = sa.column(name, sa.String())
    is_text = conn.dialect.name == "postgresql" and name in shape.texts
    return column.collate("C") if is_text else column


def _plain(value: object) -> object:
    """Return a value in the one form that both databases give it."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    return float(value) if isinstance(value, Decimal) else value


def total_rows(sums: dict[str, TableSum]) -> int:
    """Return how many rows all tables have together."""
    return sum(one.rows for one in sums.values())


def differing(ours: dict[str, TableSum], theirs: dict[str, TableSum]) -> Sequence[str]:
    """Return the tables whose sums differ, or which only one of the two has."""
    return [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)]


@contextmanager
def any_text(conn: sa.Connection) -> Iterator[None]:
    """Let SQLite give texts that are no UTF-8 too, so that damage is compared, not tripped over."""
    raw: Any = conn.connection.dbapi_connection
    if conn.dialect.name != "sqlite" or raw is None:
        yield
        return
    usual = raw.text_factory
    raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = usual
