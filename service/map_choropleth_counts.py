"""What a figure counts in each grid of a map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.access import Viewer
from casework.indicator import Form
from casework.period import Period
from data.schema import cases
from data.settings_store import office_zone
from data.store import Store
from service.figure_asked import Part, indicator_of, window_of
from service.figure_counts import in_database
from service.figures import figure_table
from service.map_view import GridLayer, MapData

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class GridCounts:
    """Rows that count, of how many, and not yet due, per grid; and those in no grid of the map.

    ``elsewhere`` holds the same three for what was counted and lies in no grid.
    """

    n: Ints
    m: Ints
    waiting: Ints
    elsewhere: tuple[int, int, int]

    @property
    def in_all(self) -> tuple[int, int]:
        """Return ``n`` and ``m`` of all grids and of what lies in none: the figure as a whole."""
        return int(self.n.sum()) + self.elsewhere[0], int(self.m.sum()) + self.elsewhere[1]


def grid_counts(
    viewer: Viewer,
    store: Store,
    key: str,
    period: Period,
    as_of: datetime,
    grids: GridLayer,
    on: date,
    area: str | None = None,
    category: str | None = None,
) -> GridCounts:
    """Return what a figure counts per grid of the map of a day.

    Parameters
    ----------
    period
        The days it is about.
    as_of
        The moment it is looked at (aware).
    grids, on
        The map, and a day it is of: each case counts where it lies on it.
    area, category
        What is counted, nothing else.
    """
    if category is not None:
        return _of_category(viewer, store, key, period, as_of, grids, on, area, category)
    table = figure_table(
        viewer, store, key, "grid", period.first, period.last, as_of, area=area, map_of=on
    )
    row_of = {code: row for row, code in enumerate(grids.codes)}
    counts = np.zeros((len(grids.codes) + 1, 3), dtype=np.int64)
    for line in (*table.lines, *table.nothing_due):
        told = (line.figure.n, line.figure.m, line.figure.not_yet_due)
        counts[row_of.get(line.code or "", -1)] += told
    return _counted(counts)


@dataclass(frozen=True)
class _OfCategory(Part):
    """A part of the district, and one category of its cases."""

    category: str = ""

    @property
    def where(self) -> list[sa.ColumnElement[bool]]:
        return [*super().where, cases.c.category == self.category]


def _of_category(
    viewer: Viewer,
    store: Store,
    key: str,
    period: Period,
    as_of: datetime,
    grids: GridLayer,
    on: date,
    area: str | None,
    category: str,
) -> GridCounts:
    with store.read() as conn:
        part = Part.of(conn, viewer, area, None)
        window = window_of((period.first, period.last), as_of, office_zone(conn))
    part = _OfCategory(part.units, part.grids, part.unit, category)
    indicator = indicator_of(key)
    found = in_database(store, part, [window], [indicator], "grid", on)[0]
    row_of = {code: row for row, code in enumerate(grids.codes)}
    counts = np.zeros((len(grids.codes) + 1, 3), dtype=np.int64)
    for code, of in found.items():
        counts[row_of.get(code, -1)] += of[key]
    if indicator.form is Form.PER_THOUSAND:
        homes = MapData.of(store).household_counts(grids)
        seen = grids.within(viewer.scope) & grids.within(area)
        counts[:, 1] = np.append(np.where(seen, homes, 0), 0)
    return _counted(counts)


def _counted(counts: Ints) -> GridCounts:
    n, m, waiting = counts[-1].tolist()
    return GridCounts(counts[:-1, 0], counts[:-1, 1], counts[:-1, 2], (n, m, waiting))
