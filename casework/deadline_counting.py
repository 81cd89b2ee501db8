"""How a limit is counted from its start, with the times a clock stood still taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from casework.calendar_reading import DayEnd
from casework.limit import Limit, LimitKind
from casework.work_calendar import HOUR, NoDueDate, WorkCalendar

Pause = tuple[datetime, datetime | None]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class StandsStill(NoDueDate):
    """The clock stands still and nobody knows until when, so it has no due date now."""

    def __init__(self, since: datetime, calendar: WorkCalendar) -> None:
        super().__init__(
            "The clock stands still since {since}: it has a due date again when it goes on.",
            since=f"{calendar.local(since):%Y-%m-%d %H:%M}",
        )


def in_order(pauses: Iterable[Pause]) -> list[Pause]:
    """Return the pauses in order, those that touch made one, empty ones left out."""
    merged: list[Pause] = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end <= begin:
            continue
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            before = merged[-1][1]
            last = None if before is None or end is None else max(before, end)
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((begin, end))
    return merged


def run_out(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause]
) -> datetime:
    """Return when the limit runs out, in UTC; the pauses are in order."""
    if limit.kind.is_in_days:
        return end_of_days(calendar, start, limit, pauses)
    return end_of_hours(calendar, start, limit, pauses)


def counted(calendar: WorkCalendar, kind: LimitKind, moment: datetime) -> int:
    """Return the time counted up to this moment, in microseconds from a fixed beginning."""
    if kind is LimitKind.WORKING_HOURS:
        return calendar.worked_until(moment)
    return (moment - _EPOCH) // _MICROSECOND


def end_of_hours(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause]
) -> datetime:
    """Return when so many hours are over; only counted time inside a pause is taken out."""
    target = counted(calendar, limit.kind, start) + round(limit.amount * HOUR)
    due = _moment(calendar, limit.kind, target)
    for begin, end in pauses:
        begin = max(begin, start)
        if due <= begin:
            break
        if end is None:
            raise StandsStill(begin, calendar)
        if end > begin:
            target += counted(calendar, limit.kind, end) - counted(calendar, limit.kind, begin)
            due = _moment(calendar, limit.kind, target)
    return due


def _moment(calendar: WorkCalendar, kind: LimitKind, target: int) -> datetime:
    if kind is LimitKind.WORKING_HOURS:
        return calendar.first_moment(target)
    return _EPOCH + timedelta(microseconds=target)


def end_of_days(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause]
) -> datetime:
    """Return the end of the last day counted; a day at whose end a clock stood still is not."""
    day, number = calendar.local(start).date(), int(limit.amount)
    if pauses or number == 0:
        return _end_day_by_day(calendar, day, limit, pauses)
    if limit.kind is LimitKind.CALENDAR_DAYS:
        return calendar.end_of(day + timedelta(days=number))
    return calendar.end_of(calendar.workday(calendar.workdays_until(day) + number))


def _end_day_by_day(
    calendar: WorkCalendar, began_on: date, limit: Limit, pauses: Sequence[Pause]
) -> datetime:
    day, left = first_day(began_on, limit)
    while True:
        end = day_end(calendar, began_on, limit, day)
        if counts(calendar, limit.kind, day) and not stands_still(calendar, end, pauses):
            left -= 1
            if left == 0:
                return end
        day += timedelta(days=1)


def first_day(began_on: date, limit: Limit) -> tuple[date, int]:
    """Return the first day that may count and how many are counted: the same day is one."""
    number = int(limit.amount)
    return began_on + timedelta(days=min(number, 1)), max(number, 1)


def day_end(calendar: WorkCalendar, began_on: date, limit: Limit, day: date) -> datetime:
    """Return when a day ends: the same day at midnight, any other as the calendar says."""
    is_same_day = limit.amount == 0 and day == began_on
    return calendar.end_of(day, DayEnd.MIDNIGHT if is_same_day else None)


def counts(calendar: WorkCalendar, kind: LimitKind, day: date) -> bool:
    """Return True for a day that is counted."""
    return kind is LimitKind.CALENDAR_DAYS or calendar.is_workday(day)


def stands_still(calendar: WorkCalendar, moment: datetime, pauses: Sequence[Pause]) -> bool:
    """Return True inside a pause, not at the very moment it begins or ends.

    Raises
    ------
    StandsStill
        Inside a pause that has no end yet.
    """
    for begin, end in pauses:
        if begin < moment and (end is None or moment < end):
            if end is None:
                raise StandsStill(begin, calendar)
            return True
    return False
