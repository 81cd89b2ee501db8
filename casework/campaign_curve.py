"""How far a campaign is day by day: households met against what was planned, and a forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from casework.work_calendar import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CurveDay:
    """One day of a campaign.

    Attributes
    ----------
    planned
        Households that were to be met by the evening of the day; a share of a household too.
    met
        Households met by then; None for days that lie ahead.
    """

    day: date
    is_workday: bool
    planned: float
    met: int | None


@dataclass(frozen=True)
class CampaignCurve:
    """The days of a campaign in order.

    Attributes
    ----------
    total
        Households to be met.
    on
        The day it is looked at, as far as it has come.
    """

    days: tuple[CurveDay, ...]
    total: int
    on: date

    @property
    def met(self) -> int:
        """Return how many households were met by the day it is looked at."""
        return next((one.met for one in reversed(self.days) if one.met is not None), 0)

    @property
    def compared_on(self) -> date | None:
        """Return the last day that is over, None before there is one.

        What is met today is not held against what was planned for this evening.
        """
        return max((one.day for one in self.days if one.day < self.on), default=None)

    @property
    def planned(self) -> float:
        """Return how many were to be met by the evening of `compared_on`."""
        return max((one.planned for one in self.days if one.day < self.on), default=0.0)

    @property
    def ahead(self) -> int:
        """Return by how many whole households it is ahead of the plan; below 0: behind.

        What was planned is rounded down: part of a household cannot be met.
        """
        return self.met - int(self.planned + 1e-9)

    @property
    def forecast(self) -> float | None:
        """Return how many will be met by the last day if the days to come are like those so far.

        At most all of them; None while no working day is over, and once nothing is left to come.
        """
        done = [one for one in self.days if one.is_workday and one.day < self.on]
        left = [one for one in self.days if one.is_workday and one.day >= self.on]
        if not done or not left:
            return None
        before = done[-1].met or 0
        return min(float(self.total), max(self.met, before + before / len(done) * len(left)))


def campaign_curve(
    since: date,
    until: date,
    total: int,
    met_on: Mapping[date, int],
    on: date,
    calendar: WorkCalendar | None,
) -> CampaignCurve:
    """Return the curve of a campaign.

    Parameters
    ----------
    since, until
        First day, and the day after the last.
    total
        Households to be met.
    met_on
        How many of them were met for the first time on each day.
    on
        The day it is looked at.
    calendar
        The plan is even over its working days; None for over all days.

    Raises
    ------
    OutsideCover
        When the calendar does not cover a day of it.

    Notes
    -----
    A campaign without a working day (over a weekend, say) is planned over all its days.
    """
    days = [since + at * _DAY for at in range((until - since).days)]
    works = [calendar is None or calendar.is_workday(day) for day in days]
    if not any(works):
        works = [True] * len(days)
    found, worked, met = [], 0, 0
    for day, is_workday in zip(days, works, strict=True):
        worked += is_workday
        met += met_on.get(day, 0)
        planned = total * worked / sum(works)
        found.append(CurveDay(day, is_workday, planned, met if day <= on else None))
    return CampaignCurve(tuple(found), total, on)
