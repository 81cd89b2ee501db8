"""A work calendar out of its document: every fault is told, with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from casework.rule_reading import Table, refuse_if
from casework.sentence import Sentence

# Longer than any holiday of the trade; a slip in a date is caught by it.
MOST_DAYS_OFF: Final = 15


class DayEnd(StrEnum):
    """When a limit counted in days runs out on its last day."""

    CLOSE = "close"
    MIDNIGHT = "midnight"


@dataclass(frozen=True)
class Holiday:
    """Days off, both ends included."""

    name: str
    first_on: date
    last_on: date

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days off, in order."""
        count = (self.last_on - self.first_on).days + 1
        return tuple(self.first_on + timedelta(days=n) for n in range(count))


@dataclass(frozen=True)
class CalendarYear:
    """One year as it was published.

    Attributes
    ----------
    source, address
        Title, number and date of the notice, and where it was published.
    make_up
        Days of a weekend that are worked, with the holiday they are worked for (调休).
    """

    year: int
    source: str
    address: str
    holidays: tuple[Holiday, ...]
    make_up: Mapping[date, str]


@dataclass(frozen=True)
class CalendarDocument:
    """What a calendar file says.

    Attributes
    ----------
    zone
        Where the office is.
    bands
        Opening and closing in seconds after midnight: a morning and an afternoon.
    weekend
        Days of the week off, Monday is 0.
    years
        Consecutive years, in order.
    day_limit_ends
        Whether a limit in days runs out at closing time or at midnight.
    """

    zone: ZoneInfo
    bands: tuple[tuple[int, int], ...]
    weekend: frozenset[int]
    years: tuple[CalendarYear, ...]
    day_limit_ends: DayEnd = DayEnd.CLOSE


class Weekday(StrEnum):
    """The days of the week as they are written in the file, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def read_calendar(values: Mapping[str, object]) -> CalendarDocument:
    """Return what a calendar file says.

    Raises
    ------
    FaultyRules
        With everything that is wrong in it.
    """
    faults: list[Sentence] = []
    document = Table(values, "", faults)
    document.text("title", "")
    zone = _zone(document)
    bands = [_band(document, "morning"), _band(document, "afternoon")]
    if bands[0][1] > bands[1][0] > 0:
        document.fault("afternoon", Sentence("it begins after the morning has ended."))
    weekend = _weekend(document)
    ends = document.choice("day_limit_ends", DayEnd, DayEnd.CLOSE) or DayEnd.CLOSE
    years = [_year(table, weekend) for table in document.tables("year")]
    _check_years(document, years)
    document.close()
    refuse_if(faults)
    return CalendarDocument(zone, tuple(bands), weekend, tuple(years), ends)


def _zone(document: Table) -> ZoneInfo:
    name = document.text("zone")
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        document.fault("zone", Sentence("give a time zone such as Asia/Shanghai."))
        return ZoneInfo("UTC")


def _band(document: Table, key: str) -> tuple[int, int]:
    value = document.values.get(key) if document.has(key) else None
    times = [_seconds(one) for one in value] if isinstance(value, list) else []
    if len(times) == 2 and 0 <= times[0] < times[1]:
        return times[0], times[1]
    document.fault(key, Sentence('give opening and closing: ["08:30", "12:00"].'))
    return 0, 0


def _seconds(text: object) -> int:
    """Return the seconds after midnight of a time of day, -1 where it is none."""
    try:
        moment = time.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        return -1
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _weekend(document: Table) -> frozenset[int]:
    value = document.values.get("weekend") if document.has("weekend") else None
    names = list(Weekday)
    if isinstance(value, list) and len(value) < 7 and all(one in names for one in value):
        return frozenset(names.index(one) for one in value)
    document.fault("weekend", Sentence('give days of the week: ["saturday", "sunday"].'))
    return frozenset()


def _year(table: Table, weekend: frozenset[int]) -> CalendarYear:
    year = table.count("year", 1990, 2100)
    source, address = table.text("source"), table.text("address", "-")
    holidays = [_holiday(one, year) for one in table.tables("holiday")]
    make_up = [_make_up(one, year, weekend) for one in table.tables("make_up")]
    table.close()
    if not holidays:
        table.fault("holiday", Sentence("give the days off of the year, [[year.holiday]]."))
    return CalendarYear(
        year,
        source,
        address,
        tuple(one for one in holidays if one is not None),
        {one[0]: one[1] for one in make_up if one is not None},
    )


def _holiday(table: Table, year: int) -> Holiday | None:
    name, first, last = table.text("name"), table.day("from"), table.day("to")
    table.close()
    if first is None or last is None:
        return None
    if not (_belongs(first, year) and _belongs(last, year)):
        table.fault("from", Sentence("it lies in {year} or in the December before.", year=year))
        return None
    if not 0 <= (last - first).days < MOST_DAYS_OFF:
        table.fault(
            "to",
            Sentence("it is at most {most} days and not before its first.", most=MOST_DAYS_OFF),
        )
        return None
    return Holiday(name, first, last)


def _make_up(table: Table, year: int, weekend: frozenset[int]) -> tuple[date, str] | None:
    day, name = table.day("date"), table.text("for")
    table.close()
    if day is None:
        return None
    if not _belongs(day, year):
        table.fault("date", Sentence("it lies in {year} or in the December before.", year=year))
    elif day.weekday() not in weekend:
        table.fault("date", Sentence("a make-up day falls on a weekend; correct the date."))
    return day, name


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def _check_years(document: Table, years: list[CalendarYear]) -> None:
    numbers = [year.year for year in years]
    if not numbers or any(b != a + 1 for a, b in pairwise(numbers)):
        document.faults.append(
            Sentence(
                "year cannot be {seen}: give at least one year, one after the other without a gap.",
                seen=", ".join(map(str, numbers)) or "empty",
            )
        )
    seen: set[date] = set()
    for day in (d for y in years for d in [*(d for h in y.holidays for d in h.days), *y.make_up]):
        if day in seen:
            document.faults.append(
                Sentence(
                    "{day} stands twice, as a day off or a make-up day: take one of them out.",
                    day=day.isoformat(),
                )
            )
        seen.add(day)
