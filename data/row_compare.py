"""Two databases held against each other, row by row, with the first rows that differ by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from data.row_sums import TableShape, kept_rows, shapes_of

# Named of each table; the rest is counted.
FIRST: Final = 5


class Unlike(StrEnum):
    """How a row differs."""

    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    CHANGED = "changed"


@dataclass(frozen=True)
class RowDifference:
    """One row that differs: its key, how, and the columns that do; never their values."""

    key: tuple[Any, ...]
    unlike: Unlike
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableDifference:
    """A table that differs: how many rows, and the first of them.

    `in_both` is False, and no rows are counted, where only one database has the table or its
    columns differ.
    """

    table: str
    in_both: bool
    count: int = 0
    first: tuple[RowDifference, ...] = ()


def compare_rows(one: sa.Connection, other: sa.Connection) -> list[TableDifference]:
    """Return the tables in which two databases differ, in the order of their names."""
    is_typed = one.dialect.name != other.dialect.name
    ours, theirs = shapes_of(one), shapes_of(other)
    found = []
    for name in sorted({*ours, *theirs}):
        mine, yours = ours.get(name), theirs.get(name)
        if mine is None or yours is None or mine.columns != yours.columns or mine.key != yours.key:
            found.append(TableDifference(name, in_both=False))
            continue
        rows = [kept_rows(conn, mine, is_typed=is_typed) for conn in (one, other)]
        unlike = _unlike(mine, *rows)
        first = tuple(islice(unlike, FIRST))
        count = len(first) + sum(1 for _ in unlike)
        if count:
            found.append(TableDifference(name, True, count, first))
    return found


def _unlike(
    shape: TableShape, mine: Iterator[tuple[Any, ...]], yours: Iterator[tuple[Any, ...]]
) -> Iterator[RowDifference]:
    """Yield the differing rows of two streams that are both in the order of the key."""
    places = [shape.columns.index(name) for name in shape.key]
    ours, theirs = next(mine, None), next(yours, None)
    while ours is not None or theirs is not None:
        left, right = _key(ours, places), _key(theirs, places)
        if theirs is None or (ours is not None and _order(left) < _order(right)):
            yield RowDifference(left, Unlike.ONLY_FIRST)
            ours = next(mine, None)
        elif ours is None or _order(right) < _order(left):
            yield RowDifference(right, Unlike.ONLY_SECOND)
            theirs = next(yours, None)
        else:
            if columns := _changed(shape.columns, ours, theirs):
                yield RowDifference(left, Unlike.CHANGED, columns)
            ours, theirs = next(mine, None), next(yours, None)


def _key(row: tuple[Any, ...] | None, places: Sequence[int]) -> tuple[Any, ...]:
    return () if row is None else tuple(row[place] for place in places)


def _order(key: tuple[Any, ...]) -> list[tuple[int, Any]]:
    """Return a key as SQLite sorts it: nothing, numbers, texts, bytes."""
    return [(_rank(one), 0 if one is None else one) for one in key]


def _rank(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, int | float):
        return 1
    return 2 if isinstance(value, str) else 3


def _changed(
    columns: Sequence[str], ours: tuple[Any, ...], theirs: tuple[Any, ...]
) -> tuple[str, ...]:
    pairs = zip(columns, ours, theirs, strict=True)
    return tuple(name for name, a, b in pairs if ascii(a) != ascii(b))
