"""A figure per grid in several periods, in classes that are the same for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicator import Window
from casework.period import Period
from casework.sentence import Sentence
from data.figure_store import NOTHING
from data.settings_store import office_zone
from data.store import Store
from service.errors import ServiceError
from service.figure_asked import Part, indicator_of, window_of
from service.figure_counts import count
from service.figure_frame import Counts, sheet_of
from service.map_time import Reading
from service.map_view import GridLayer, MapData
from service.period_moments import end_of, is_beside, like_moment, name_at
from service.period_scale import Scale

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PeriodAsk:
    """A figure in some periods.

    Attributes
    ----------
    figure
        Key of a figure of the registry.
    periods
        Two or more, in the order in which they are told.
    area
        Code of an organisation unit or grid; None for all the viewer sees.
    reading
        ``today``: counted where it lies on today's map.  ``as_it_was``: in the grids of then.
    tells_counts
        Counts are told as they are, however long the periods: where each is shown by itself.
    """

    figure: str
    periods: tuple[Period, ...]
    area: str | None = None
    reading: Reading = "today"
    tells_counts: bool = False

    def scale(self, periods: Sequence[Period]) -> Scale:
        """Return how values are told; the periods as they are counted, cut at today."""
        indicator = indicator_of(self.figure)
        return Scale.of(indicator, periods[:1] if self.tells_counts else periods)


@dataclass(frozen=True)
class GridFigures:
    """A figure of one period per grid of a map, and what lies in none of its grids.

    Attributes
    ----------
    period, as_of, name
        Cut at today; when it is looked at: at its end, or now; how it is called, with the moment
        where that says more.
    grids, map_of, inside
        The map, a day it is of, and which of its grids lie in the area and in the viewer's part.
    n, m
        Rows that count, of how many.
    values
        As they are told: percent of a share, a count, a rate; NaN where there is nothing.
    in_all
        ``n, m`` of the figure as a whole: of the grids, and of what lies in none.
    """

    period: Period
    as_of: datetime
    name: Sentence
    grids: GridLayer
    map_of: date
    inside: NDArray[np.bool_]
    n: Ints
    m: Ints
    values: Floats
    in_all: tuple[int, int]

    @property
    def elsewhere(self) -> int:
        """Return how many rows that count lie in no grid of the map."""
        return self.in_all[0] - int(self.n.sum())

    def told(self, scale: Scale, row: int) -> Sentence | str:
        """Return the value of a grid, never a share without what it is a share of."""
        return scale.said(float(self.values[row]), int(self.n[row]), int(self.m[row]))

    def told_in_all(self, scale: Scale) -> tuple[float, Sentence | str]:
        """Return the figure of the whole area, NaN for none, and how it is told."""
        n, m = self.in_all
        value = float(scale.value(np.array([n]), np.array([m]), self.period)[0])
        return value, scale.said(value, n, m)


def period_figures(
    viewer: Viewer, store: Store, ask: PeriodAsk, now: datetime, map_of: date | None = None
) -> tuple[GridFigures, ...]:
    """Return a figure per grid in each period, each as it stood when its period ended.

    One that is compared with the days of an unfinished one is looked at up to the same time.

    Parameters
    ----------
    map_of
        The day whose grids are told of; None for today's, and read as it was for those at the end
        of each period.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such figure, a period has not begun, or the area has no grids.
    """
    require(viewer, Action.VIEW_CASES)
    indicator = indicator_of(ask.figure)
    with store.read() as conn:
        zone = office_zone(conn)
        part = Part.of(conn, viewer, ask.area, None)
    today = now.astimezone(zone).date()
    periods = tuple(begun(period, today) for period in ask.periods)
    windows = [
        window_of((one.first, one.last), moment, zone)
        for one, moment in zip(periods, _moments(ask, periods, zone, now), strict=True)
    ]
    as_it_was = ask.reading == "as_it_was"
    # Many grids and periods: all cases are read once, and counted in memory from then on.
    sheet_of(store)
    found = count(store, part, windows, [indicator], "grid", None if as_it_was else today)
    days = [min(map_of or (one.last if as_it_was else today), today) for one in periods]
    scale = ask.scale(periods)
    return tuple(
        _on_map(
            viewer,
            store,
            ask,
            scale,
            period,
            name_at(period, window.as_of, zone),
            window,
            on,
            counts,
        )
        for period, window, on, counts in zip(periods, windows, days, found, strict=True)
    )


def _moments(
    ask: PeriodAsk, periods: Sequence[Period], zone: ZoneInfo, now: datetime
) -> list[datetime]:
    """Return when each period is looked at."""
    moments = [min(end_of(one, zone), now) for one in periods]
    if ask.tells_counts or len(periods) != 2:
        return moments
    for at, (one, other) in enumerate((periods, reversed(periods))):
        if now < end_of(other, zone) and is_beside(one, other):
            moments[at] = like_moment(one, other, now, zone)
    return moments


def _on_map(
    viewer: Viewer,
    store: Store,
    ask: PeriodAsk,
    scale: Scale,
    period: Period,
    name: Sentence,
    window: Window,
    on: date,
    counts: Counts,
) -> GridFigures:
    grids = MapData.of(store).grids(on)
    told = {code: of.get(ask.figure, NOTHING) for code, of in counts.items()}
    n, m = (
        np.array([told.get(code, NOTHING)[side] for code in grids.codes], dtype=np.int64)
        for side in (0, 1)
    )
    inside = grids.within(viewer.scope) & grids.within(ask.area)
    in_all = (sum(one.n for one in told.values()), sum(one.m for one in told.values()))
    values = np.where(inside, scale.value(n, m, period), np.nan)
    return GridFigures(period, window.as_of, name, grids, on, inside, n, m, values, in_all)


def begun(period: Period, today: date) -> Period:
    """Return the period cut at today.

    Raises
    ------
    ServiceError
        When it has not begun.
    """
    if period.first > today:
        raise ServiceError(
            "The period {period} has not begun, today is {today}: choose an earlier one.",
            period=period.name,
            today=today,
        )
    return period.until(today)


def totals_of(figures: GridFigures, homes: Ints) -> dict[str, int]:
    """Return ``grids, households, cases, unplaced`` within the area."""
    return {
        "grids": int(figures.inside.sum()),
        "households": int(homes[figures.inside].sum()),
        "cases": figures.in_all[0],
        "unplaced": figures.elsewhere,
    }
