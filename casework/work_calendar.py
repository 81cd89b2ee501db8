"""Which days and hours are working time: holidays and make-up days, with a stated cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Final

from casework.calendar_reading import CalendarDocument, DayEnd, read_calendar
from casework.errors import CaseworkError
from casework.sentence import Sentence, Term

SECOND: Final = 1_000_000
HOUR: Final = 3600 * SECOND
DAY: Final = 24 * HOUR


class NoDueDate(CaseworkError):
    """A due date cannot be told now; the sentence says why and what to do."""


class OutsideCover(NoDueDate):
    """A day was asked for that the work calendar does not cover; `year` is the missing one."""

    def __init__(self, day: date, calendar: WorkCalendar) -> None:
        self.year = day.year
        super().__init__(
            "The work calendar has no year {year}, it covers {first} to {last}: load a calendar"
            " with {year} in it, manage.py rules load calendar FILE.",
            year=day.year,
            first=calendar.first_day.isoformat(),
            last=calendar.last_day.isoformat(),
        )


class WorkCalendar:
    """Working days and hours of the years that its document covers.

    Notes
    -----
    Working time is counted in whole microseconds from the first day of the cover, added up once
    per day: a due date is one search in that list.
    """

    def __init__(self, document: CalendarDocument) -> None:
        years = document.years
        self.zone = document.zone
        self.bands = document.bands
        self.weekend = document.weekend
        self.years = years
        self.day_limit_ends = document.day_limit_ends
        self.first_day = date(years[0].year, 1, 1)
        self.last_day = date(years[-1].year, 12, 31)
        self.make_up = {day: name for year in years for day, name in year.make_up.items()}
        self.holidays = {day: h.name for year in years for h in year.holidays for day in h.days}
        self._bands = tuple((a * SECOND, b * SECOND) for a, b in self.bands)
        self._first = self.first_day.toordinal()
        count = self.last_day.toordinal() - self._first + 1
        self._works = [self._is_work(date.fromordinal(self._first + n)) for n in range(count)]
        self._days = [0, *accumulate(int(works) for works in self._works)]
        per_day = sum(b - a for a, b in self._bands)
        self._time = [days * per_day for days in self._days]

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> WorkCalendar:
        """Return the calendar of a document (data/rules/calendar_cn.toml shows the form).

        Raises
        ------
        FaultyRules
            With everything that is wrong in it.
        """
        return cls(read_calendar(values))

    def is_workday(self, day: date) -> bool:
        """Return True on a working day.

        Raises
        ------
        OutsideCover
            When the day lies outside the years of the calendar.
        """
        return self._works[self._index(day)]

    def day_sentence(self, day: date) -> Sentence:
        """Return what kind of day this is and why.

        Raises
        ------
        OutsideCover
            When the day lies outside the years of the calendar.
        """
        self._index(day)
        told = {"weekday": WEEKDAYS[day.weekday()], "date": day.isoformat()}
        if day in self.make_up:
            holiday = holiday_term(self.make_up[day])
            return Sentence(
                "{weekday} {date} is a working day made up for {holiday}.", holiday=holiday, **told
            )
        if day in self.holidays:
            holiday = holiday_term(self.holidays[day])
            return Sentence("{weekday} {date} is a day off: {holiday}.", holiday=holiday, **told)
        if day.weekday() in self.weekend:
            return Sentence("{weekday} {date} is a weekend day.", **told)
        return Sentence("{weekday} {date} is a working day.", **told)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the office's own time."""
        return moment.astimezone(self.zone)

    def worked_until(self, moment: datetime) -> int:
        """Return the working time from the first day of the cover to this moment, microseconds.

        Raises
        ------
        OutsideCover
            When the moment lies outside the years of the calendar.
        """
        local = moment.astimezone(self.zone)
        index = self._index(local)
        worked: int = self._time[index]
        if self._works[index]:
            now = (local.hour * 3600 + local.minute * 60 + local.second) * SECOND
            now += local.microsecond
            for opens, closes in self._bands:
                if now > opens:
                    worked += min(now, closes) - opens
        return worked

    def first_moment(self, worked: int) -> datetime:
        """Return the first moment when so much working time is over, in UTC."""
        index = bisect_left(self._time, worked) - 1
        if index >= len(self._works):
            raise OutsideCover(self.last_day + timedelta(days=1), self)
        left = worked - self._time[index]
        for opens, closes in self._bands:
            if left <= closes - opens:
                return self.at(index + self._first, opens + left)
            left -= closes - opens
        raise AssertionError("a day holds its own working time")

    def last_moment(self, worked: int) -> datetime:
        """Return the last moment when no more working time than this is over, in UTC."""
        index = bisect_right(self._time, worked) - 1
        if index >= len(self._works):
            raise OutsideCover(self.last_day + timedelta(days=1), self)
        if worked < 0:
            raise OutsideCover(self.first_day - timedelta(days=1), self)
        left = worked - self._time[index]
        for opens, closes in self._bands:
            if left < closes - opens:
                return self.at(index + self._first, opens + left)
            left -= closes - opens
        raise AssertionError("a day holds its own working time")

    def workdays_until(self, day: date) -> int:
        """Return the working days from the first day of the cover to this day, both counted."""
        return self._days[self._index(day) + 1]

    def workday(self, number: int) -> date:
        """Return the working day of this number, 1 is the first of the cover.

        Raises
        ------
        OutsideCover
            When the cover has no such day.
        """
        if number < 1:
            raise OutsideCover(self.first_day - timedelta(days=1), self)
        index = bisect_left(self._days, number) - 1
        if index >= len(self._works):
            raise OutsideCover(self.last_day + timedelta(days=1), self)
        return date.fromordinal(index + self._first)

    def end_of(self, day: date, ends: DayEnd | None = None) -> datetime:
        """Return when a limit in days runs out on this day, in UTC."""
        is_close = (ends or self.day_limit_ends) is DayEnd.CLOSE
        return self.at(day.toordinal(), self._bands[-1][1] if is_close else DAY - 1)

    def at(self, ordinal: int, micros: int) -> datetime:
        """Return the moment so many microseconds by the wall clock into a day, in UTC."""
        seconds, rest = divmod(micros, SECOND)
        day = date.fromordinal(ordinal)
        hour, seconds = divmod(seconds, 3600)
        local = datetime(
            day.year, day.month, day.day, hour, seconds // 60, seconds % 60, rest, self.zone
        )
        return local.astimezone(UTC)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._works):
            raise OutsideCover(day, self)
        return index

    def _is_work(self, day: date) -> bool:
        if day in self.make_up:
            return True
        return day not in self.holidays and day.weekday() not in self.weekend


WEEKDAYS: Final = (
    Term("Monday"),
    Term("Tuesday"),
    Term("Wednesday"),
    Term("Thursday"),
    Term("Friday"),
    Term("Saturday"),
    Term("Sunday"),
)
# Names as the notices write them; another name is shown as it is written.
HOLIDAY_TERMS: Final = {
    "元旦": Term("New Year's Day"),
    "春节": Term("Spring Festival"),
    "清明节": Term("Tomb-sweeping Day"),
    "劳动节": Term("Labour Day"),
    "端午节": Term("Dragon Boat Festival"),
    "中秋节": Term("Mid-Autumn Festival"),
    "国庆节": Term("National Day"),
    "国庆节、中秋节": Term("National Day and Mid-Autumn Festival"),
}


def holiday_term(name: str) -> str:
    """Return a holiday's name as a word that is translated, where it is one we know."""
    return HOLIDAY_TERMS.get(name, name)
