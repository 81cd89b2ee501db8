"""The way from a start to a due date, told day by day in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from casework.deadline_counting import (
    Pause,
    counted,
    counts,
    day_end,
    first_day,
    stands_still,
)
from casework.limit import Limit, LimitKind
from casework.sentence import Sentence
from casework.work_calendar import HOUR, SECOND, WEEKDAYS, WorkCalendar, holiday_term

_MINUTE: Final = 60 * SECOND


def start_step(calendar: WorkCalendar, start: datetime) -> Sentence:
    """Return when the clock begins."""
    return Sentence("The clock starts on {weekday} {date} at {time}.", **_when(calendar, start))


def extension_step(calendar: WorkCalendar, due: datetime, extension: Limit) -> Sentence:
    """Return by how much the limit was extended and from when the count goes on."""
    return Sentence(
        "It was extended by {limit}, counted on from {weekday} {date} at {time}.",
        limit=extension.sentence,
        **_when(calendar, due),
    )


def due_step(calendar: WorkCalendar, due: datetime) -> Sentence:
    """Return when it is due."""
    return Sentence("It is due on {weekday} {date} at {time}.", **_when(calendar, due))


def limit_step(calendar: WorkCalendar, limit: Limit) -> Sentence:
    """Return the limit and how it is counted."""
    said = limit.sentence
    if limit.amount == 0:
        return Sentence(
            "The limit is {limit}, until midnight, else the next day that counts.", limit=said
        )
    if limit.kind is LimitKind.CONTINUOUS_HOURS:
        return Sentence(
            "The limit is {limit}: nights, weekends and holidays count as well.", limit=said
        )
    if limit.kind is LimitKind.WORKING_HOURS:
        return Sentence(
            "The limit is {limit}: only {bands} on working days counts.",
            limit=said,
            bands=", ".join(f"{_clock(a)}-{_clock(b)}" for a, b in calendar.bands),
        )
    if limit.kind is LimitKind.WORKING_DAYS:
        return Sentence("The limit is {limit}, counted from the day after.", limit=said)
    return Sentence(
        "The limit is {limit}, counted from the day after: weekends and holidays count as well.",
        limit=said,
    )


def counting_steps(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause], due: datetime
) -> Iterator[Sentence]:
    """Give a step for each day that is counted and for each run of days that is not.

    Parameters
    ----------
    pauses
        In order; the limit, counted from `start` with these taken out, runs out at `due`.
    """
    yield from _pause_steps(calendar, start, pauses, due)
    if limit.kind.is_in_days:
        yield from _day_steps(calendar, start, limit, pauses, due)
    elif limit.kind is LimitKind.WORKING_HOURS:
        yield from _hour_steps(calendar, start, limit, pauses, due)


def _pause_steps(
    calendar: WorkCalendar, start: datetime, pauses: Sequence[Pause], due: datetime
) -> Iterator[Sentence]:
    for begin, end in pauses:
        if end is not None and start < end and begin < due:
            yield Sentence(
                "The clock stands still from {begin} to {end}.",
                begin=f"{calendar.local(begin):%Y-%m-%d %H:%M}",
                end=f"{calendar.local(end):%Y-%m-%d %H:%M}",
            )


def _hour_steps(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause], due: datetime
) -> Iterator[Sentence]:
    left = round(limit.amount * HOUR)
    idle: list[date] = []
    for day in _days(calendar.local(start).date(), calendar.local(due).date()):
        if not calendar.is_workday(day):
            idle.append(day)
            continue
        yield from _idle_steps(calendar, idle)
        idle = []
        begin = max(start, calendar.at(day.toordinal(), 0))
        end = min(due, calendar.at(day.toordinal() + 1, 0))
        worked = _running(calendar, begin, end, pauses)
        left -= worked
        yield _hours_of(calendar, day, worked, left)
    yield from _idle_steps(calendar, idle)


def _running(
    calendar: WorkCalendar, begin: datetime, end: datetime, pauses: Sequence[Pause]
) -> int:
    """Return the working time between two moments of one day, pauses taken out."""
    spans = [(begin, end, 1)]
    for pause, on in pauses:
        low, high = max(begin, pause), min(end, end if on is None else on)
        if low < high:
            spans.append((low, high, -1))
    kind = LimitKind.WORKING_HOURS
    return sum(
        sign * (counted(calendar, kind, b) - counted(calendar, kind, a)) for a, b, sign in spans
    )


def _hours_of(calendar: WorkCalendar, day: date, worked: int, left: int) -> Sentence:
    told = {**_day(day), **_amount("", worked), **_amount("left_", left)}
    if day in calendar.make_up:
        return Sentence(
            "{weekday} {date}, a working day made up for {holiday}:"
            " {hours} h {minutes} min count, {left_hours} h {left_minutes} min are left.",
            holiday=holiday_term(calendar.make_up[day]),
            **told,
        )
    return Sentence(
        "{weekday} {date}: {hours} h {minutes} min count,"
        " {left_hours} h {left_minutes} min are left.",
        **told,
    )


def _day_steps(
    calendar: WorkCalendar, start: datetime, limit: Limit, pauses: Sequence[Pause], due: datetime
) -> Iterator[Sentence]:
    began_on = calendar.local(start).date()
    first, total = first_day(began_on, limit)
    number = 0
    idle: list[date] = []
    for day in _days(first, calendar.local(due).date()):
        if not counts(calendar, limit.kind, day):
            idle.append(day)
            continue
        yield from _idle_steps(calendar, idle)
        idle = []
        if stands_still(calendar, day_end(calendar, began_on, limit, day), pauses):
            yield Sentence(
                "{weekday} {date} does not count: the clock stands still at its end.", **_day(day)
            )
            continue
        number += 1
        yield _day_of(calendar, day, limit, number, total)


def _day_of(calendar: WorkCalendar, day: date, limit: Limit, number: int, total: int) -> Sentence:
    told = {**_day(day), "number": number, "total": total}
    if limit.kind is LimitKind.WORKING_DAYS and day in calendar.make_up:
        return Sentence(
            "{weekday} {date}, a working day made up for {holiday}, is day {number} of {total}.",
            holiday=holiday_term(calendar.make_up[day]),
            **told,
        )
    return Sentence("{weekday} {date} is day {number} of {total}.", **told)


def _idle_steps(calendar: WorkCalendar, days: Sequence[date]) -> Iterator[Sentence]:
    """Give a step for each run of days off of the same kind."""
    run: list[date] = []
    for day in days:
        if run and calendar.holidays.get(day) != calendar.holidays.get(run[0]):
            yield _idle_step(calendar, run)
            run = []
        run.append(day)
    if run:
        yield _idle_step(calendar, run)


def _idle_step(calendar: WorkCalendar, run: Sequence[date]) -> Sentence:
    told = {**_day(run[0]), "last_weekday": WEEKDAYS[run[-1].weekday()], "last": str(run[-1])}
    name = calendar.holidays.get(run[0])
    if name is None and len(run) == 1:
        return Sentence("{weekday} {date} does not count: weekend.", **told)
    if name is None:
        return Sentence("{weekday} {date} to {last_weekday} {last} do not count: weekend.", **told)
    if len(run) == 1:
        return Sentence(
            "{weekday} {date} does not count: {holiday}.", holiday=holiday_term(name), **told
        )
    return Sentence(
        "{weekday} {date} to {last_weekday} {last} do not count: {holiday}.",
        holiday=holiday_term(name),
        **told,
    )


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _day(day: date) -> dict[str, object]:
    return {"weekday": WEEKDAYS[day.weekday()], "date": day.isoformat()}


def _when(calendar: WorkCalendar, moment: datetime) -> dict[str, object]:
    local = calendar.local(moment)
    return {**_day(local.date()), "time": "24:00" if local.time() == time.max else f"{local:%H:%M}"}


def _amount(prefix: str, micros: int) -> dict[str, object]:
    hours, minutes = divmod(round(micros / _MINUTE), 60)
    return {f"{prefix}hours": hours, f"{prefix}minutes": minutes}


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
