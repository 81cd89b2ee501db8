"""The day a map shows: which days the records cover, and what changed on them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from casework.access import Action, Viewer, require
from data.settings_store import office_zone
from data.store import Store
from data.time_store import mark_of_orders, orders_of, turning_days
from data.workload_store import first_report
from service.clock import DEFAULT_ZONE, midnight
from service.errors import ServiceError
from service.map_kept import Kept
from service.map_view import MapData

# Of an earlier day: on the grids of that day, or on those of today.
Reading = Literal["as_it_was", "today"]
READINGS: Final[tuple[Reading, ...]] = get_args(Reading)
_kept = Kept(4)


@dataclass(frozen=True)
class MapDay:
    """The day a map shows, and on which grids.

    Attributes
    ----------
    on, today
        The day looked at, and the day it is in the office's time zone.
    reading
        ``as_it_was``: grids and workers of the day looked at.  ``today``: those of today; only
        the cases are those of the day.
    zone
        The office's time zone.
    """

    on: date
    today: date
    reading: Reading = "as_it_was"
    zone: str = DEFAULT_ZONE

    @classmethod
    def of(cls, on: date, now: datetime, zone: str, reading: Reading = "as_it_was") -> MapDay:
        """Return the day as it is seen now."""
        return cls(on, now.astimezone(ZoneInfo(zone)).date(), reading, zone)

    @property
    def is_past(self) -> bool:
        """Return True for a day before today."""
        return self.on < self.today

    @property
    def grids_on(self) -> date:
        """Return the day whose grids and workers are shown."""
        return self.today if self.reading == "today" else self.on

    def moment(self, now: datetime) -> datetime:
        """Return when the cases are looked at: the end of an earlier day, else now."""
        if not self.is_past:
            return now
        return midnight(self.on + timedelta(days=1), ZoneInfo(self.zone))


@dataclass(frozen=True)
class TimeSpan:
    """The days the records cover.

    Attributes
    ----------
    today
        The day it is.
    first
        The first day anything is known of; None when nothing is dated.
    turns
        Day to how many ``grids, units, duty, leaves, orders`` begin or end on it, by day.
    """

    today: date
    first: date | None
    turns: Mapping[date, Counter[str]]

    def before(self, day: date) -> date | None:
        """Return the last day before this one on which something changed."""
        days = list(self.turns)
        at = bisect_left(days, day)
        return days[at - 1] if at else None

    def after(self, day: date) -> date | None:
        """Return the next day after this one on which something changes."""
        days = list(self.turns)
        at = bisect_right(days, day)
        return days[at] if at < len(days) else None

    def stops(self, day: date) -> list[date]:
        """Return the days a slider stops at: those of change, the first, today and this one."""
        return sorted({*self.turns, day, self.today, *([self.first] if self.first else [])})

    def refuse_before(self, day: date) -> None:
        """Do nothing when the records cover this day or it is still to come.

        Raises
        ------
        ServiceError
            When it lies before everything that is known.
        """
        if self.first is not None and day < self.first and day < self.today:
            raise ServiceError(
                "The records begin on {first}, so nothing can be said of {day}: choose a later"
                " day.",
                first=self.first,
                day=day,
            )


def time_span(viewer: Viewer, store: Store, today: date) -> TimeSpan:
    """Return the days the records of a district cover."""
    require(viewer, Action.VIEW_MAP)
    data = MapData.of(store)
    marks = (data.token("grids"), data.token("duty"))
    with store.read() as conn:
        key = (store.engine.url, *marks, mark_of_orders(conn))
        turns = _kept.get(key, lambda: turning_days(conn))
        reported = first_report(conn)
        zone = office_zone(conn)
    known = list(turns)[:1]
    if reported is not None:
        known.append(reported.astimezone(zone).date())
    return TimeSpan(today, min(known) if known else None, turns)


def map_day(
    viewer: Viewer, store: Store, on: date | None, now: datetime, reading: Reading = "as_it_was"
) -> MapDay:
    """Return the day a map is asked for, today for None.

    Raises
    ------
    CaseworkError
        When the viewer may not see the map.
    ServiceError
        When the day lies before everything that is known.
    """
    require(viewer, Action.VIEW_MAP)
    with store.read() as conn:
        zone = str(office_zone(conn))
    day = MapDay.of(date.max, now, zone, reading)
    day = replace(day, on=on or day.today)
    if day.is_past:
        time_span(viewer, store, day.today).refuse_before(day.on)
    return day


def orders_on(viewer: Viewer, store: Store, day: date) -> list[str]:
    """Return the numbers of the orders in force from this day on."""
    require(viewer, Action.VIEW_MAP)
    with store.read() as conn:
        return orders_of(conn, day)
