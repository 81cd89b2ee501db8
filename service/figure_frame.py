"""All cases in memory, for the figures that count cases: many periods and groups at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.columns import is_open
from casework.indicator import Indicator, Window
from data.array_columns import ArrayColumns, Numbers
from data.case_arrays import CaseArrays
from data.figure_store import Counted
from data.store import Store
from service.case_memory import cases_in_memory, is_in_memory
from service.figure_asked import Part
from service.figure_groups import AREAS, COLUMNS, By, areas_above
from service.figure_places import places
from service.map_kept import Kept
from service.map_view import MapData

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
# By group and key; everything under None where nothing is told apart.
Counts = dict[Any, dict[str, Counted]]


@dataclass(frozen=True)
class Grouping:
    """The place of each case among the codes of groups; the last code is None."""

    places: NDArray[Any]
    codes: Sequence[Any]


@dataclass(frozen=True)
class CaseSheet:
    """Every case; ``token`` marks their state."""

    token: str
    cases: CaseArrays
    _orders: dict[str, tuple[Ints, NDArray[Any]]] = field(default_factory=dict)

    def rows_of(self, indicator: Indicator, window: Window) -> Ints:
        """Return rows among which are all that a figure counts or awaits in a window."""
        if indicator.is_stock:
            order, times = self._ordered("over")
            return order[np.searchsorted(times, _utc(window.as_of)) :]
        order, times = self._ordered(indicator.belongs)
        first, last = np.searchsorted(times, [_utc(window.start), _utc(window.end)])
        return order[first:last]

    def inside(self, part: Part, rows: Ints) -> Bools:
        """Return which rows are of a part."""
        found = np.ones(len(rows), dtype=bool)
        columns = ArrayColumns(self.cases.columns, rows)
        if part.grids is not None:
            found &= columns["grid_code"].is_in(part.grids)
        if part.unit is not None:
            found &= columns["unit_code"].equals(part.unit)
        return found

    def _ordered(self, name: str) -> tuple[Ints, NDArray[Any]]:
        """Return the rows in the order of a time, and the times; the last have none."""
        found = self._orders.get(name)
        if found is None:
            times = self._over() if name == "over" else self.cases.times(name)
            order = np.argsort(times, kind="stable")
            found = self._orders[name] = (order, times[order])
        return found

    def _over(self) -> NDArray[Any]:
        """Return the last moment at which a case may have been open, none for the open ones."""
        last: NDArray[Any] = np.fmax(self.cases.times("closed_at"), self.cases.times("moved_at"))
        last[is_open(ArrayColumns(self.cases.columns))] = np.datetime64("NaT")
        return last


@lru_cache(maxsize=4)
def _sheets(store: Store) -> Kept:
    del store
    return Kept(1)


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(8)


def sheet_of(store: Store, *, is_built: bool = True) -> CaseSheet | None:
    """Return all cases as they are now; None where they would first have to be read.

    Parameters
    ----------
    is_built
        Whether to read them then.
    """
    if not is_built and not is_in_memory(store):
        return None
    token, found = cases_in_memory(store)
    return _sheets(store).get(token, lambda: CaseSheet(token, found))


def count_cases(
    store: Store,
    sheet: CaseSheet,
    part: Part,
    windows: Sequence[Window],
    indicators: Sequence[Indicator],
    by: By | None = None,
    map_of: date | None = None,
) -> list[Counts]:
    """Return what figures count in each window, by group and key; groups without any left out."""
    grouping = None if by is None else _grouping(store, sheet, by, map_of)
    found = []
    for window in windows:
        slices: dict[Hashable, tuple[Ints, ArrayColumns]] = {}
        counts: Counts = {} if by else {None: {}}
        for one in indicators:
            kind = "over" if one.is_stock else one.belongs
            if kind not in slices:
                rows = sheet.rows_of(one, window)
                rows = rows[sheet.inside(part, rows)]
                slices[kind] = (rows, ArrayColumns(sheet.cases.columns, rows))
            for group, counted in _counted(one, window, *slices[kind], grouping).items():
                counts.setdefault(group, {})[one.key] = counted
        found.append(counts)
    return found


def _counted(
    one: Indicator, window: Window, rows: Ints, columns: ArrayColumns, grouping: Grouping | None
) -> dict[Any, Counted]:
    among = one.is_among(columns, window)
    marks = (among & one.counts(columns, window), among, one.is_pending(columns, window))
    if grouping is None:
        return {None: Counted(*(int(np.count_nonzero(mark)) for mark in marks))}
    where = grouping.places[rows]
    size = len(grouping.codes)
    numbers = np.stack([np.bincount(where[mark], minlength=size) for mark in marks])
    some = np.flatnonzero(numbers.any(axis=0))
    told = zip(some.tolist(), *numbers[:, some].tolist(), strict=True)
    return {grouping.codes[at]: Counted(*counts) for at, *counts in told}


def _grouping(store: Store, sheet: CaseSheet, by: By, map_of: date | None) -> Grouping:
    if by not in AREAS:
        return _of_words(sheet, COLUMNS[by])
    data = MapData.of(store)
    day = None if map_of is None else data.grids(map_of).token
    key = ("areas", sheet.token, data.token("grids"), by, day)
    return _kept(store).get(key, lambda: _of_areas(store, sheet, by, map_of))


def _of_words(sheet: CaseSheet, name: str) -> Grouping:
    column = sheet.cases.columns[name]
    if isinstance(column, Numbers):
        raise TypeError(name)
    # Those of no word, at -1, come last.
    return Grouping(
        np.where(column.places < 0, len(column.words), column.places), [*column.words, None]
    )


def _of_areas(store: Store, sheet: CaseSheet, by: By, map_of: date | None) -> Grouping:
    placed = places(store, by, map_of)
    if placed is not None:
        codes, areas = pd.factorize(placed.reindex(sheet.cases.ids).to_numpy(dtype=object))
        return Grouping(np.where(codes < 0, len(areas), codes), [*areas, None])
    grids = _of_words(sheet, "grid_code")
    with store.read() as conn:
        above = areas_above(conn, by)
    if above is None:
        return grids
    codes, areas = pd.factorize(np.array([above.get(one) for one in grids.codes], dtype=object))
    return Grouping(np.where(codes < 0, len(areas), codes)[grids.places], [*areas, None])


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
