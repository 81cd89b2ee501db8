"""A period a figure is about: a month, quarter, year, week or some days, and those beside it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from casework.errors import CaseworkError
from casework.sentence import Sentence

Kind = Literal["month", "quarter", "year", "week", "days"]

_DAY: Final = timedelta(days=1)
# Within these years every neighbour of a period can be counted.
_YEARS: Final = range(1902, 2199)
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_WRITTEN: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|W(?P<week>[0-9]{2})))?"
)


@dataclass(frozen=True)
class Period:
    """Some days in a row, both ends included, and what they are a part of.

    Attributes
    ----------
    first, last
        First and last day.
    kind
        What begins on `first`: a month, quarter, year, week (Monday to Sunday, ISO 8601), or just
        days.  The last day may lie before its end: an unfinished month is still a month.

    Raises
    ------
    CaseworkError
        When it ends before it begins, does not begin where its kind begins, or goes beyond it.
    """

    first: date
    last: date
    kind: Kind = "days"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CaseworkError(
                "The period ends on {last}, before it begins on {first}: exchange the two days.",
                first=self.first,
                last=self.last,
            )
        if self.first.year not in _YEARS or self.last.year not in _YEARS:
            raise _unreadable(f"{self.first}..{self.last}")
        if self.kind != "days" and self.last > _end_of(self.first, self.kind):
            raise _unreadable(f"{self.first}..{self.last}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return a period from its `key`.

        Raises
        ------
        CaseworkError
            When the text is none.

        Notes
        -----
        ``2026-10``, ``2026-Q3``, ``2026``, ``2026-W40`` (ISO 8601) are whole; a last day may
        follow (``2026-10..2026-10-15``), and ``2026-10-01..2026-10-15`` are just days.
        """
        start, dots, end = text.strip().partition("..")
        try:
            if _WRITTEN.fullmatch(start):
                whole = _named(start)
                return replace(whole, last=_day(end)) if dots else whole
            return cls(_day(start), _day(end) if dots else _day(start))
        except ValueError as error:
            raise _unreadable(text) from error

    @classmethod
    def holding(cls, day: date, kind: Kind = "month") -> Period:
        """Return the whole month, quarter, year or week that holds a day; the day itself else."""
        if kind == "week":
            return _whole(day - timedelta(days=day.weekday()), kind)
        if kind == "days":
            return cls(day, day)
        months = _MONTHS[kind]
        return _whole(date(day.year, (day.month - 1) // months * months + 1, 1), kind)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_whole(self) -> bool:
        """Return False for a month, quarter, year or week cut at a day."""
        return self.kind == "days" or self.last == _end_of(self.first, self.kind)

    @property
    def key(self) -> str:
        """Return it as a word for addresses and commands; `parse` reads it."""
        if self.kind == "days":
            return f"{self.first}..{self.last}"
        return self._start if self.is_whole else f"{self._start}..{self.last}"

    @property
    def name(self) -> Sentence:
        """Return how it is called; one that is cut says of how many days it is."""
        if self.kind == "days":
            return Sentence("{first} to {last}", first=self.first, last=self.last)
        if not self.is_whole:
            return Sentence(
                "{first} to {last} ({days} days)", first=self.first, last=self.last, days=self.days
            )
        if self.kind == "month":
            return Sentence("{month:%Y-%m}", month=self.first)
        if self.kind == "quarter":
            return Sentence(
                "{year}, quarter {number}", year=self.first.year, number=self.first.month // 3 + 1
            )
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return Sentence("{year}, week {number}", year=year, number=week)
        return Sentence("the year {year}", year=self.first.year)

    def whole(self) -> Period:
        """Return the whole month, quarter, year or week; days are as whole as they can be."""
        return self if self.kind == "days" else _whole(self.first, self.kind)

    def until(self, day: date) -> Period:
        """Return it cut at a day: an unfinished month; as it is where the day lies outside."""
        return replace(self, last=day) if self.first <= day < self.last else self

    def previous(self) -> Period:
        """Return the period before (环比).

        That of an unfinished one has the same number of days, from the beginning of the month,
        quarter, year or week before, or all of them where it has fewer.
        """
        before = self._before()
        return before if self.is_whole else before.until(before.first + self.days * _DAY - _DAY)

    def year_before(self) -> Period:
        """Return the same period of the year before (同比).

        It ends on the same day of the year, the 28th of February for the 29th.  Weeks are compared
        by their number; a year without a 53rd week has its last one instead.
        """
        if self.kind != "week":
            whole = Period(_shifted(self.first, -12), _shifted(self.last, -12), self.kind)
            return whole.whole() if self.is_whole else whole
        year, week, _ = self.first.isocalendar()
        weeks = date(year - 1, 12, 28).isocalendar().week
        before = _whole(date.fromisocalendar(year - 1, min(week, weeks), 1), "week")
        return before.until(before.first + self.days * _DAY - _DAY)

    def back(self, periods: int) -> tuple[Period, ...]:
        """Return the whole periods before it, oldest first."""
        found: list[Period] = []
        one = self
        for _ in range(periods):
            one = one._before()  # noqa: SLF001 - of another of its kind
            found.append(one)
        return tuple(reversed(found))

    @property
    def _start(self) -> str:
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "quarter":
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{self.first.year}"

    def _before(self) -> Period:
        if self.kind == "days":
            return Period(self.first - self.days * _DAY, self.first - _DAY)
        if self.kind == "week":
            return _whole(self.first - 7 * _DAY, "week")
        return _whole(_shifted(self.first, -_MONTHS[self.kind]), self.kind)


def _whole(first: date, kind: Kind) -> Period:
    return Period(first, _end_of(first, kind), kind)


def _end_of(first: date, kind: Kind) -> date:
    """Return the last day of the month, quarter, year or week that begins on a day."""
    months = _MONTHS.get(kind)
    if months is None:
        is_start, last = first.weekday() == 0, first + 6 * _DAY
    else:
        is_start = first.day == 1 and (first.month - 1) % months == 0
        last = _shifted(first, months) - _DAY
    if not is_start:
        raise _unreadable(f"{first}, {kind}")
    return last


def _named(text: str) -> Period:
    found = _WRITTEN.fullmatch(text)
    year, month, quarter, week = found.groups() if found else ("0", None, None, None)
    if int(year) not in _YEARS:
        raise ValueError(text)
    if week:
        return _whole(date.fromisocalendar(int(year), int(week), 1), "week")
    if quarter:
        return _whole(date(int(year), int(quarter) * 3 - 2, 1), "quarter")
    return _whole(date(int(year), int(month or 1), 1), "month" if month else "year")


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _shifted(day: date, months: int) -> date:
    """Return the same day some months on, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _unreadable(text: str) -> CaseworkError:
    return CaseworkError(
        "The period {seen} cannot be read: give a month (2026-10), a quarter (2026-Q3), a year"
        " (2026), a week (2026-W40) or days (2026-10-01..2026-10-15).",
        seen=text,
    )
