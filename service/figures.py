"""The figures, as this viewer may see them: for a period, a part of the district, a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from casework.access import Action, Viewer, require
from casework.indicator import Form, Indicator, NamedFigure, Window, WorkFigure
from casework.indicators import REGISTRY
from data.figure_store import NOTHING, Counted, read_rows
from data.frame_columns import FrameColumns
from data.settings_store import office_zone
from data.store import Store
from service.figure import NONE, Figure, valued
from service.figure_asked import Days, Part, figure_of, indicator_of, window_of
from service.figure_counts import count
from service.figure_frame import Counts
from service.figure_groups import AREAS, By, groups
from service.figure_work import Side, rows_behind

__all__ = ["By", "Side"]


@dataclass(frozen=True)
class Line:
    """One line of a table of figures: whose it is."""

    code: str | None
    name: str
    figure: Figure


@dataclass(frozen=True)
class FigureTable:
    """A figure per unit, level or area, by code; those with nothing due apart.

    ``nothing_due`` holds those with nothing to divide by, which are neither good nor bad.
    """

    key: str
    by: str
    lines: tuple[Line, ...]
    nothing_due: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the table as plain values."""
        return {
            "key": self.key,
            "by": self.by,
            "lines": [_as_json(line) for line in self.lines],
            "nothing_due": [_as_json(line) for line in self.nothing_due],
        }


def _as_json(line: Line) -> dict[str, Any]:
    return {"code": line.code, "name": line.name, "figure": line.figure.as_json()}


def figure(
    viewer: Viewer,
    store: Store,
    key: str,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> Figure:
    """Return one figure.

    Parameters
    ----------
    period_from, period_to
        First and last day, in the office's time zone; None is open.
    as_of
        The moment it is looked at (aware): what came later does not count, what was still open
        then counts as open.
    area
        Code of an organisation unit or a grid: the cases that lie in it.
    unit
        Code of an owner unit: the cases dispatched to it.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such figure, or the period ends before it begins.
    """
    require(viewer, Action.VIEW_CASES)
    asked = _Asked.of(viewer, store, (period_from, period_to), as_of, area, unit)
    return asked.figures([figure_of(key)])[0]


def figures(
    viewer: Viewer,
    store: Store,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> tuple[Figure, ...]:
    """Return all figures, in the order of the registry; asked for and refused like one of them."""
    require(viewer, Action.VIEW_CASES)
    asked = _Asked.of(viewer, store, (period_from, period_to), as_of, area, unit)
    return asked.figures(list(REGISTRY.values()))


def figure_rows(
    viewer: Viewer,
    store: Store,
    key: str,
    side: Side,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> pd.DataFrame:
    """Return the rows behind a figure, asked for and refused like the figure itself.

    Parameters
    ----------
    side
        ``denominator`` for all rows, ``numerator`` for those that count.

    Returns
    -------
    DataFrame
        The columns of the figure's sheet (`casework.indicator.Sheet`) and ``counts``, whether the
        row is in the numerator; by the time that puts it into the period.  Of work outside of
        cases what `service.figure_work.rows_behind` says.
    """
    require(viewer, Action.VIEW_CASES)
    one = figure_of(key)
    asked = _Asked.of(viewer, store, (period_from, period_to), as_of, area, unit)
    if isinstance(one, WorkFigure):
        return rows_behind(store, asked.part, asked.window, one, side)
    indicator = indicator_of(key)
    with store.read() as conn:
        rows = read_rows(conn, indicator, asked.window, asked.part.where)
    rows["counts"] = indicator.is_counted(FrameColumns(rows), asked.window)
    return rows if side == "denominator" else rows[rows["counts"]].reset_index(drop=True)


def figure_table(
    viewer: Viewer,
    store: Store,
    key: str,
    by: By,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
    map_of: date | None = None,
) -> FigureTable:
    """Return one figure told apart by area, owner unit, level, or a tag of the request.

    Asked for and refused like one figure.  Every unit of the catalogue, level or area the viewer
    sees is in it; cases of no unit, area or tag come under code None.

    Parameters
    ----------
    map_of
        None counts each case in the area it lay in on the day it was reported; a day counts it
        where it lies on the map of that day (by its point; without one by the crosswalk), and
        under code None where that cannot be said.
    """
    days = (period_from, period_to)
    return figure_tables(viewer, store, [key], by, *days, as_of, area, unit, map_of)[key]


def figure_tables(
    viewer: Viewer,
    store: Store,
    keys: Sequence[str],
    by: By,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
    map_of: date | None = None,
) -> dict[str, FigureTable]:
    """Return several figures like `figure_table`, by key, counted together."""
    require(viewer, Action.VIEW_CASES)
    indicators = [figure_of(key) for key in keys]
    asked = _Asked.of(viewer, store, (period_from, period_to), as_of, area, unit)
    with store.read() as conn:
        names = groups(conn, by, viewer, area, map_of)
    counts = count(store, asked.part, [asked.window], indicators, by, map_of)[0]
    if by in AREAS:
        counts = _within(counts, names)
    return {one.key: _table(one, by, asked, names, counts) for one in indicators}


def _within(counts: Counts, names: Mapping[Any, str]) -> Counts:
    """Return the counts with areas that have no line put together under None."""
    found: Counts = {}
    for group, of in counts.items():
        so_far = found.setdefault(group if group in names else None, {})
        for key, counted in of.items():
            so_far[key] = Counted(*map(sum, zip(so_far.get(key, NOTHING), counted, strict=True)))
    return found


def _table(
    indicator: NamedFigure, by: By, asked: _Asked, names: Mapping[Any, str], counts: Counts
) -> FigureTable:
    whole = counts.get(None, {}).get(indicator.key, NOTHING).m
    is_shared = is_per_home(indicator) and by not in AREAS
    nothing = NOTHING._replace(m=whole) if is_shared else NOTHING
    lines = [
        Line(
            None if code is None else str(code),
            names.get(code, NONE if code is None else str(code)),
            asked.valued(indicator, counts.get(code, {}).get(indicator.key, nothing)),
        )
        for code in sorted({*names, *counts}, key=lambda one: (one is None, str(one)))
    ]
    has_own = [one.figure.n or (one.figure.m and not is_shared) for one in lines]
    told = [one for one, has in zip(lines, has_own, strict=True) if one.code is not None or has]
    return FigureTable(
        indicator.key,
        by,
        lines=tuple(one for one in told if one.figure.amount is not None),
        nothing_due=tuple(one for one in told if one.figure.amount is None),
    )


def is_per_home(one: NamedFigure) -> bool:
    """Return whether a figure is told for each 1,000 of the households of today."""
    return isinstance(one, Indicator) and one.form is Form.PER_THOUSAND


@dataclass(frozen=True)
class _Asked:
    """What is asked for, and the part the viewer is kept to."""

    days: Days
    window: Window
    part: Part
    store: Store

    @classmethod
    def of(
        cls,
        viewer: Viewer,
        store: Store,
        days: Days,
        as_of: datetime,
        area: str | None,
        unit: str | None,
    ) -> _Asked:
        with store.read() as conn:
            window = window_of(days, as_of, office_zone(conn))
            return cls(days, window, Part.of(conn, viewer, area, unit), store)

    def figures(self, indicators: list[NamedFigure]) -> tuple[Figure, ...]:
        counts = count(self.store, self.part, [self.window], indicators)[0][None]
        return tuple(self.valued(one, counts[one.key]) for one in indicators)

    def valued(self, indicator: NamedFigure, counted: Counted) -> Figure:
        return valued(indicator, counted, self.days, self.window.as_of)
