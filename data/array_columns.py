"""Columns kept as numbers, for the conditions of `casework.columns`: many rows asked many times.

Where a frame compares words, these compare the numbers the words are kept under; the answers are
the same (a test asks all four kinds the same).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]


class Numbers:
    """Whole numbers, none of them missing, or times in UTC, missing ones as NaT."""

    __slots__ = ("values",)

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values

    def take(self, rows: Rows) -> Numbers:
        """Return some rows."""
        return Numbers(self.values[rows])

    def __lt__(self, other: object) -> Bools:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> Bools:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> Bools:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> Bools:
        return self._compared(operator.ge, other)

    def equals(self, other: object) -> Bools:
        """Return where it is this, and known."""
        return self._compared(operator.eq, other)

    def is_in(self, values: Collection[object]) -> Bools:
        """Return where it is one of these."""
        return np.isin(self.values, [_plain(value) for value in values])

    def is_not_in(self, values: Collection[object]) -> Bools:
        """Return where it is known and none of these."""
        return self.is_not_null() & ~self.is_in(values)

    def is_null(self) -> Bools:
        """Return where it is not known."""
        return ~self.is_not_null()

    def is_not_null(self) -> Bools:
        """Return where it is known."""
        if self.values.dtype.kind == "M":
            return np.asarray(~np.isnat(self.values))
        return np.ones(len(self.values), dtype=bool)

    def _compared(self, by: Callable[[Any, Any], Any], other: object) -> Bools:
        value = _plain(other)
        # NaT compared with anything is False by itself.
        found: Bools = np.zeros(len(self.values), bool) if value is None else by(self.values, value)
        return found


class Words:
    """Words, or other things of few kinds, as their places in a list; -1 for none.

    Parameters
    ----------
    places
        Which word each row has.
    words
        The words; two columns that are compared share one list.
    """

    __slots__ = ("places", "words")

    def __init__(self, places: NDArray[Any], words: Sequence[object]) -> None:
        self.places, self.words = places, words

    def take(self, rows: Rows) -> Words:
        """Return some rows."""
        return Words(self.places[rows], self.words)

    def __lt__(self, other: object) -> Bools:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> Bools:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> Bools:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> Bools:
        return self._compared(operator.ge, other)

    def equals(self, other: object) -> Bools:
        """Return where it is this, and known."""
        if isinstance(other, Words):
            return np.asarray((self.places == other.places) & (self.places >= 0))
        return self.is_in(() if other is None else (other,))

    def is_in(self, values: Collection[object]) -> Bools:
        """Return where it is one of these."""
        return self._where([word in values for word in self.words])

    def is_not_in(self, values: Collection[object]) -> Bools:
        """Return where it is known and none of these."""
        return self._where([word not in values for word in self.words])

    def is_null(self) -> Bools:
        """Return where it is not known."""
        return self.places < 0

    def is_not_null(self) -> Bools:
        """Return where it is known."""
        return self.places >= 0

    def _compared(self, by: Callable[[Any, Any], Any], other: object) -> Bools:
        return self._where([other is not None and bool(by(word, other)) for word in self.words])

    def _where(self, is_word: list[bool]) -> Bools:
        # The last place is that of rows without a word.
        return np.asarray(np.array([*is_word, False])[self.places])


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever numpy compares with
    if isinstance(value, Numbers):
        return value.values
    if isinstance(value, datetime):
        return np.datetime64(value.astimezone(UTC).replace(tzinfo=None), "us")
    return value


class ArrayColumns:
    """Columns by name, of all rows or of some; what is asked for is taken once."""

    __slots__ = ("_columns", "_rows", "_taken")

    def __init__(self, columns: dict[str, Numbers | Words], rows: Rows | None = None) -> None:
        self._columns, self._rows = columns, rows
        self._taken: dict[str, Numbers | Words] = {}

    def __getitem__(self, name: str) -> Numbers | Words:
        if self._rows is None:
            return self._columns[name]
        found = self._taken.get(name)
        if found is None:
            found = self._taken[name] = self._columns[name].take(self._rows)
        return found
