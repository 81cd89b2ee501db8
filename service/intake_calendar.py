"""When cases come in: by day of the week and hour, and on each day of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicators import INDICATORS
from casework.period import Period
from casework.sentence import Sentence, Term
from casework.work_calendar import WEEKDAYS, WorkCalendar
from data.frame_columns import FrameColumns
from data.rule_store import rules_of
from data.settings_store import office_zone
from data.store import Store
from service.figure_asked import Part, window_of
from service.map_periods import begun
from service.map_view import MapData

# Rows of the table of hours: the seven days of the week, then those that are not like them.
OFF, MADE_UP = 7, 8
ROWS: Final = (*WEEKDAYS, Term("Public holiday"), Term("Make-up working day"))
# What comes in is the figure of this key, and no other.
FIGURE: Final = "reported"


@dataclass(frozen=True)
class IntakeDay:
    """One day: how many came in, which of `ROWS` it is of, and the holiday's name."""

    day: date
    n: int
    row: int
    holiday: str | None


@dataclass(frozen=True)
class IntakeCalendar:
    """When the cases of a period came in, in the office's time zone.

    Attributes
    ----------
    period
        Cut at today.
    hours
        Cases per row of `ROWS` and hour of the day, 9 x 24.
    days
        Each day of the period.
    hourless
        Cases reported at midnight to the second: their file told the day and no hour.
    uncovered
        Years of which the work calendar knows no holidays.
    """

    period: Period
    hours: NDArray[np.int64]
    days: tuple[IntakeDay, ...]
    hourless: int
    uncovered: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return all cases that came in: the figure `FIGURE` of the period."""
        return sum(one.n for one in self.days)

    @property
    def day_numbers(self) -> NDArray[np.int64]:
        """Return how many days each row is of."""
        rows = [one.row for one in self.days]
        return np.bincount(rows, minlength=len(ROWS)).astype(np.int64)

    @property
    def per_day(self) -> NDArray[np.float64]:
        """Return cases per hour and such a day, NaN for rows without a day; 9 x 24."""
        days = self.day_numbers[:, None].astype(float)
        told = np.full(self.hours.shape, np.nan)
        np.divide(self.hours, days, out=told, where=days > 0)
        return told

    @property
    def text(self) -> Sentence:
        """Return the reading in one sentence: the hour of the week when most come in."""
        usual = np.nan_to_num(self.per_day[:OFF])
        if not usual.any():
            return Sentence("No case of {period} has an hour.", period=self.period.name)
        row, hour = divmod(int(usual.argmax()), 24)
        return Sentence(
            "Most come on {weekday} between {hour}:00 and {next}:00: {n} of {total}, {mean:.1f}"
            " on each of {days} such days.",
            weekday=WEEKDAYS[row],
            hour=hour,
            next=hour + 1,
            n=f"{self.hours[row, hour]:,}",
            total=f"{self.total:,}",
            mean=float(usual[row, hour]),
            days=int(self.day_numbers[row]),
        )

    @property
    def day_text(self) -> Sentence:
        """Return the day on which most came in, in one sentence."""
        most = max(self.days, key=lambda one: one.n)
        return Sentence(
            "Most came in on {day}: {n} of {total}; {mean:.1f} a day on average.",
            day=most.day,
            n=f"{most.n:,}",
            total=f"{self.total:,}",
            mean=self.total / len(self.days),
        )

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """Return what has to be said with it."""
        notes = []
        if self.hourless:
            notes.append(
                Sentence(
                    "{n} cases came with a day and no hour (midnight to the second): they count"
                    " for their day, not for an hour.",
                    n=f"{self.hourless:,}",
                )
            )
        notes += [
            Sentence(
                "The work calendar has no year {year}: its public holidays are not marked.",
                year=year,
            )
            for year in self.uncovered
        ]
        return tuple(notes)


def intake_calendar(
    viewer: Viewer, store: Store, period: Period, now: datetime, area: str | None = None
) -> IntakeCalendar:
    """Return when the cases of a period came in.

    Parameters
    ----------
    area
        Code of an organisation unit or grid; None for all the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When the period has not begun, or there is no grid in the area.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        zone = office_zone(conn)
        calendar = rules_of(conn).calendar
        part = Part.of(conn, viewer, area, None)
    period = begun(period, now.astimezone(zone).date())
    cases = MapData.of(store).cases()
    window = window_of((period.first, period.last), now, zone)
    keep = np.asarray(INDICATORS[FIGURE].is_among(FrameColumns(cases), window), dtype=bool)
    if part.grids is not None:
        keep = keep & cases["grid_code"].isin(part.grids).to_numpy(dtype=bool)
    when = pd.DatetimeIndex(cases["reported_at"][keep]).tz_localize("UTC").tz_convert(zone)
    return _counted(period, when, calendar)


def _counted(period: Period, when: pd.DatetimeIndex, calendar: WorkCalendar) -> IntakeCalendar:
    days = [period.first + timedelta(days=number) for number in range(period.days)]
    rows = np.array([_row_of(day, calendar) for day in days], dtype=np.int64)
    at = (when.tz_localize(None).normalize() - pd.Timestamp(period.first)).days.to_numpy()
    counts = np.bincount(at, minlength=len(days))
    hours = np.zeros((len(ROWS), 24), dtype=np.int64)
    timed = ~((when.hour == 0) & (when.minute == 0) & (when.second == 0))
    np.add.at(hours, (rows[at[timed]], when.hour.to_numpy()[timed]), 1)
    return IntakeCalendar(
        period,
        hours,
        tuple(
            IntakeDay(day, int(n), int(row), calendar.holidays.get(day))
            for day, n, row in zip(days, counts, rows, strict=True)
        ),
        int((~timed).sum()),
        tuple(sorted({day.year for day in days} - {one.year for one in calendar.years})),
    )


def _row_of(day: date, calendar: WorkCalendar) -> int:
    if day in calendar.holidays:
        return OFF
    return MADE_UP if day in calendar.make_up else day.weekday()
