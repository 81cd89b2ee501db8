"""When cases are reported, due and closed: Beijing days, working hours, uneven delays."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt

from data.demo.plane import Floats, Ints

Minutes = npt.NDArray[np.datetime64]

BEIJING = timezone(timedelta(hours=8))
# Working time of the demonstration: Monday to Friday, 9 to 17 o'clock, no holidays.
_OPENS, _DAY_MINUTES = 9 * 60, 8 * 60
# Fifteen months: every month of the last quarter has the same one of the year before.
DAYS = 460
# Each day brings so much of what the same day brought a year before: where requests are settled at
# the door fewer come (a town tells of a fifth less a year).  Our choice.
_YEAR_ON_YEAR = 0.8
# Weights of the hours of a day in Beijing time: by day, with a small evening peak.
_HOURS = np.array(
    [2, 1, 1, 1, 1, 2, 6, 14, 26, 34, 36, 28, 16, 20, 30, 34, 32, 26, 20, 20, 18, 12, 8, 4]
)
_WEEKDAYS = np.array([1.15, 1.1, 1.05, 1.05, 1.0, 0.75, 0.65])
_MONTH_OF_QUARTER = 3


def beijing_minutes(now: datetime) -> np.datetime64:
    """Return the wall clock of Beijing at this time, to the minute."""
    return np.datetime64(now.astimezone(BEIJING).replace(tzinfo=None), "m")


def as_utc(wall: Minutes) -> npt.NDArray[np.datetime64]:
    """Return UTC for Beijing wall-clock minutes, to the microsecond as frames keep it."""
    return (wall - np.timedelta64(8, "h")).astype("datetime64[us]")


def report_times(
    count: int,
    quarters: tuple[float, float, float, float],
    now: np.datetime64,
    days: int,
    rng: np.random.Generator,
) -> Minutes:
    """Return Beijing wall-clock minutes within the last `days` days, none after `now`."""
    today = now.astype("datetime64[D]")
    candidates = today - np.arange(days)
    month = candidates.astype("datetime64[M]").astype(np.int64) % 12
    weekday = (candidates.astype(np.int64) + 3) % 7
    weight = np.array(quarters)[month // _MONTH_OF_QUARTER] * _WEEKDAYS[weekday]
    weight = weight * _YEAR_ON_YEAR ** (-np.arange(days) / 365)
    day = rng.choice(candidates, size=count, p=weight / weight.sum())
    hour = rng.choice(24, size=count, p=_HOURS / _HOURS.sum())
    wall = day.astype("datetime64[m]") + (hour * 60 + rng.integers(0, 60, count))
    late = wall > now
    # What would lie in the future happened at an earlier minute of the same day.
    since_midnight = (now - today.astype("datetime64[m]")).astype(np.int64)
    wall[late] = today.astype("datetime64[m]") + rng.integers(0, since_midnight + 1, late.sum())
    return np.asarray(wall)


def add_working_hours(wall: Minutes, hours: Ints) -> Minutes:
    """Return the moment this many working hours after each wall-clock minute."""
    day = wall.astype("datetime64[D]")
    is_open = np.is_busday(day)
    minute = (wall - day.astype("datetime64[m]")).astype(np.int64) - _OPENS
    minute = np.where(is_open, np.clip(minute, 0, _DAY_MINUTES), 0)
    end = minute + hours * 60
    # The end of a working day belongs to that day, not to the next morning.
    full_days = np.maximum(0, -(-end // _DAY_MINUTES) - 1)
    due_day = np.busday_offset(day, full_days, roll="forward")
    into_day = _OPENS + end - full_days * _DAY_MINUTES
    return np.asarray(due_day.astype("datetime64[m]") + into_day)


def delays(typical_hours: Floats, spread: Floats, rng: np.random.Generator) -> Ints:
    """Return minutes from report to closing, log-normal around the typical hours, at least 5."""
    hours = typical_hours * np.exp(spread * rng.standard_normal(len(typical_hours)))
    return np.maximum(5, hours * 60).astype(np.int64)
