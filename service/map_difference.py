"""What changed between two periods, per grid: the difference, and whether it may be chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicator import Form, Indicator
from casework.period import Period
from data.store import Store
from service.change_chance import chance_of_counts, chance_of_shares, more_than_chance
from service.errors import ServiceError
from service.figure_asked import indicator_of
from service.map_periods import (
    GridFigures,
    PeriodAsk,
    period_figures,
)
from service.map_time import time_span
from service.map_view import GridLayer, MapData
from service.period_scale import Floats, Ints, Scale


@dataclass(frozen=True)
class Differences:
    """A figure of the grids in two periods.

    Attributes
    ----------
    first, second
        The figures of each period on the same grids.
    scale
        How values are told.
    change
        Second less first; NaN where either has no value or the grid is not the same in both.
    chance
        How likely as large a change is by chance alone.
    is_apart
        Whether the change is more than chance, all grids looked at together.
    is_same
        Whether the grid was the same throughout both periods, or cases are counted on one map.
    """

    indicator: Indicator
    first: GridFigures
    second: GridFigures
    scale: Scale
    change: Floats
    chance: Floats
    is_apart: NDArray[np.bool_]
    is_same: NDArray[np.bool_]


def differences(viewer: Viewer, store: Store, ask: PeriodAsk, now: datetime) -> Differences:
    """Return what changed per grid between the first and the second period of what is asked.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there are not two periods, they share a day, or `period_figures` refuses.
    """
    require(viewer, Action.VIEW_CASES)
    indicator = indicator_of(ask.figure)
    two = _two(ask.periods)
    _refuse_before_records(viewer, store, two, now.date())
    as_it_was = ask.reading == "as_it_was"
    one, other = period_figures(viewer, store, ask, now, two[1].last if as_it_was else None)
    scale = ask.scale((one.period, other.period))
    is_same = np.ones(len(one.n), dtype=bool)
    if as_it_was:
        is_same = _unchanged(viewer, store, other.grids, two, other.period.last)
    change = np.where(is_same, other.values - one.values, np.nan)
    periods = (one.period, other.period)
    chance = chance_of_change(indicator, periods, (one.n, other.n), (one.m, other.m))
    asked = ~np.isnan(change) & ((one.n + other.n) > 0)
    return Differences(
        indicator, one, other, scale, change, chance, more_than_chance(chance, asked), is_same
    )


def chance_of_change(
    indicator: Indicator,
    periods: tuple[Period, Period],
    n: tuple[Ints, Ints],
    m: tuple[Ints, Ints],
) -> Floats:
    """Return how likely each change is by chance alone.

    Counts of a period are compared over its days, what stands at a moment as two counts (which is
    careful: what stands at both moments did not come about anew), sums over the rows they are of.

    Parameters
    ----------
    periods, n, m
        Of the first and the second period: its days, rows that count, of how many.
    """
    if indicator.form is Form.SHARE:
        return chance_of_shares(n[0], m[0], n[1], m[1])
    if indicator.form is Form.MEAN:
        return chance_of_counts(n[0], n[1], m[0], m[1])
    days = [1 if indicator.is_stock else period.days for period in periods]
    over = [np.full(len(n[0]), number) for number in days]
    return chance_of_counts(n[0], n[1], over[0], over[1])


def _two(periods: tuple[Period, ...]) -> tuple[Period, Period]:
    """Return the two periods.

    Raises
    ------
    ServiceError
        When there are not two, or they share a day.
    """
    if len(periods) != 2:
        raise ServiceError("{n} periods are named: name two to compare.", n=len(periods))
    first, second = periods
    if first.first <= second.last and second.first <= first.last:
        raise ServiceError(
            "The periods {first} and {second} share days, so a case would count in both: choose"
            " two that lie apart.",
            first=first.name,
            second=second.name,
        )
    return first, second


def _refuse_before_records(
    viewer: Viewer, store: Store, periods: tuple[Period, Period], today: date
) -> None:
    """Do nothing when the records reach both periods: nothing known is not nothing done.

    Raises
    ------
    ServiceError
        When they begin after one of them has ended.
    """
    first = time_span(viewer, store, today).first
    for period in periods:
        if first is not None and period.last < first:
            raise ServiceError(
                "The records begin on {first}, so nothing can be said of {period}: choose a later"
                " one.",
                first=first,
                period=period.name,
            )


def _unchanged(
    viewer: Viewer, store: Store, grids: GridLayer, periods: tuple[Period, Period], today: date
) -> NDArray[np.bool_]:
    """Return which grids had the same border on every day of both periods."""
    turns = time_span(viewer, store, today).turns
    days = {period.first for period in periods} | {
        day
        for day, counts in turns.items()
        if counts["grids"] and any(period.first <= day <= period.last for period in periods)
    }
    shapes = grids.frame.geometry.to_numpy()
    same = np.ones(len(shapes), dtype=bool)
    for layer in {one.token: one for one in map(MapData.of(store).grids, days)}.values():
        rows = layer.rows_of(grids.frame["code"])
        theirs = np.append(layer.frame.geometry.to_numpy(), [None])[rows]
        same &= shapely.equals_exact(shapes, theirs, tolerance=0.0)
    return same
