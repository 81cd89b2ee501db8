"""Cases and households of the grids that are compared, counted as the figures count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casework.access import Viewer
from casework.period import Period
from data.array_columns import ArrayColumns, Words
from data.settings_store import office_zone
from data.store import Store
from data.workload_store import first_report
from geo.adjacency import touching
from service.clock import midnight
from service.figure_asked import Part, indicator_of, window_of
from service.figure_frame import CaseSheet, sheet_of
from service.figure_places import areas_on
from service.hot_spots.ask import SpotAsk
from service.map_choropleth import inside_of
from service.map_kept import Kept
from service.map_view import GridLayer, MapData

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@lru_cache(maxsize=4)
def kept(store: Store) -> Kept:
    """Return what is kept of a store: answers, which grids touch, in which one each case lies."""
    del store
    return Kept(40)


@dataclass(frozen=True)
class Ground:
    """The map that is compared on.

    Attributes
    ----------
    grids, on
        The grids of the map, and the day it is of.
    inside
        Which of them lie in the area asked for and in the viewer's part, shape (n,).
    homes
        Households of today, none outside, shape (n,).
    edges
        Rows of every two that touch, shape (m, 2).
    since
        The day of the first report, None without any.
    """

    grids: GridLayer
    on: date
    inside: Bools
    homes: Ints
    edges: Ints
    since: date | None


@dataclass(frozen=True)
class SpotCounts:
    """Cases per grid.

    Attributes
    ----------
    cases
        Shape (n,); none outside the grids compared.
    by_category
        Shape (n, categories), in the order of `categories`.
    elsewhere
        Those that are counted and lie in no grid of this map.
    """

    cases: Ints
    by_category: Ints
    categories: tuple[str, ...]
    elsewhere: int


def ground_of(viewer: Viewer, store: Store, ask: SpotAsk, as_of: datetime) -> Ground:
    """Return the map of the day that is looked at.

    Raises
    ------
    ServiceError
        When the viewer sees no grid of the area.
    """
    with store.read() as conn:
        zone = office_zone(conn)
        first = first_report(conn)
    on = as_of.astimezone(zone).date()
    data = MapData.of(store)
    grids = data.grids(on)
    inside = inside_of(viewer, grids, ask.area)
    homes = np.where(inside, data.household_counts(grids), 0)
    edges = kept(store).get(("edges", grids.token), lambda: touching(grids.frame).edges)
    return Ground(grids, on, inside, homes, edges, first and first.astimezone(zone).date())


def end_of(store: Store, period: Period) -> datetime:
    """Return the moment a period is over."""
    with store.read() as conn:
        return midnight(period.last + timedelta(days=1), office_zone(conn))


def count_cases(
    viewer: Viewer, store: Store, ask: SpotAsk, ground: Ground, period: Period, as_of: datetime
) -> SpotCounts:
    """Return the cases of a period per grid of the map; each counts where it lies on it.

    Parameters
    ----------
    as_of
        The moment they are looked at.

    Notes
    -----
    Counted by the conditions of the registry's figure, so that the sum is that figure.
    """
    with store.read() as conn:
        part = Part.of(conn, viewer, ask.area, None)
        zone = office_zone(conn)
    window = window_of((period.first, period.last), as_of, zone)
    indicator, sheet = indicator_of(ask.key), _sheet(store)
    rows = sheet.rows_of(indicator, window)
    rows = rows[sheet.inside(part, rows)]
    columns = ArrayColumns(sheet.cases.columns, rows)
    is_counted = indicator.is_counted(columns, window)
    if ask.category is not None:
        is_counted = is_counted & columns["category"].equals(ask.category)
    rows = rows[is_counted]
    kinds = sheet.cases.columns["category"]
    if not isinstance(kinds, Words):
        raise TypeError(ask.key)
    names = tuple(str(word) for word in kinds.words)
    return _counted(ground, _grid_rows(store, sheet, ground)[rows], kinds.places[rows], names)


def _sheet(store: Store) -> CaseSheet:
    sheet = sheet_of(store)
    if sheet is None:  # only where it may not be read
        raise TypeError
    return sheet


def _grid_rows(store: Store, sheet: CaseSheet, ground: Ground) -> Ints:
    """Return in which grid of the map each case lies, -1 for none, in the order of the sheet."""

    def find() -> Ints:
        codes = areas_on(store, "grid", ground.on).reindex(sheet.cases.ids)
        return ground.grids.rows_of(codes)

    return kept(store).get(("rows", sheet.token, ground.grids.token), find)


def _counted(ground: Ground, at: Ints, kinds: Ints, names: tuple[str, ...]) -> SpotCounts:
    n, width = len(ground.inside), len(names) + 1
    is_here = (at >= 0) & np.append(ground.inside, False)[at]
    # the last column holds those without a category
    table = np.bincount(at[is_here] * width + kinds[is_here] % width, minlength=n * width)
    by_category = table.reshape(n, width).astype(np.int64)
    elsewhere = int((at < 0).sum())
    return SpotCounts(by_category.sum(axis=1), by_category[:, :-1], names, elsewhere)
