"""Where the chain of the ledger is broken, and by which row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from data.ledger import GENESIS, Head, seal
from data.ledger_rows import LedgerRow


class Wrong(StrEnum):
    """What is wrong with a place in the ledger."""

    CHANGED = "changed"
    RESEALED = "resealed"
    INSERTED = "inserted"
    MISSING = "missing"
    END = "end"


class Break(NamedTuple):
    """One place where the ledger is not what it was; for missing ones, from number to last."""

    wrong: Wrong
    number: Any
    row: LedgerRow | None = None
    last: int | None = None


class _Place(NamedTuple):
    """The row at the place before, and whether it was found to be at fault."""

    number: int = 0
    hash: Any = GENESIS
    row: LedgerRow | None = None
    is_blamed: bool = False


def find_breaks(rows: Iterable[LedgerRow], head: Head) -> Iterator[Break]:
    """Yield what is wrong with a ledger, in one pass that holds the hashes and a few rows.

    Parameters
    ----------
    rows
        By their numbers; more than one row may claim the same.
    head
        The end of the ledger as it is remembered.

    Notes
    -----
    A row is sealed twice: by its own hash, and by the hash that the next row (after the last one:
    the head) remembers of it.  One that does not fit its own hash was changed.  One that fits its
    own, but not what the next row remembers, was changed and sealed anew, unless the next row
    would be as it was remembered in turn with this hash before it: then the next row was.  Nor is
    it at fault where the next one was changed and holds the hash of quite another row before it.
    """
    strays: list[LedgerRow] = []
    doubted: list[tuple[Any, Break]] = []
    seen: set[Any] = {GENESIS}
    before = _Place()
    for group, following in _with_next(_placed(rows, head, strays)):
        number = group[0].number
        if number > before.number + 1:
            yield Break(Wrong.MISSING, before.number + 1, last=number - 1)
            before = _Place(number - 1, None, None, True)
        remembered = _remembered(number, following, head)
        row = group[0]
        if len(group) > 1:
            row = max(group, key=lambda one: _fitness(one, before, remembered))
        yield from (Break(Wrong.INSERTED, one.number, one) for one in group if one is not row)
        blamed = list(_blame(row, before, remembered))
        is_blamed = any(one.row is row for one in blamed)
        if is_blamed:
            doubted += [(row.hash_before, one) for one in blamed if one.row is not row]
            blamed = [one for one in blamed if one.row is row]
        yield from blamed
        seen.add(row.hash)
        before = _Place(number, row.hash, row, is_blamed)
    yield from _at_the_end(before, head)
    yield from (found for hash_before, found in doubted if hash_before not in seen)
    yield from (Break(Wrong.INSERTED, row.number, row) for row in strays)


def _placed(rows: Iterable[LedgerRow], head: Head, strays: list[LedgerRow]) -> Iterator[LedgerRow]:
    """Yield the rows that have a place in the ledger; put the others aside."""
    for row in rows:
        if type(row.number) is int and 1 <= row.number <= head.number:
            yield row
        else:
            strays.append(row)


def _with_next(rows: Iterable[LedgerRow]) -> Iterator[tuple[list[LedgerRow], list[LedgerRow]]]:
    """Yield the rows of each number together with those of the next number there is."""
    group: list[LedgerRow] = []
    for _, members in groupby(rows, key=lambda row: row.number):
        following = list(members)
        if group:
            yield group, following
        group = following
    if group:
        yield group, []


def _remembered(number: int, following: Sequence[LedgerRow], head: Head) -> set[Any]:
    """Return the hashes that the next place remembers of this one."""
    if number == head.number:
        return {head.hash}
    return {row.hash_before for row in following if row.number == number + 1}


def _is_own(row: LedgerRow) -> bool:
    """Return whether a row fits its own hash, and its number the place where it is kept."""
    if row.text is None or row.id != row.number:
        return False
    return bool(seal(str(row.hash_before), row.text) == row.hash)


def _fitness(row: LedgerRow, before: _Place, remembered: set[Any]) -> int:
    fits = (row.hash in remembered, row.id == row.number, row.hash_before == before.hash)
    return sum(map(bool, fits)) + _is_own(row)


def _blame(row: LedgerRow, before: _Place, remembered: set[Any]) -> Iterator[Break]:
    """Yield this row, or the one before it, where one of them is at fault."""
    is_own = _is_own(row)
    if not is_own:
        yield Break(Wrong.CHANGED, row.number, row)
    if before.hash is None or row.hash_before == before.hash:
        return
    repaired = None if row.text is None else seal(str(before.hash), row.text)
    if before.row is None or repaired == row.hash or repaired in remembered:
        if is_own:
            yield Break(Wrong.CHANGED, row.number, row)
    elif not before.is_blamed:
        yield Break(Wrong.RESEALED, before.number, before.row)


def _at_the_end(before: _Place, head: Head) -> Iterator[Break]:
    if before.number < head.number:
        yield Break(Wrong.MISSING, before.number + 1, last=head.number)
    elif before.hash is not None and before.hash != head.hash and not before.is_blamed:
        yield Break(Wrong.END, before.number, before.row)
