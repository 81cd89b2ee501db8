"""Columns of a frame, for the conditions of `casework.columns`: marks a frame's rows."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

Marks = pd.Series  # of bool, on the frame's index


class FrameColumn:
    """One column of a frame; what is missing compares as False."""

    __slots__ = ("series",)

    def __init__(self, series: pd.Series) -> None:
        self.series = series

    def __lt__(self, other: object) -> Marks:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> Marks:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> Marks:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> Marks:
        return self._compared(operator.ge, other)

    def equals(self, other: object) -> Marks:
        """Return where it is this, and known."""
        return self._compared(operator.eq, other)

    def is_in(self, values: Collection[object]) -> Marks:
        """Return where it is one of these."""
        return self.series.isin(list(values))

    def is_not_in(self, values: Collection[object]) -> Marks:
        """Return where it is known and none of these."""
        return self.series.notna() & ~self.series.isin(list(values))

    def is_null(self) -> Marks:
        """Return where it is not known."""
        return self.series.isna()

    def is_not_null(self) -> Marks:
        """Return where it is known."""
        return self.series.notna()

    def _compared(self, by: Callable[[Any, Any], Any], other: object) -> Marks:
        series, value = _as_values(self.series), _plain(other)
        if isinstance(value, datetime) and pd.api.types.is_datetime64_dtype(series.dtype):
            # A frame may keep its UTC times without the zone.
            value = value.astimezone(UTC).replace(tzinfo=None)
        marks = pd.Series(False, index=series.index)
        if value is None:
            return marks
        is_plain = isinstance(series.dtype, np.dtype) and series.dtype.kind in "mMfiub"
        if is_plain and not isinstance(value, pd.Series):
            # Missing numbers and times compare as False by themselves: the map asks this often.
            found: Marks = by(series, value)
            return found
        known = series.notna()
        if isinstance(value, pd.Series):
            known &= value.notna()
            value = value[known]
        marks[known] = by(series[known], value).astype(bool)
        return marks


class FrameColumns:
    """The columns of a frame by name."""

    __slots__ = ("_frame",)

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __getitem__(self, name: str) -> FrameColumn:
        return FrameColumn(self._frame[name])


def _as_values(series: pd.Series) -> pd.Series:
    """Return a column of words kept as categories as the words: categories have no order."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.astype(series.cat.categories.dtype)
    return series


def _plain(value: object) -> object:
    return _as_values(value.series) if isinstance(value, FrameColumn) else value
