"""Conditions on rows, written once: the database counts by them, a frame is marked by them.

A condition is a function of a row's columns.  It may compare, and join with & and |; there is no
"not", so that a comparison with nothing (null) can be False at once, and a database's third truth
value never changes an answer.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from casework.case_status import OPEN_STATUSES

# The truth of a condition, of one row, a frame's rows or a statement: bool, Series or expression.
# What they share is & and |, whose types have nothing in common.
Flag: TypeAlias = Any


class Column(Protocol):
    """One column; every comparison with nothing is False, with a value or another column."""

    def __lt__(self, other: object, /) -> Flag: ...

    def __le__(self, other: object, /) -> Flag: ...

    def __gt__(self, other: object, /) -> Flag: ...

    def __ge__(self, other: object, /) -> Flag: ...

    def equals(self, other: object) -> Flag:
        """Return where it is this, and known."""

    def is_in(self, values: Collection[object]) -> Flag:
        """Return where it is one of these, none of which is None."""

    def is_not_in(self, values: Collection[object]) -> Flag:
        """Return where it is known and none of these."""

    def is_null(self) -> Flag:
        """Return where it is not known."""

    def is_not_null(self) -> Flag:
        """Return where it is known."""


class Columns(Protocol):
    """A row's columns by name, all of one length."""

    def __getitem__(self, name: str, /) -> Column: ...


def is_open(row: Columns) -> Flag:
    """Return which cases somebody still has something to do about."""
    return row["status"].is_in(OPEN_STATUSES)


def is_overdue(row: Columns, now: datetime) -> Flag:
    """Return which cases are open with their due time passed.

    Notes
    -----
    The one place that says so: the list counts by it, the map marks by it, a case asks it.  A
    clock that stands still has no due time, so a suspended case is late only if it was before.
    """
    return is_open(row) & (row["due_at"] < now)


def is_late_case(status: str, due_at: datetime | None, now: datetime) -> bool:
    """Return whether one case is open with its due time passed (`is_overdue`)."""
    return bool(is_overdue(OneRow({"status": status, "due_at": due_at}), now))


class Value:
    """One value as a column of one row."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __lt__(self, other: object) -> bool:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> bool:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> bool:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> bool:
        return self._compared(operator.ge, other)

    def equals(self, other: object) -> bool:
        """Return whether it is this, and known."""
        return self._compared(operator.eq, other)

    def is_in(self, values: Collection[object]) -> bool:
        """Return whether it is one of these."""
        return self.value is not None and self.value in values

    def is_not_in(self, values: Collection[object]) -> bool:
        """Return whether it is known and none of these."""
        return self.value is not None and self.value not in values

    def is_null(self) -> bool:
        """Return whether it is not known."""
        return self.value is None

    def is_not_null(self) -> bool:
        """Return whether it is known."""
        return self.value is not None

    def _compared(self, by: Callable[[Any, Any], object], other: object) -> bool:
        value = other.value if isinstance(other, Value) else other
        return self.value is not None and value is not None and bool(by(self.value, value))


class OneRow:
    """One row, for a condition asked about it alone."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return Value(self._values[name])
